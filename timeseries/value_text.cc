#include "timeseries/value_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

namespace trellis::timeseries {
namespace {

// From here on RedisTimeSeries prints the shortest digits, and has no zeros behind them.
constexpr double kAlwaysPlainBelow = 0x1p52;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Moves past a run of digits; false if there is none.
bool SkipDigits(std::string_view text, size_t& at) {
  const size_t start = at;
  while (at < text.size() && IsDigit(text[at])) {
    ++at;
  }
  return at > start;
}

bool LooksLikeNumber(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const size_t start = at;
  if (!SkipDigits(text, at)) return false;
  if (text[start] == '0' && at > start + 1) return false;
  if (at < text.size() && text[at] == '.' && !SkipDigits(text, ++at)) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!SkipDigits(text, at)) return false;
  }
  return at == text.size();
}

std::string_view PlainText(double value, char (&buffer)[kValueTextBytes]) {
  const auto end = std::to_chars(buffer, buffer + kValueTextBytes, value, std::chars_format::fixed);
  return {buffer, static_cast<size_t>(end.ptr - buffer)};
}

}  // namespace

std::string_view ValueText(double value, char (&buffer)[kValueTextBytes]) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  const double size = std::fabs(value);
  if (size == 0 || (size >= 1 && size < kAlwaysPlainBelow)) return PlainText(value, buffer);
  const auto end =
      std::to_chars(buffer, buffer + kValueTextBytes, value, std::chars_format::scientific);
  // 1.5e-05 -> 1.5E-5
  char* exponent =
      static_cast<char*>(std::memchr(buffer, 'e', static_cast<size_t>(end.ptr - buffer)));
  int power = 0;
  std::from_chars(exponent + (exponent[1] == '+' ? 2 : 1), end.ptr, power);
  const auto digits = std::count_if(buffer, exponent, IsDigit);
  if (size >= 1 && power < digits) return PlainText(value, buffer);
  *exponent = 'E';
  const auto last = std::to_chars(exponent + 1, buffer + kValueTextBytes, power);
  return {buffer, static_cast<size_t>(last.ptr - buffer)};
}

std::optional<double> ParseValue(std::string_view text) {
  if (!LooksLikeNumber(text)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // from_chars doesn't tell too large from too small.
  if (error == std::errc::result_out_of_range)
    value = std::strtod(std::string(text).c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace trellis::timeseries
