// Time: the wall clock for expiry and for what people read, the monotonic one for durations.
#pragma once

#include <cstdint>

namespace trellis::clock {

// Wall clock since 1970.
int64_t UnixMs();
int64_t UnixUs();
// Since an arbitrary start, never going back.
int64_t MonotonicUs();
int64_t MonotonicNs();

// The monotonic clock for who reads it after every command: between two readings of the system's it
// counts the processor's ticks, at a third of the price (10 ns for 24). Where those don't run at one
// rate, it is the system's clock. Nanoseconds, never going back.
class TickClock {
 public:
  TickClock();
  // Reads the system's clock; call at least once for each batch of commands.
  int64_t Sync();
  int64_t Now();
  // Measures the ticks anew; call now and then, so that a long interval tells their rate.
  void Calibrate();
  // What Sync or Now said last.
  [[nodiscard]] int64_t last() const { return last_ns_; }

 private:
  int64_t last_ns_ = 0;
  int64_t synced_ns_ = 0;
  uint64_t synced_ticks_ = 0;
  int64_t began_ns_ = 0;  // of the interval that tells the rate
  uint64_t began_ticks_ = 0;
  double ns_per_tick_ = 0;  // 0: not known, or not steady
};

}  // namespace trellis::clock
