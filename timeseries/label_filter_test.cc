#include "timeseries/label_filter.h"

#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

using Kind = LabelFilter::Kind;

TEST(LabelFilter, ReadsEachForm) {
  EXPECT_EQ(ParseLabelFilter("a=b"), (LabelFilter{"a", Kind::kIn, {"b"}}));
  EXPECT_EQ(ParseLabelFilter("a!=b"), (LabelFilter{"a", Kind::kNotIn, {"b"}}));
  EXPECT_EQ(ParseLabelFilter("a="), (LabelFilter{"a", Kind::kAbsent, {}}));
  EXPECT_EQ(ParseLabelFilter("a!="), (LabelFilter{"a", Kind::kPresent, {}}));
  EXPECT_EQ(ParseLabelFilter("a=(b,c d)"), (LabelFilter{"a", Kind::kIn, {"b", "c d"}}));
  EXPECT_EQ(ParseLabelFilter("a!=(b)"), (LabelFilter{"a", Kind::kNotIn, {"b"}}));
  EXPECT_EQ(ParseLabelFilter("a=()"), (LabelFilter{"a", Kind::kIn, {}}));
}

TEST(LabelFilter, TakesQuotesBlanksAndSignsAsTheyAre) {
  EXPECT_EQ(ParseLabelFilter(" a=\"b\""), (LabelFilter{" a", Kind::kIn, {"\"b\""}}));
  EXPECT_EQ(ParseLabelFilter("a=b)"), (LabelFilter{"a", Kind::kIn, {"b)"}}));
  EXPECT_EQ(ParseLabelFilter("a=b(c"), (LabelFilter{"a", Kind::kIn, {"b(c"}}));
  EXPECT_EQ(ParseLabelFilter("a!b=c"), (LabelFilter{"a!b", Kind::kIn, {"c"}}));
  EXPECT_EQ(ParseLabelFilter("a=b=c"), (LabelFilter{"a", Kind::kIn, {"b=c"}}));
  EXPECT_EQ(ParseLabelFilter("e=="), (LabelFilter{"e", Kind::kIn, {"="}}));
}

TEST(LabelFilter, RefusesTheRest) {
  for (const char* word : {"", "a", "=", "=b", "!=b", "a=(", "a=(b", "a=(b,c", "a=(,)", "a=(b,)",
                           "a=(,b)", "a=(b)x", "a=(b),(c)", "a!=(", "a=((b))"}) {
    EXPECT_EQ(ParseLabelFilter(word), std::nullopt) << word;
  }
}

TEST(LabelFilter, TakesLongLists) {
  std::string word = "a=(";
  for (int i = 0; i < 100000; ++i) {
    word += std::to_string(i) + (i < 99999 ? "," : ")");
  }
  EXPECT_EQ(ParseLabelFilter(word)->values.size(), 100000u);
  word.pop_back();
  EXPECT_EQ(ParseLabelFilter(word), std::nullopt);
}

}  // namespace
}  // namespace trellis::timeseries
