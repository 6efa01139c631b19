// How fast a counter grows: the mean over the last samples.
#pragma once

#include <array>
#include <cstdint>

namespace trellis {

class RateMeter {
 public:
  // To be called at a steady pace, ten times a second, with the counter's value.
  void Sample(uint64_t total, int64_t now_us) {
    if (last_us_ != 0 && now_us > last_us_) {
      // A counter that was reset starts anew.
      const uint64_t grown = total >= last_total_ ? total - last_total_ : 0;
      rates_[next_] = static_cast<double>(grown) * 1e6 / static_cast<double>(now_us - last_us_);
      next_ = (next_ + 1) % kSamples;
    }
    last_total_ = total;
    last_us_ = now_us;
  }
  [[nodiscard]] double per_second() const {
    double sum = 0;
    for (const double rate : rates_)
      sum += rate;
    return sum / kSamples;
  }

 private:
  static constexpr size_t kSamples = 16;
  std::array<double, kSamples> rates_ = {};
  size_t next_ = 0;
  uint64_t last_total_ = 0;
  int64_t last_us_ = 0;
};

}  // namespace trellis
