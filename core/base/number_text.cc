#include "core/base/number_text.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace trellis {
namespace {

template <typename T>
std::optional<T> ParseCanonical(std::string_view text) {
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  if (text.size() <= sign || text.size() > kMaxInt64Text) return std::nullopt;
  if (text[sign] == '0' && text.size() > 1) return std::nullopt;
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Room for every decimal spelling that is not absurd; longer texts are refused.
constexpr size_t kMaxFloatText = 400;

}  // namespace

std::optional<int64_t> ParseInt64(std::string_view text) {
  return ParseCanonical<int64_t>(text);
}

std::optional<uint64_t> ParseUint64(std::string_view text) {
  return ParseCanonical<uint64_t>(text);
}

std::optional<double> ParseDouble(std::string_view text) {
  // Most scores are small whole numbers, and a double holds those exactly.
  constexpr size_t kExactDigits = 15;
  if (text.size() <= kExactDigits) {
    const std::optional<int64_t> whole = ParseInt64(text);
    if (whole) return static_cast<double>(*whole);
  }
  const std::optional<long double> wide = ParseLongDouble(text);
  if (!wide) return std::nullopt;
  char copy[kMaxFloatText + 1];
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = 0;
  const double value = std::strtod(copy, nullptr);
  // A text past the range of a double is refused unless it says infinity itself.
  if (std::isinf(value) && !std::isinf(*wide)) return std::nullopt;
  return value;
}

std::optional<long double> ParseLongDouble(std::string_view text) {
  if (text.empty() || text.size() > kMaxFloatText) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first <= ' ') return std::nullopt;
  char copy[kMaxFloatText + 1];
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = 0;
  char* end = nullptr;
  errno = 0;
  const long double value = std::strtold(copy, &end);
  if (end != copy + text.size() || std::isnan(value)) return std::nullopt;
  if (errno == ERANGE && (std::isinf(value) || std::fpclassify(value) == FP_ZERO)) {
    return std::nullopt;
  }
  return value;
}

size_t FormatInt64(int64_t value, char* out) {
  return static_cast<size_t>(std::to_chars(out, out + kMaxInt64Text, value).ptr - out);
}

namespace {

// The shortest digits of a finite double: value = digits * 10^power, no zeros at the end.
struct ShortestDigits {
  char text[32];
  size_t size = 0;
  int power = 0;
  [[nodiscard]] std::string_view digits() const { return {text, size}; }
};

ShortestDigits DigitsOf(double positive) {
  ShortestDigits out;
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, positive, std::chars_format::scientific);
  const char* exponent = std::find(text, end.ptr, 'e');
  for (const char* at = text; at != exponent; ++at) {
    if (*at != '.') out.text[out.size++] = *at;
  }
  std::from_chars(exponent + (exponent[1] == '+' ? 2 : 1), end.ptr, out.power);
  out.power -= static_cast<int>(out.size) - 1;
  return out;
}

}  // namespace

// When to write an exponent is Redis's choice since 7.2: clients compare texts.
std::string FormatDouble(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  constexpr double kIntegersBelow = 0x1p62;
  if (value == std::floor(value) && std::fabs(value) < kIntegersBelow) {
    if (value == 0 && std::signbit(value)) return "-0";
    char text[kMaxInt64Text];
    return {text, FormatInt64(static_cast<int64_t>(value), text)};
  }
  const ShortestDigits shortest = DigitsOf(std::fabs(value));
  const std::string_view digits = shortest.digits();
  const int count = static_cast<int>(digits.size());
  const int exponent = shortest.power + count - 1;
  std::string out = value < 0 ? "-" : "";
  if (shortest.power >= 0 && exponent < count + 7) {
    return out.append(digits).append(static_cast<size_t>(shortest.power), '0');
  }
  if (shortest.power < 0 && (shortest.power > -7 || std::abs(exponent) < 4)) {
    const int before = count + shortest.power;  // digits before the point
    if (before > 0) {
      return out.append(digits.substr(0, static_cast<size_t>(before)))
          .append(".")
          .append(digits.substr(static_cast<size_t>(before)));
    }
    return out.append("0.").append(static_cast<size_t>(-before), '0').append(digits);
  }
  out += digits[0];
  if (count > 1) out.append(".").append(digits.substr(1));
  out.append(exponent < 0 ? "e-" : "e+");
  return out.append(std::to_string(std::abs(exponent)));
}

std::string FormatLongDouble(long double value) {
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (std::isnan(value)) return "nan";
  // The widest long double has 4933 digits before the point.
  static constexpr size_t kRoom = 5 * 1024;
  std::string text(kRoom, '\0');
  const int length = std::snprintf(text.data(), kRoom, "%.17Lf", value);
  text.resize(static_cast<size_t>(length));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (text == "-0") return "0";
  return text;
}

std::optional<int64_t> ParseMemory(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
    ++digits;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (digits == 0 || error != std::errc()) return std::nullopt;
  const std::string unit(text.substr(digits));
  int64_t factor = 0;
  static constexpr struct {
    const char* name;
    int64_t factor;
  } kUnits[] = {{"", 1},        {"b", 1},        {"k", 1000},       {"kb", 1 << 10},
                {"m", 1000000}, {"mb", 1 << 20}, {"g", 1000000000}, {"gb", 1 << 30}};
  for (const auto& known : kUnits) {
    if (strcasecmp(unit.c_str(), known.name) == 0) factor = known.factor;
  }
  int64_t bytes = 0;
  if (factor == 0 || __builtin_mul_overflow(value, factor, &bytes)) return std::nullopt;
  return bytes;
}

}  // namespace trellis
