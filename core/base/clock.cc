#include "core/base/clock.h"

#include <algorithm>
#include <ctime>

#if defined(__x86_64__)
#include <cpuid.h>

#include <x86intrin.h>
#endif

namespace trellis::clock {
namespace {

int64_t Nanoseconds(clockid_t which) {
  timespec now{};
  clock_gettime(which, &now);
  return static_cast<int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

#if defined(__x86_64__)
uint64_t Ticks() {
  return __rdtsc();
}
// Intel SDM vol. 2, CPUID leaf 80000007H: EDX bit 8, invariant TSC.
bool TicksAreSteady() {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) != 0 && (edx & 1U << 8) != 0;
}
#else
uint64_t Ticks() {
  return 0;
}
bool TicksAreSteady() {
  return false;
}
#endif

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

TickClock::TickClock() {
  Sync();
  began_ns_ = synced_ns_;
  began_ticks_ = synced_ticks_;
}

int64_t TickClock::Sync() {
  synced_ticks_ = Ticks();
  synced_ns_ = MonotonicNs();
  last_ns_ = std::max(last_ns_, synced_ns_);
  return last_ns_;
}

int64_t TickClock::Now() {
  if (ns_per_tick_ == 0) return Sync();
  const auto passed = static_cast<double>(Ticks() - synced_ticks_) * ns_per_tick_;
  last_ns_ = std::max(last_ns_, synced_ns_ + static_cast<int64_t>(passed));
  return last_ns_;
}

void TickClock::Calibrate() {
  if (!TicksAreSteady()) return;
  Sync();
  constexpr int64_t kShortestNs = 10'000'000;
  const int64_t passed = synced_ns_ - began_ns_;
  if (passed < kShortestNs) return;
  ns_per_tick_ = static_cast<double>(passed) / static_cast<double>(synced_ticks_ - began_ticks_);
  began_ns_ = synced_ns_;
  began_ticks_ = synced_ticks_;
}

}  // namespace trellis::clock
