#include "core/types/zset/zset.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace trellis {
namespace {

using Pairs = std::vector<std::pair<double, std::string>>;

Pairs Contents(const Zset& zset, Zset::Direction direction = Zset::Direction::kUp) {
  Pairs pairs;
  char digits[kMaxInt64Text];
  const size_t first = direction == Zset::Direction::kUp || zset.size() == 0 ? 0 : zset.size() - 1;
  zset.VisitRange(first, zset.size(), direction, [&](const PackedElement& member, double score) {
    pairs.emplace_back(score, member.Text(digits));
  });
  return pairs;
}

class Model {
 public:
  void Set(const std::string& member, double score) {
    Erase(member);
    scores_[member] = score;
    order_.emplace(score, member);
  }
  bool Erase(const std::string& member) {
    const auto found = scores_.find(member);
    if (found == scores_.end()) return false;
    order_.erase({found->second, member});
    scores_.erase(found);
    return true;
  }
  [[nodiscard]] Pairs Contents() const { return {order_.begin(), order_.end()}; }
  [[nodiscard]] size_t size() const { return scores_.size(); }

 private:
  std::map<std::string, double> scores_;
  std::set<std::pair<double, std::string>> order_;
};

TEST(Zset, IsAnOrderedMapInBothForms) {
  std::mt19937 random(17);
  for (const unsigned members : {60U, 5000U}) {
    Zset zset;
    Model model;
    for (int i = 0; i < 20000; ++i) {
      // Few scores, so that members decide, some of them numbers.
      const std::string member =
          (random() % 2 == 0 ? "m" : "") + std::to_string(random() % members);
      const double score = static_cast<double>(random() % 40) / 4 - 3;
      switch (random() % 6) {
        case 0: EXPECT_EQ(zset.Erase(member), model.Erase(member)); break;
        case 1: {
          if (zset.size() < 50) break;
          const size_t rank = random() % (zset.size() - 3);
          const Pairs before = model.Contents();
          for (size_t erased = rank; erased < rank + 3; ++erased)
            model.Erase(before[erased].second);
          zset.EraseRange(rank, 3);
          break;
        }
        default: zset.Set(member, score); model.Set(member, score);
      }
      ASSERT_EQ(zset.size(), model.size());
      if (i % 1000 == 0) zset.Verify();
    }
    EXPECT_EQ(zset.packed(), members == 60);
    Pairs expected = model.Contents();
    EXPECT_EQ(Contents(zset), expected);
    Zset copy = zset.Copy();
    copy.Verify();
    EXPECT_EQ(Contents(copy), expected);
    copy.FreeAll();
    std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(Contents(zset, Zset::Direction::kDown), expected);
    zset.FreeAll();
  }
}

TEST(Zset, UpdateTellsWhatItDid) {
  for (const size_t entries : {128U, 0U}) {
    Zset::limits.entries = entries;
    Zset zset;
    EXPECT_EQ(zset.Set("a", 1), Zset::Outcome::kAdded);
    EXPECT_EQ(zset.packed(), entries != 0);
    EXPECT_EQ(zset.Set("a", 1), Zset::Outcome::kSame);
    EXPECT_EQ(zset.Set("a", 2), Zset::Outcome::kMoved);
    EXPECT_EQ(zset.Update("a", [](auto) { return std::nullopt; }), Zset::Outcome::kLeft);
    EXPECT_EQ(zset.Update("b", [](auto) { return std::nullopt; }), Zset::Outcome::kLeft);
    EXPECT_EQ(zset.Score("a"), 2);
    EXPECT_EQ(zset.size(), 1);
    zset.FreeAll();
  }
  Zset::limits.entries = 128;
}

TEST(Zset, CountsWhatLiesBeforeAPlaceInBothForms) {
  for (const size_t entries : {128U, 0U}) {
    Zset::limits.entries = entries;
    Zset zset;
    for (int i = 0; i < 100; ++i)
      zset.Set(std::to_string(i), std::floor(i / 10.0));
    const auto below = [&](double bound) {
      return zset.CountBefore([bound](double score, auto) { return score < bound; });
    };
    EXPECT_EQ(below(-1), 0);
    EXPECT_EQ(below(3), 30);
    EXPECT_EQ(below(3.5), 40);
    EXPECT_EQ(below(100), 100);
    EXPECT_EQ(zset.Rank("35"), 35);
    zset.Verify();
    zset.FreeAll();
  }
  Zset::limits.entries = 128;
}

TEST(Zset, ALongMemberMakesItLarge) {
  Zset zset;
  zset.Set(std::string(Zset::limits.value, 'x'), 1);
  EXPECT_TRUE(zset.packed());
  zset.Set(std::string(Zset::limits.value + 1, 'x'), 1);
  EXPECT_FALSE(zset.packed());
  zset.Verify();
  zset.FreeAll();
}

}  // namespace
}  // namespace trellis
