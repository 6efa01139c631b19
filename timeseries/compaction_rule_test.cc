#include "timeseries/compaction_rule.h"

#include <gtest/gtest.h>

#include "timeseries/series.h"

namespace trellis::timeseries {
namespace {

TEST(CompactionRule, HandsABucketOverWhenTheNextOneBegins) {
  CompactionRule rule("d", Aggregator::kSum, {10, 0});
  EXPECT_FALSE(rule.OpenSample());
  EXPECT_FALSE(rule.Feed({12, 1}));
  EXPECT_FALSE(rule.Feed({19, 2}));
  EXPECT_EQ(rule.OpenSample(), (Sample{10, 3}));
  EXPECT_EQ(rule.Feed({40, 5}), (Sample{10, 3}));
  EXPECT_EQ(rule.OpenSample(), (Sample{40, 5}));
}

TEST(CompactionRule, LinesUpBucketsThatBeginBeforeTime) {
  CompactionRule rule("d", Aggregator::kCount, {10, 7});
  EXPECT_FALSE(rule.Feed({3, 1}));
  EXPECT_FALSE(rule.Feed({6, 1}));
  EXPECT_EQ(rule.Feed({7, 1}), (Sample{0, 2}));
}

TEST(CompactionRule, WeighsByTimeWithBothNeighbours) {
  CompactionRule rule("d", Aggregator::kTwa, {10, 0});
  rule.Feed({12, 4});
  rule.Feed({15, 7});
  EXPECT_EQ(rule.Feed({33, 1}), (Sample{10, 5.916666666666666}));
  const auto& twa = std::get<TwaAccumulator>(rule.open);
  EXPECT_TRUE(twa.has_previous);
  EXPECT_EQ(twa.area, 4.5);  // from 2 at 30 to 1 at 33
}

TEST(CompactionRule, ReadsBucketsAgainFromTheSource) {
  Series source({});
  for (const Sample sample : {Sample{3, 4}, {5, 5}, {14, 3}, {40, 95}}) {
    source.Add(sample, DuplicatePolicy::kBlock);
  }
  CompactionRule avg("d", Aggregator::kAvg, {10, 0});
  EXPECT_EQ(avg.Recompute(source, 0), 4.5);
  EXPECT_EQ(avg.Recompute(source, 20), std::nullopt);
  avg.ReopenFrom(source);
  EXPECT_EQ(avg.OpenSample(), (Sample{40, 95}));
  CompactionRule twa("d", Aggregator::kTwa, {10, 0});
  EXPECT_DOUBLE_EQ(*twa.Recompute(source, 10), 9.547008547008549);
}

TEST(CompactionRule, HasNothingOpenOnAnEmptySource) {
  Series source({});
  CompactionRule rule("d", Aggregator::kMax, {10, 0});
  rule.Feed({3, 1});
  rule.ReopenFrom(source);
  EXPECT_FALSE(rule.OpenSample());
}

}  // namespace
}  // namespace trellis::timeseries
