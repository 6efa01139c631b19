#include "timeseries/labels.h"

#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

TEST(Labels, KeepsOrderAndAnyBytes) {
  const std::string text(300, 'x');
  const Labels labels({{"b", "1"}, {"a", std::string_view("\0\xff", 2)}, {"long", text}});
  EXPECT_EQ(labels.All(),
            (std::vector<Label>{{"b", "1"}, {"a", std::string_view("\0\xff", 2)}, {"long", text}}));
  EXPECT_EQ(labels.Find("long"), text);
  EXPECT_EQ(labels.Find("c"), std::nullopt);
}

TEST(Labels, CostNothingWhenThereAreNone) {
  const Labels labels;
  EXPECT_TRUE(labels.empty());
  EXPECT_TRUE(labels.All().empty());
  EXPECT_EQ(labels.MemoryBytes(), 0u);
}

TEST(Labels, CopiesAreIndependent) {
  Labels labels({Label("a", "1")});
  const Labels copy(labels);
  labels = Labels({Label("b", "2")});
  EXPECT_EQ(copy.Find("a"), "1");
  EXPECT_EQ(labels.Find("b"), "2");
}

}  // namespace
}  // namespace trellis::timeseries
