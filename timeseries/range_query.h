// What TS.RANGE and its relatives ask of one series: which samples, and how to aggregate them.
//
// Rows go to a sink one by one as the chunks are decoded: nothing is collected on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "timeseries/aggregation.h"
#include "timeseries/sample.h"
#include "timeseries/series.h"

namespace trellis::timeseries {

// Which moment of a bucket stands for it.
enum class BucketTimestamp : uint8_t {
  kStart,
  kMid,
  kEnd
};

struct Aggregation {
  Aggregator aggregator = Aggregator::kAvg;
  Buckets buckets;
  BucketTimestamp stamp = BucketTimestamp::kStart;
  bool empty_buckets = false;  // report also those between the first and the last with samples
};

struct RangeQuery {
  Timestamp from = 0;
  Timestamp to = kMaxTimestamp;                      // included
  bool reverse = false;                              // from the newest to the oldest
  std::optional<std::vector<Timestamp>> timestamps;  // only these, ascending
  std::optional<std::pair<double, double>> values;   // only from min to max
  std::optional<Aggregation> aggregation;
  uint64_t count = UINT64_MAX;  // rows at most
};

// Takes the rows of a reply.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void Row(Timestamp timestamp, double value) = 0;
};

// More buckets than this are refused, when EMPTY asks for them all.
inline constexpr uint64_t kMaxEmptyBuckets = 10'000'000;

// False if the answer would have more empty buckets than that: the caller refuses the query.
bool EmptyBucketsBounded(const Series& series, const RangeQuery& query);

// Answers the query. `open` is a compaction's unfinished bucket (LATEST), which counts as a sample
// behind all others.
void RunRange(const Series& series, const RangeQuery& query, std::optional<Sample> open,
              RowSink& sink);

}  // namespace trellis::timeseries
