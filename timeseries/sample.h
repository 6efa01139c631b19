// One measurement: a time in milliseconds since the Unix epoch and a double.
#pragma once

#include <cstdint>

namespace trellis::timeseries {

// Milliseconds. Clients may use 0 .. kMaxTimestamp; the upper half of the range never occurs.
using Timestamp = uint64_t;

inline constexpr Timestamp kMaxTimestamp = INT64_MAX;

struct Sample {
  Timestamp timestamp;
  double value;

  friend bool operator==(const Sample&, const Sample&) = default;
};

}  // namespace trellis::timeseries
