#include "timeseries/group_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace trellis::timeseries {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReduceRows, MergesByTimestampInBothDirections) {
  const std::vector<std::vector<Sample>> ascending = {{{1, 1}, {5, 2}}, {}, {{1, 10}, {3, 4}}};
  EXPECT_THAT(ReduceRows(ascending, Aggregator::kSum, false, 100),
              ElementsAre(Sample{1, 11}, Sample{3, 4}, Sample{5, 2}));
  const std::vector<std::vector<Sample>> descending = {{{5, 2}, {1, 1}}, {{3, 4}, {1, 10}}};
  EXPECT_THAT(ReduceRows(descending, Aggregator::kMax, true, 100),
              ElementsAre(Sample{5, 2}, Sample{3, 4}, Sample{1, 10}));
}

TEST(ReduceRows, StopsAtTheCount) {
  const std::vector<std::vector<Sample>> rows = {{{1, 1}, {2, 2}}, {{1, 1}, {4, 2}}};
  EXPECT_THAT(ReduceRows(rows, Aggregator::kCount, false, 1), ElementsAre(Sample{1, 2}));
  EXPECT_THAT(ReduceRows({}, Aggregator::kCount, false, 1), IsEmpty());
}

TEST(ReduceRows, LeavesEmptyBucketsOutOfTheNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto rows =
      ReduceRows({{{1, nan}, {2, nan}}, {{1, 7}, {2, nan}}}, Aggregator::kCount, false, 9);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].value, 1);
  EXPECT_TRUE(std::isnan(rows[1].value));
}

}  // namespace
}  // namespace trellis::timeseries
