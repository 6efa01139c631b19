#include "timeseries/range_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace trellis::timeseries {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<std::pair<Timestamp, double>>;

class Collected final : public RowSink {
 public:
  void Row(Timestamp timestamp, double value) override { rows.emplace_back(timestamp, value); }
  Rows rows;
};

Series Make(const std::vector<Sample>& samples) {
  Series series({.chunk_bytes = 48});
  for (const Sample& sample : samples) {
    series.Add(sample, DuplicatePolicy::kBlock);
  }
  return series;
}

Rows RowsOf(const Series& series, const RangeQuery& query, std::optional<Sample> open = {}) {
  Collected sink;
  RunRange(series, query, open, sink);
  return sink.rows;
}

RangeQuery By(Aggregator aggregator, uint64_t width, bool empty = false) {
  RangeQuery query;
  query.aggregation =
      Aggregation{.aggregator = aggregator, .buckets = {width, 0}, .empty_buckets = empty};
  return query;
}

const std::vector<Sample> kSlope = {{1, 1}, {3, 3}, {12, 12}, {25, 5}, {47, 7}};

TEST(RangeQuery, ReportsSamplesInBothDirections) {
  const Series series = Make(kSlope);
  RangeQuery query{.from = 3, .to = 25};
  EXPECT_THAT(RowsOf(series, query),
              ElementsAre(std::pair(3, 3), std::pair(12, 12), std::pair(25, 5)));
  query.reverse = true;
  query.count = 2;
  EXPECT_THAT(RowsOf(series, query), ElementsAre(std::pair(25, 5), std::pair(12, 12)));
}

TEST(RangeQuery, FiltersBeforeItAggregates) {
  const Series series = Make(kSlope);
  RangeQuery query = By(Aggregator::kCount, 100);
  query.values = std::pair(3.0, 7.0);
  EXPECT_THAT(RowsOf(series, query), ElementsAre(std::pair(0, 3)));
  query.timestamps = std::vector<Timestamp>{3, 12, 13};
  EXPECT_THAT(RowsOf(series, query), ElementsAre(std::pair(0, 1)));
}

TEST(RangeQuery, PutsSamplesIntoAlignedBuckets) {
  const Series series = Make(kSlope);
  RangeQuery query = By(Aggregator::kSum, 10);
  EXPECT_THAT(RowsOf(series, query),
              ElementsAre(std::pair(0, 4), std::pair(10, 12), std::pair(20, 5), std::pair(40, 7)));
  query.aggregation->buckets.origin = 5;  // the first bucket starts before time: shown as 0
  EXPECT_THAT(RowsOf(series, query),
              ElementsAre(std::pair(0, 4), std::pair(5, 12), std::pair(25, 5), std::pair(45, 7)));
  query.aggregation->stamp = BucketTimestamp::kEnd;
  EXPECT_EQ(RowsOf(series, query)[1].first, 15u);
  query.aggregation->stamp = BucketTimestamp::kMid;
  EXPECT_EQ(RowsOf(series, query)[1].first, 10u);
}

TEST(RangeQuery, FillsTheGapsWhenAsked) {
  const Series series = Make(kSlope);
  EXPECT_THAT(RowsOf(series, By(Aggregator::kSum, 10, true)),
              ElementsAre(std::pair(0, 4), std::pair(10, 12), std::pair(20, 5), std::pair(30, 0),
                          std::pair(40, 7)));
  EXPECT_EQ(RowsOf(series, By(Aggregator::kLast, 10, true))[3],
            (std::pair<Timestamp, double>(30, 5)));
  EXPECT_TRUE(std::isnan(RowsOf(series, By(Aggregator::kAvg, 10, true))[3].second));
}

