// How numbers are spelled in JSON text: as RedisJSON does, so that equal documents are equal texts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trellis::json {

// The text of a number; valid as long as this is.
class NumberText {
 public:
  explicit NumberText(int64_t value);
  explicit NumberText(uint64_t value);
  // The shortest digits that read back as the same double. Plain from 1e-5 to below 1e16, with ".0"
  // if integral (100.0, 0.00001); else with an exponent (1e16, 1.5e-7).
  explicit NumberText(double value);

  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 32> text_;
  size_t size_;
};

}  // namespace trellis::json
