// The words of a TS.* command, read into what they mean. Knows no server.
//
// Words the commands don't know are skipped, as RedisTimeSeries does. Everything here only borrows
// the words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "timeseries/errors.h"
#include "timeseries/label_filter.h"
#include "timeseries/range_query.h"
#include "timeseries/series.h"

namespace trellis::timeseries {

using Words = std::span<const std::string_view>;

// True if `word` is `keyword` (in capitals), in any case.
bool Is(std::string_view word, std::string_view keyword);

// A decimal integer in its canonical spelling; nothing for all else.
std::optional<int64_t> ParseInteger(std::string_view word);

// A sample's timestamp: 0..INT64_MAX, or `*` for `now`.
ErrorText ParseTimestamp(std::string_view word, Timestamp now, Timestamp& out);

// The ends of a range: a timestamp, or `-` as the first, `+` as the last.
ErrorText ParseRangeEnds(std::string_view from, std::string_view to, RangeQuery& query);

// Which options the words of TS.CREATE or TS.ALTER named.
struct GivenOptions {
  std::optional<uint64_t> retention_ms;
  std::optional<uint32_t> chunk_bytes;
  std::optional<Encoding> encoding;
  std::optional<DuplicatePolicy> policy;
  std::optional<std::pair<uint64_t, double>> ignore;
  std::optional<Labels> labels;

  // Sets what was named. Not the encoding of a series that has samples: its owner sees to that.
  void ApplyTo(SeriesOptions& options) const;
};
ErrorText ParseSeriesOptions(Words words, GivenOptions& out);

// The policy behind ON_DUPLICATE; kUnset without it.
ErrorText ParseOnDuplicate(Words words, DuplicatePolicy& out);

// AGGREGATION's two words.
ErrorText ParseAggregatorAndBucket(std::string_view aggregator, std::string_view bucket,
                                   Aggregation& out);

// Which labels the reply shows.
struct LabelChoice {
  bool all = false;                        // WITHLABELS
  std::vector<std::string_view> selected;  // SELECTED_LABELS
};

// The options of TS.RANGE behind its range ends.
ErrorText ParseRangeOptions(Words words, RangeQuery& query, bool& latest);

// TS.MRANGE behind its range ends.
struct GroupBy {
  std::string_view label;
  Aggregator reducer;
};
struct MultiQuery {
  RangeQuery range;
  bool latest = false;
  LabelChoice labels;
  std::vector<LabelFilter> filters;
  std::optional<GroupBy> group;
};
ErrorText ParseMultiRange(Words words, MultiQuery& out);

// TS.MGET.
ErrorText ParseMultiGet(Words words, MultiQuery& out);

// TS.QUERYINDEX, and FILTER's words.
ErrorText ParseFilters(Words words, std::vector<LabelFilter>& out);

}  // namespace trellis::timeseries
