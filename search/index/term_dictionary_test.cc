#include "search/index/term_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::search {
namespace {

using testing::ElementsAre;

class TermDictionaryTest : public testing::Test {
 protected:
  TermDictionaryTest() {
    for (const char* word : {"wolf", "wolves", "wool", "golf", "dog", "dogs", "wo"}) {
      words_.FindOrAdd(word).postings.Append(++last_, 1, 1, {});
    }
  }
  std::vector<std::string> Near(std::string_view word, int distance) {
    std::vector<std::string> found;
    words_.ForEachNear(word, distance, [&](const Term& term) {
      found.push_back(term.text);
      return true;
    });
    return found;
  }
  TermDictionary words_;
  DocumentId last_ = 0;
};

TEST_F(TermDictionaryTest, WalksPrefixesInOrder) {
  std::vector<std::string> found;
  words_.ForEachFrom("wo", [&](const Term& term) {
    found.push_back(term.text);
    return true;
  });
  EXPECT_THAT(found, ElementsAre("wo", "wolf", "wolves", "wool"));
}

TEST_F(TermDictionaryTest, FindsWordsByEditDistance) {
  EXPECT_THAT(Near("wolf", 1), ElementsAre("golf", "wolf"));
  EXPECT_THAT(Near("wolf", 2), ElementsAre("golf", "wo", "wolf", "wool"));
  EXPECT_THAT(Near("dog", 1), ElementsAre("dog", "dogs"));
  EXPECT_THAT(Near("zzzzzz", 1), ElementsAre());
  EXPECT_EQ(Near("", 3).size(), 2U);
}

TEST_F(TermDictionaryTest, SweepRemovesWordsWithoutDocuments) {
  Bitmap live;
  live.add(1);  // wolf
  std::string from;
  while (words_.Sweep(live, &from, 2)) {
  }
  EXPECT_EQ(words_.size(), 1U);
  EXPECT_NE(words_.Find("wolf"), nullptr);
  EXPECT_EQ(words_.Find("dog"), nullptr);
}

}  // namespace
}  // namespace trellis::search
