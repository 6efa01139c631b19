// Changing a series that others are compacted from: what changes carries on to them.
//
// A rule whose destination is gone, or no series any more, is dropped on the way.
#pragma once

#include <cstdint>

#include "module_api/cpp/context.h"

#include "timeseries/series.h"

namespace trellis::timeseries {

AddOutcome AddSample(Context& ctx, Series& series, Sample sample, DuplicatePolicy policy);

// Removes the samples of from..to, both included; their number.
uint64_t EraseSamples(Context& ctx, Series& series, Timestamp from, Timestamp to);

}  // namespace trellis::timeseries
