// How long a command's calls took, counted by powers of two.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace trellis {

struct LatencyHistogram {
  // Bucket i holds what took at most 1024 * 2^i nanoseconds; the last holds the rest as well.
  static constexpr size_t kBuckets = 28;
  uint64_t counts[kBuckets] = {};

  void Add(int64_t nanoseconds) {
    const auto above = static_cast<uint64_t>(nanoseconds > 0 ? nanoseconds - 1 : 0) >> 10;
    const auto bucket = static_cast<size_t>(std::bit_width(above));
    ++counts[bucket < kBuckets ? bucket : kBuckets - 1];
  }
  // A bucket's bound as Redis prints it, whose histograms have two significant digits.
  static int64_t UpperMicroseconds(size_t bucket) {
    const int64_t nanoseconds = int64_t{1024} << bucket;
    return (nanoseconds + (nanoseconds >> 7) - 1) / 1000;
  }
};

}  // namespace trellis
