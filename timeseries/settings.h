// What the module was loaded with: `loadmodule timeseries.so NAME value ...`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timeseries/aggregation.h"
#include "timeseries/arguments.h"
#include "timeseries/series.h"

namespace trellis::timeseries {

// One part of COMPACTION_POLICY: a rule that each series made by an add gets.
struct CompactionPolicy {
  Aggregator aggregator;
  Buckets buckets;
  uint64_t retention_ms;
};

struct Settings {
  SeriesOptions series;  // what a new series starts from; its policy is the module's own
  std::vector<CompactionPolicy> compactions;
};

// Reads the load arguments. A text about the wrong one, or nothing.
std::optional<std::string> ParseSettings(Words words, Settings& out);

// agg:bucket:retention[:align];... with times as a number and one of m (ms), s, M (minutes), h, d.
// False if it is not that.
bool ParseCompactionPolicies(std::string_view text, std::vector<CompactionPolicy>& out);

}  // namespace trellis::timeseries
