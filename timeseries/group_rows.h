// GROUPBY ... REDUCE: the rows of several series become the rows of one, a number for each timestamp
// that any of them has.
#pragma once

#include <cstdint>
#include <vector>

#include "timeseries/aggregation.h"
#include "timeseries/sample.h"

namespace trellis::timeseries {

// The rows of each series, all ascending or all descending in time. The reducer sees values of one
// timestamp in the order of the series. NaN (an empty bucket) says nothing: it is what comes out
// only where no series has a number. Not for kTwa.
std::vector<Sample> ReduceRows(const std::vector<std::vector<Sample>>& series, Aggregator reducer,
                               bool descending, uint64_t count);

}  // namespace trellis::timeseries
