#include "core/base/clock.h"

#include <ctime>

namespace trellis::clock {
namespace {

int64_t Nanoseconds(clockid_t which) {
  timespec now{};
  clock_gettime(which, &now);
  return static_cast<int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

int64_t UnixMs() {
  return Nanoseconds(CLOCK_REALTIME) / 1'000'000;
}
int64_t UnixUs() {
  return Nanoseconds(CLOCK_REALTIME) / 1'000;
}
int64_t MonotonicUs() {
  return Nanoseconds(CLOCK_MONOTONIC) / 1'000;
}
int64_t MonotonicNs() {
  return Nanoseconds(CLOCK_MONOTONIC);
}

}  // namespace trellis::clock
