#include "core/structures/dict.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace trellis {
namespace {

struct Word {
  std::string text;
};
struct WordTraits {
  using Entry = Word;
  static std::string_view Key(const Word* word) { return word->text; }
};
using Words = Dict<WordTraits>;

std::map<std::string, std::unique_ptr<Word>> Fill(Words& words, int from, int to) {
  std::map<std::string, std::unique_ptr<Word>> made;
  for (int i = from; i < to; ++i) {
    auto word = std::make_unique<Word>(Word{"word:" + std::to_string(i)});
    words.Insert(word.get());
    made[word->text] = std::move(word);
  }
  return made;
}

TEST(Dict, FindsWhatWasInsertedAndNothingElse) {
  Words words;
  const auto made = Fill(words, 0, 20000);
  for (const auto& [text, word] : made)
    EXPECT_EQ(words.Find(text), word.get());
  EXPECT_EQ(words.Find("word:20000"), nullptr);
  EXPECT_EQ(words.size(), 20000U);
}

TEST(Dict, TakesMemoryInSmallSteps) {
  constexpr size_t kPage = 4096;
  constexpr size_t kOverflowBuckets = 64 * 8;  // that one split may need at most
  Words words;
  std::vector<std::unique_ptr<Word>> made;
  size_t before = words.MemoryBytes();
  for (int i = 0; i < 30000; ++i) {
    made.push_back(std::make_unique<Word>(Word{"word:" + std::to_string(i)}));
    words.Insert(made.back().get());
    ASSERT_LE(words.MemoryBytes(), before + kPage + kOverflowBuckets) << "entry " << i;
    before = words.MemoryBytes();
  }
  EXPECT_LT(words.MemoryBytes(), 30000U * 12);
}

TEST(Dict, GrowsAndShrinksByRandomInsertionsAndErasures) {
  Words words;
  std::map<std::string, std::unique_ptr<Word>> live;
  std::mt19937 random(7);
  for (int step = 0; step < 200000; ++step) {
    const bool filling = (step / 40000) % 2 == 0;
    const std::string text = "k" + std::to_string(random() % 30000);
    if (random() % 4 != 0 ? filling : !filling) {
      if (words.Find(text) == nullptr) {
        auto word = std::make_unique<Word>(Word{text});
        words.Insert(word.get());
        live[text] = std::move(word);
      }
    } else {
      Word* erased = words.Erase(text);
      ASSERT_EQ(erased != nullptr, live.contains(text));
      live.erase(text);
    }
    ASSERT_EQ(words.size(), live.size());
  }
  for (const auto& [text, word] : live)
    ASSERT_EQ(words.Find(text), word.get());
  size_t visited = 0;
  words.ForEach([&](Word* word) {
    ++visited;
    ASSERT_TRUE(live.contains(word->text));
  });
  EXPECT_EQ(visited, live.size());
}

TEST(Dict, ScanReturnsAllThatStaysWhileTheTableGrowsAndShrinks) {
  Words words;
  const auto stays = Fill(words, 0, 3000);
  std::set<std::string> seen;
  uint64_t cursor = 0;
  int step = 0;
  std::map<std::string, std::unique_ptr<Word>> guests;
  do {
    cursor = words.Scan(cursor, [&](Word* word) { seen.insert(word->text); });
    ++step;
    if (step % 50 == 25) {
      guests = Fill(words, 100000 * step, 100000 * step + 20000);
    } else if (step % 50 == 0) {
      for (const auto& [text, word] : guests)
        words.Erase(text);
      guests.clear();
    }
  } while (cursor != 0);
  for (const auto& [text, word] : stays)
    EXPECT_TRUE(seen.contains(text)) << text;
}

TEST(Dict, KeepsAboutElevenBytesAnEntryAtAnySize) {
  for (const int size : {5000, 7000, 9000, 12000, 16000}) {
    Words words;
    const auto made = Fill(words, 0, size);
    // The last chunk may be nearly empty in so small a table.
    EXPECT_LT(static_cast<double>(words.MemoryBytes()), 11.5 * size + 65536);
  }
}

TEST(Dict, DrawsEveryEntryAtRandom) {
  Words words;
  const auto made = Fill(words, 0, 50);
  std::set<const Word*> seen;
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i)
    seen.insert(words.Random([&] { return random(); }));
  EXPECT_EQ(seen.size(), 50U);
}

}  // namespace
}  // namespace trellis
