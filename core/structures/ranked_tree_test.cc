#include "core/structures/ranked_tree.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <vector>

namespace trellis {
namespace {

struct IntTraits {
  using Item = int;
  using Hint = int;
  static int HintOf(const int* item) { return *item / 4; }  // coarser than the order
};
using Tree = RankedTree<IntTraits>;

auto Before(int key) {
  return
      [key](int hint, const int* item) { return hint != key / 4 ? hint < key / 4 : *item < key; };
}

void Verify(const Tree& tree) {
  tree.Verify([](const int* a, const int* b) { return *a < *b; });
}

std::vector<int> Contents(const Tree& tree) {
  std::vector<int> contents;
  tree.VisitUp(0, tree.size(), [&](const int* item) { contents.push_back(*item); });
  return contents;
}

TEST(RankedTree, AgreesWithASetAsItGrowsAndShrinks) {
  std::mt19937 random(5);
  constexpr int kKeys = 20000;
  std::vector<int> items(kKeys);
  for (int i = 0; i < kKeys; ++i)
    items[static_cast<size_t>(i)] = i;
  Tree tree;
  std::set<int> model;
  // First mostly insertions, then mostly erasures, then insertions again.
  for (const int insertions : {80, 20, 80, 0}) {
    for (int i = 0; i < 15000; ++i) {
      const int key = static_cast<int>(random() % kKeys);
      if (random() % 100 < static_cast<unsigned>(insertions)) {
        if (!model.insert(key).second) continue;
        tree.Insert(&items[static_cast<size_t>(key)], Before(key));
      } else if (model.erase(key) == 1) {
        EXPECT_EQ(*tree.EraseAt(tree.CountBefore(Before(key))), key);
      }
      ASSERT_EQ(tree.size(), model.size());
      if (i % 1000 == 0) Verify(tree);
    }
    Verify(tree);
    ASSERT_EQ(Contents(tree), std::vector<int>(model.begin(), model.end()));
  }
  while (tree.size() > 0)
    tree.EraseAt(random() % tree.size());
  Verify(tree);
  EXPECT_EQ(tree.MemoryBytes(), 0);
}

TEST(RankedTree, FindsByRankBothWays) {
  std::vector<int> items(5000);
  Tree tree;
  for (int i = 0; i < 5000; ++i) {
    items[static_cast<size_t>(i)] = 2 * i;
    tree.Insert(&items[static_cast<size_t>(i)], Before(2 * i));
  }
  EXPECT_EQ(*tree.At(0), 0);
  EXPECT_EQ(*tree.At(4321), 8642);
  EXPECT_EQ(tree.CountBefore(Before(8643)), 4322);
  EXPECT_EQ(tree.CountBefore(Before(-1)), 0);
  EXPECT_EQ(tree.CountBefore(Before(99999)), 5000);
  std::vector<int> down;
  tree.VisitDown(100, 101, [&](const int* item) { down.push_back(*item); });
  EXPECT_EQ(down.front(), 200);
  EXPECT_EQ(down.back(), 0);
}

TEST(RankedTree, OrderedInsertionLeavesFullLeaves) {
  std::vector<int> items(60000);
  for (const bool ascending : {true, false}) {
    Tree tree;
    for (int i = 0; i < 60000; ++i) {
      const int key = ascending ? i : 60000 - i;
      items[static_cast<size_t>(i)] = key;
      tree.Insert(&items[static_cast<size_t>(i)], Before(key));
    }
    Verify(tree);
    EXPECT_LT(tree.MemoryBytes(), 60000 * 10);
  }
}

TEST(RankedTree, AHintMayChangeInPlace) {
  std::vector<int> items(1000);
  Tree tree;
  for (int i = 0; i < 1000; ++i) {
    items[static_cast<size_t>(i)] = 100 * i;
    tree.Insert(&items[static_cast<size_t>(i)], Before(100 * i));
  }
  for (size_t i = 0; i < items.size(); ++i) {
    items[i] += 50;
    tree.HintChanged(i);
  }
  Verify(tree);
}

}  // namespace
}  // namespace trellis
