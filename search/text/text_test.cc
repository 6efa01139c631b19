#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "search/text/stemmer.h"
#include "search/text/stop_words.h"
#include "search/text/tokenizer.h"

namespace trellis::search {
namespace {

using testing::ElementsAre;

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  ForEachWord(text, [&](std::string_view word, size_t, size_t) { words.emplace_back(word); });
  return words;
}

TEST(Tokenizer, SplitsAtPunctuationAndFoldsAscii) {
  EXPECT_THAT(Words("Hello, World! (foo_bar)"), ElementsAre("hello", "world", "foo_bar"));
}

TEST(Tokenizer, LeavesBytesBeyondAsciiAlone) {
  EXPECT_THAT(Words("\xc3\x89"
                    "cole"),
              ElementsAre("\xc3\x89"
                          "cole"));
}

TEST(Tokenizer, ABackslashJoinsAcrossASeparator) {
  EXPECT_THAT(Words("hello\\-world a\\"), ElementsAre("hello-world", "a"));
}

TEST(Tokenizer, ControlBytesVanishInsideAWord) {
  EXPECT_THAT(Words("tab\nnew x\ty"), ElementsAre("tabnew", "x", "y"));
}

TEST(Tokenizer, CutsLongWords) {
  EXPECT_THAT(Words(std::string(300, 'x')), ElementsAre(std::string(kMaxWordBytes, 'x')));
}

TEST(Tokenizer, ReportsPlacesInTheText) {
  ForEachWord("  Dog.", [](std::string_view, size_t begin, size_t end) {
    EXPECT_EQ(begin, 2U);
    EXPECT_EQ(end, 5U);
  });
}

TEST(Stemmer, StemsEnglishFromFourBytesOn) {
  EXPECT_EQ(StemmerOf(Language::kEnglish).Stem("running"), "run");
  EXPECT_EQ(StemmerOf(Language::kEnglish).Stem("is"), "is");
}

TEST(Stemmer, KnowsLanguagesByNameWithoutCase) {
  ASSERT_TRUE(FindLanguage("French"));
  EXPECT_EQ(StemmerOf(*FindLanguage("French")).Stem("chevaux"), "cheval");
  EXPECT_FALSE(FindLanguage("klingon"));
  EXPECT_EQ(StemmerOf(*FindLanguage("chinese")).Stem("running"), "running");
}

TEST(StopWords, DefaultListHoldsArticles) {
  EXPECT_TRUE(StopWords::Default().Contains("the"));
  EXPECT_FALSE(StopWords::Default().Contains("dog"));
}

}  // namespace
}  // namespace trellis::search