TEST(RangeQuery, AveragesByTimeAcrossBucketEdges) {
  const Series series = Make(kSlope);
  RangeQuery query = By(Aggregator::kTwa, 10, true);
  const Rows rows = RowsOf(series, query);
  EXPECT_THAT(rows, ElementsAre(std::pair(0, 5.5), std::pair(10, 10.076923076923077),
                                std::pair(20, 5.786713286713287), std::pair(30, 5.909090909090908),
                                std::pair(40, 6.681818181818182)));
  query.reverse = true;
  EXPECT_EQ(RowsOf(series, query), Rows(rows.rbegin(), rows.rend()));
}

TEST(RangeQuery, ClipsTimeWeightedAveragesToTheRange) {
  RangeQuery query = By(Aggregator::kTwa, 100);
  query.from = 2;
  query.to = 26;
  EXPECT_THAT(RowsOf(Make(kSlope), query), ElementsAre(std::pair(0, 7.7310606060606055)));
  query.from = query.to = 3;
  EXPECT_THAT(RowsOf(Make(kSlope), query), ElementsAre(std::pair(0, 3)));
  query.from = query.to = 4;
  EXPECT_THAT(RowsOf(Make(kSlope), query), IsEmpty());
}

TEST(RangeQuery, ReportsEmptyTimeWeightedBucketsUpToTheRangesEnds) {
  const Series series = Make({{3, 1}, {17, 2}, {57, 2}});
  RangeQuery query = By(Aggregator::kTwa, 10, true);
  query.from = 20;
  query.to = 50;
  EXPECT_THAT(RowsOf(series, query),
              ElementsAre(std::pair(20, 2), std::pair(30, 2), std::pair(40, 2), std::pair(50, 2)));
  query.from = 60;
  query.to = 90;
  EXPECT_THAT(RowsOf(series, query), IsEmpty());
}

TEST(RangeQuery, CountsAnOpenBucketAsTheNewestSample) {
  const Series series = Make({{0, 1}, {10, 2}});
  RangeQuery query;
  EXPECT_THAT(RowsOf(series, query, Sample{20, 3}),
              ElementsAre(std::pair(0, 1), std::pair(10, 2), std::pair(20, 3)));
  query.reverse = true;
  query.count = 1;
  EXPECT_THAT(RowsOf(series, query, Sample{20, 3}), ElementsAre(std::pair(20, 3)));
  EXPECT_THAT(RowsOf(series, query, Sample{10, 9}), ElementsAre(std::pair(10, 2)));
}

TEST(RangeQuery, RefusesMoreEmptyBucketsThanAnyoneCanRead) {
  const Series series = Make({{1, 1}, {kMaxTimestamp, 2}});
  RangeQuery query = By(Aggregator::kSum, 1, true);
  EXPECT_FALSE(EmptyBucketsBounded(series, query));
  query.count = 5;
  EXPECT_TRUE(EmptyBucketsBounded(series, query));
  EXPECT_EQ(RowsOf(series, query).size(), 5u);
  query.reverse = true;
  EXPECT_EQ(RowsOf(series, query).size(), 5u);
}

TEST(RangeQuery, WorksAtTheEdgesOfTime) {
  const Series series = Make({{0, 1}, {kMaxTimestamp, 2}});
  RangeQuery query = By(Aggregator::kCount, INT64_MAX);
  query.aggregation->buckets.origin = kMaxTimestamp;
  EXPECT_THAT(RowsOf(series, query), ElementsAre(std::pair(0, 1), std::pair(kMaxTimestamp, 1)));
  query.aggregation->aggregator = Aggregator::kTwa;
  EXPECT_EQ(RowsOf(series, query).size(), 2u);
}

TEST(RangeQuery, HidesWhatIsBehindTheRetention) {
  Series series({.retention_ms = 20});
  for (const Timestamp at : {1, 5, 25, 30}) {
    series.Add({at, 1}, DuplicatePolicy::kBlock);
  }
  EXPECT_THAT(RowsOf(series, {}), ElementsAre(std::pair(25, 1), std::pair(30, 1)));
}

}  // namespace
}  // namespace trellis::timeseries
