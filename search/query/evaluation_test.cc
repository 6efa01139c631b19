#include "search/query/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/query/binding.h"
#include "search/query/grammar.h"
#include "search/query/positions.h"
#include "search/query/wildcard.h"
#include "search/schema/definition_parser.h"

namespace trellis::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EvaluationTest : public testing::Test {
 protected:
  EvaluationTest()
      : index_(*ParseDefinition(
            Arguments({"i", "SCHEMA", "t", "TEXT", "u", "TEXT", "WEIGHT", "2", "n", "NUMERIC", "g",
                       "TAG", "p", "GEO", "m", "TAG", "INDEXMISSING"}))) {
    Put("a", "running dogs run", "the dogs", 1, "x,y", "1,2");
    Put("b", "dog", "", 2, "x", "1.001,2");
    Put("c", "", "dog", 3, "Long Tag", "90,45");
    Put("d", "cat dog cat bird", "", 4, "", "");
  }

  void Put(const std::string& key, const std::string& t, const std::string& u, double n,
           const std::string& g, const std::string& p) {
    Document document{.key = key};
    document.fields.resize(6);
    if (!t.empty()) document.fields[0].texts.push_back(t);
    if (!u.empty()) document.fields[1].texts.push_back(u);
    document.fields[2].numbers.push_back(n);
    if (!g.empty()) document.fields[3].texts.push_back(g);
    if (!p.empty()) document.fields[4].points.push_back(*ParseGeoPoint(p));
    if (document.key == "a") document.fields[5].texts.emplace_back("here");
    index_.Put(document);
  }

  std::vector<std::string> Find(std::string_view text, int64_t slop = -1, bool in_order = false) {
    auto parsed = ParseQuery(text, 2);
    EXPECT_TRUE(parsed) << text;
    const BindingOptions options{.definition = &index_.definition(),
                                 .stop_words = &index_.stop_words(),
                                 .dialect = 2,
                                 .slop = slop,
                                 .in_order = in_order};
    EXPECT_TRUE(Bind(*parsed, options).ok()) << text;
    auto matches = Evaluate(*parsed, index_);
    EXPECT_TRUE(matches) << text;
    std::vector<std::string> keys;
    for (const DocumentId id : matches->documents)
      keys.push_back(index_.documents().Get(id)->key);
    return keys;
  }

  Index index_;
};

TEST_F(EvaluationTest, FindsWordsAndTheirStems) {
  EXPECT_THAT(Find("dog"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Find("runs"), ElementsAre("a"));
  EXPECT_THAT(Find("@u:dog"), ElementsAre("a", "c"));
  EXPECT_THAT(Find("@t:cat"), ElementsAre("d"));
  EXPECT_THAT(Find("@zz:dog"), IsEmpty());
  EXPECT_THAT(Find("nothing"), IsEmpty());
}

TEST_F(EvaluationTest, CombinesSets) {
  EXPECT_THAT(Find("cat dog"), ElementsAre("d"));
  EXPECT_THAT(Find("cat | run"), ElementsAre("a", "d"));
  EXPECT_THAT(Find("-cat"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Find("dog -cat -run"), ElementsAre("b", "c"));
  EXPECT_THAT(Find("~cat dog"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Find("*"), ElementsAre("a", "b", "c", "d"));
}

TEST_F(EvaluationTest, PhrasesAndSlopLookAtPositions) {
  EXPECT_THAT(Find("\"cat bird\""), ElementsAre("d"));
  EXPECT_THAT(Find("\"bird cat\""), IsEmpty());
  EXPECT_THAT(Find("\"cat dog cat\""), ElementsAre("d"));
  EXPECT_THAT(Find("bird dog", 1), ElementsAre("d"));
  EXPECT_THAT(Find("bird dog", 0), IsEmpty());
  EXPECT_THAT(Find("bird dog", 5, true), IsEmpty());
}

TEST_F(EvaluationTest, FindsByTheOtherFields) {
  EXPECT_THAT(Find("@n:[2 3]"), ElementsAre("b", "c"));
  EXPECT_THAT(Find("@n:[(2 inf]"), ElementsAre("c", "d"));
  EXPECT_THAT(Find("@g:{x}"), ElementsAre("a", "b"));
  EXPECT_THAT(Find("@g:{y | long tag}"), ElementsAre("a", "c"));
  EXPECT_THAT(Find("@g:{lon*}"), ElementsAre("c"));
  EXPECT_THAT(Find("@p:[1 2 1 km]"), ElementsAre("a", "b"));
  EXPECT_THAT(Find("@p:[1 2 50 m]"), ElementsAre("a"));
  EXPECT_THAT(Find("ismissing(@m)"), ElementsAre("b", "c", "d"));
}

TEST_F(EvaluationTest, ExpandsPatterns) {
  EXPECT_THAT(Find("ru*"), ElementsAre("a"));
  EXPECT_THAT(Find("*ird"), ElementsAre("d"));
  EXPECT_THAT(Find("*unn*"), ElementsAre("a"));
  EXPECT_THAT(Find("w'd?g'"), ElementsAre("b", "c", "d"));
  EXPECT_THAT(Find("%dig%"), ElementsAre("b", "c", "d"));
}

TEST_F(EvaluationTest, ForgetsReplacedAndRemovedDocuments) {
  Put("d", "wolf", "", 9, "", "");
  EXPECT_THAT(Find("cat"), IsEmpty());
  EXPECT_THAT(Find("wolf"), ElementsAre("d"));
  EXPECT_TRUE(index_.Remove("b"));
  EXPECT_THAT(Find("@n:[-inf inf]"), ElementsAre("a", "c", "d"));
  EXPECT_TRUE(index_.Rename("c", "z"));
  EXPECT_THAT(Find("@u:dog"), ElementsAre("a", "z"));
  while (!index_.SweepSome()) {
  }
  EXPECT_EQ(index_.terms().Find("cat"), nullptr);
  EXPECT_THAT(Find("@g:{x}"), ElementsAre("a"));
}

TEST(Wildcard, MatchesWholeTexts) {
  EXPECT_TRUE(FitsWildcard("hello", "h*o"));
  EXPECT_TRUE(FitsWildcard("hello", "h?l*"));
  EXPECT_FALSE(FitsWildcard("hello", "h?l"));
  EXPECT_TRUE(FitsWildcard("a*b", "a\\*b"));
  EXPECT_TRUE(FitsWildcard("", "*"));
  EXPECT_FALSE(FitsWildcard(std::string(2000, 'a'), "*a*a*a*a*a*a*b"));
}

TEST(Positions, LeastDifferenceIsSymmetric) {
  EXPECT_EQ(LeastDifference({1, 9}, {4, 20}), 3U);
  EXPECT_EQ(LeastDifference({4, 20}, {1, 9}), 3U);
  EXPECT_EQ(LeastDifference({5}, {5}), 0U);
}

}  // namespace
}  // namespace trellis::search
