#include "timeseries/label_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<LabelFilter> Filters(const std::vector<const char*>& words) {
  std::vector<LabelFilter> filters;
  filters.reserve(words.size());
  for (const char* word : words) {
    filters.push_back(*ParseLabelFilter(word));
  }
  return filters;
}

class LabelIndexTest : public testing::Test {
 protected:
  LabelIndexTest() {
    index_.Add("k1", Labels({{"a", "b"}, {"c", "d"}}));
    second_ = index_.Add("k2", second_labels_);
    index_.Add("k3", Labels({Label("c", "x")}));
    index_.Add("k0", Labels({Label("a", "b")}));
  }

  std::vector<std::string> Query(const std::vector<const char*>& words) {
    return index_.Query(Filters(words));
  }

  LabelIndex index_;
  Labels second_labels_{{{"a", "z"}, {"e", "f"}}};
  LabelIndex::Id second_ = 0;
};

TEST_F(LabelIndexTest, IntersectsMatchersAndSortsKeys) {
  EXPECT_THAT(Query({"a=b"}), ElementsAre("k0", "k1"));
  EXPECT_THAT(Query({"a=(b,z)"}), ElementsAre("k0", "k1", "k2"));
  EXPECT_THAT(Query({"a=(b,z)", "c=d"}), ElementsAre("k1"));
  EXPECT_THAT(Query({"a=b", "c=x"}), IsEmpty());
  EXPECT_THAT(Query({"a=()"}), IsEmpty());
  EXPECT_THAT(Query({"nothing=b"}), IsEmpty());
}

TEST_F(LabelIndexTest, SubtractsNegations) {
  EXPECT_THAT(Query({"a=(b,z)", "a!=b"}), ElementsAre("k2"));
  EXPECT_THAT(Query({"a=(b,z)", "e="}), ElementsAre("k0", "k1"));
  EXPECT_THAT(Query({"a=(b,z)", "e!="}), ElementsAre("k2"));
  EXPECT_THAT(Query({"a=(b,z)", "c!=(d,q)"}), ElementsAre("k0", "k2"));
}

TEST_F(LabelIndexTest, ForgetsAndReusesNumbers) {
  index_.Remove(second_, second_labels_);
  EXPECT_EQ(index_.size(), 3u);
  EXPECT_THAT(Query({"a=(b,z)"}), ElementsAre("k0", "k1"));
  EXPECT_EQ(index_.Add("k9", Labels({Label("a", "z")})), second_);
  EXPECT_THAT(Query({"a=z"}), ElementsAre("k9"));
}

TEST_F(LabelIndexTest, KnowsThatAMatcherIsNeeded) {
  EXPECT_FALSE(HasMatcher(Filters({"a!=b", "c=", "d!="})));
  EXPECT_TRUE(HasMatcher(Filters({"a!=b", "c=d"})));
}

TEST(LabelIndex, CopesWithANameThatAppearsTwice) {
  LabelIndex index;
  const Labels labels({{"a", "1"}, {"a", "2"}, {"a", "1"}});
  const LabelIndex::Id id = index.Add("k", labels);
  EXPECT_THAT(index.Query(Filters({"a=2"})), ElementsAre("k"));
  index.Remove(id, labels);
  EXPECT_THAT(index.Query(Filters({"a=(1,2)"})), IsEmpty());
}

}  // namespace
}  // namespace trellis::timeseries
