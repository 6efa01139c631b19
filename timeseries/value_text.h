// Doubles as text, both ways, spelled as RedisTimeSeries does.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace trellis::timeseries {

inline constexpr size_t kValueTextBytes = 32;

// The shortest digits that read back as `value`. Plain for 0, for 1 <= |value| < 2^52, and beyond
// where no zeros are needed behind the digits; else d.dddE-n. NaN, Infinity. A view into `buffer`.
std::string_view ValueText(double value, char (&buffer)[kValueTextBytes]);

// A finite number in JSON's spelling: no blanks, no sign but a minus, digits on both sides of a
// point. Nothing for all else. Too small becomes 0, too large is refused.
std::optional<double> ParseValue(std::string_view text);

}  // namespace trellis::timeseries
