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

}  // namespace trellis::clock
