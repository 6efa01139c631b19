// A compaction rule: the samples of one series, aggregated by time bucket, become the samples of
// another. The rule belongs to the source. It aggregates the open bucket (the one of the newest
// sample) as samples arrive, and hands it over once a sample of a later bucket comes.
//
// Whatever changes older samples calls Recompute, which reads the bucket from the source again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "timeseries/aggregation.h"
#include "timeseries/sample.h"

namespace trellis::timeseries {

class Series;

struct CompactionRule {
  std::string destination;  // key name
  Aggregator aggregator = Aggregator::kAvg;
  Buckets buckets;
  std::optional<Timestamp> open_start;  // of the open bucket; none before the first sample
  AnyAccumulator open;

  CompactionRule() = default;
  CompactionRule(std::string destination_key, Aggregator kind, Buckets by);

  // A sample newer than all before. The finished bucket, stamped with its start, if this sample
  // begins another one.
  std::optional<Sample> Feed(Sample sample);

  // The open bucket as it stands.
  std::optional<Sample> OpenSample() const;

  // Forgets the open bucket and reads it from `source` again. Nothing is open if that is empty.
  void ReopenFrom(const Series& source);

  // The value of the finished bucket that starts at `start` (as StartOf says), read from `source`;
  // none if it has no sample.
  std::optional<double> Recompute(const Series& source, int64_t start) const;

 private:
  void Begin(int64_t start, std::optional<Sample> neighbour);
};

}  // namespace trellis::timeseries
