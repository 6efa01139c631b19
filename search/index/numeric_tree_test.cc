#include "search/index/numeric_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace trellis::search {
namespace {

std::vector<DocumentId> Found(const NumericTree& tree, const NumericRange& range) {
  std::vector<DocumentId> found;
  tree.Collect(range, found);
  std::sort(found.begin(), found.end());
  return found;
}

TEST(NumericTree, RespectsExclusiveBounds) {
  NumericTree tree;
  for (DocumentId id = 1; id <= 5; ++id)
    tree.Insert(id, id);
  EXPECT_THAT(Found(tree, {.min = 2, .max = 4}), testing::ElementsAre(2, 3, 4));
  EXPECT_THAT(Found(tree, {.min = 2, .max = 4, .min_inclusive = false, .max_inclusive = false}),
              testing::ElementsAre(3));
  EXPECT_TRUE(Found(tree, {.min = 4, .max = 2}).empty());
}

TEST(NumericTree, AgreesWithAListAfterManySplitsAndASweep) {
  std::mt19937 random(3);
  NumericTree tree;
  std::vector<double> values;
  Bitmap live;
  for (DocumentId id = 0; id < 20000; ++id) {
    values.push_back(random() % 500);  // runs of equal values over several leaves
    tree.Insert(values.back(), id);
    if (id % 3 != 0) live.add(id);
  }
  for (const bool swept : {false, true}) {
    const NumericRange range{.min = 100, .max = 102};
    std::vector<DocumentId> expected;
    for (DocumentId id = 0; id < values.size(); ++id) {
      if (range.Contains(values[id]) && (!swept || live.contains(id))) expected.push_back(id);
    }
    EXPECT_EQ(Found(tree, range), expected);
    EXPECT_GE(tree.Estimate(range), expected.size());
    for (size_t next = 0; next < tree.leaves();)
      next = tree.Sweep(live, next, 7);
  }
  EXPECT_EQ(tree.size(), live.cardinality());
}

TEST(NumericTree, TakesInfinities) {
  NumericTree tree;
  const double infinity = std::numeric_limits<double>::infinity();
  tree.Insert(-infinity, 1);
  tree.Insert(infinity, 2);
  EXPECT_THAT(Found(tree, {.min = -infinity, .max = infinity}), testing::ElementsAre(1, 2));
}

}  // namespace
}  // namespace trellis::search
