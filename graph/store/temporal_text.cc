#include "graph/store/temporal_text.h"

#include <array>
#include <cinttypes>
#include <cstdio>

namespace graph {

namespace {

constexpr int64_t kSecondsOfDay = 86400;
constexpr int kEpochYear = 1970;

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

std::string DateText(const CivilTime& time) {
  std::array<char, 40> text;
  const int length = std::snprintf(text.data(), text.size(), "%" PRId64 "-%02d-%02d", time.year,
                                   time.month, time.day);
  return {text.data(), static_cast<size_t>(length)};
}

std::string TimeText(const CivilTime& time) {
  std::array<char, 40> text;
  const int length = std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", time.hour,
                                   time.minute, time.second);
  return {text.data(), static_cast<size_t>(length)};
}

std::string DurationText(const CivilTime& end) {
  std::string text = "P";
  const auto append = [&](int64_t count, char unit) {
    if (count != 0) text += std::to_string(count) + unit;
  };
  append(end.year - kEpochYear, 'Y');
  append(end.month - 1, 'M');
  append(end.day - 1, 'D');
  if (end.hour != 0 || end.minute != 0 || end.second != 0) text += 'T';
  append(end.hour, 'H');
  append(end.minute, 'M');
  append(end.second, 'S');
  return text;
}

}  // namespace

// Counts in eras of 400 years that begin on 1 March, so that a leap day is the last of its year
// (Howard Hinnant, "chrono-compatible low-level date algorithms").
CivilTime CivilTimeOf(int64_t seconds) {
  constexpr int64_t kDaysOfEra = 146097;
  constexpr int64_t kDaysToEpoch = 719468;  // from 0000-03-01 to 1970-01-01
  const int64_t day = FloorDivide(seconds, kSecondsOfDay);
  const auto of_day = static_cast<int>(seconds - day * kSecondsOfDay);
  const int64_t era = FloorDivide(day + kDaysToEpoch, kDaysOfEra);
  const int64_t day_of_era = day + kDaysToEpoch - era * kDaysOfEra;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t march_month = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  return {.year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1),
          .hour = of_day / 3600,
          .minute = of_day / 60 % 60,
          .second = of_day % 60};
}

std::string TemporalText(const Value& value) {
  const CivilTime time = CivilTimeOf(value.seconds());
  switch (value.type()) {
    case ValueType::kLocalDateTime: return DateText(time) + "T" + TimeText(time);
    case ValueType::kDate: return DateText(time);
    case ValueType::kLocalTime: return TimeText(time);
    default: return DurationText(time);
  }
}

}  // namespace graph
