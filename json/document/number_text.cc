#include "json/document/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace trellis::json {

NumberText::NumberText(int64_t value)
    : size_(std::to_chars(text_.data(), text_.data() + text_.size(), value).ptr - text_.data()) {}

NumberText::NumberText(uint64_t value)
    : size_(std::to_chars(text_.data(), text_.data() + text_.size(), value).ptr - text_.data()) {}

NumberText::NumberText(double value) {
  char* const end = text_.data() + text_.size();
  const double magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-5 && magnitude < 1e16);
  if (plain) {
    char* last = std::to_chars(text_.data(), end, value, std::chars_format::fixed).ptr;
    if (std::memchr(text_.data(), '.', last - text_.data()) == nullptr) {
      *last++ = '.';
      *last++ = '0';
    }
    size_ = last - text_.data();
    return;
  }
  // to_chars writes 1e+16 and 1e-07: drop the plus and the leading zero.
  const char* last = std::to_chars(text_.data(), end, value, std::chars_format::scientific).ptr;
  auto* exponent = static_cast<char*>(std::memchr(text_.data(), 'e', last - text_.data())) + 1;
  char* to = *exponent == '-' ? exponent + 1 : exponent;
  const char* from = exponent + 1;
  if (*from == '0') ++from;
  while (from < last)
    *to++ = *from++;
  size_ = to - text_.data();
}

}  // namespace trellis::json
