#include "core/types/hash/hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace trellis {
namespace {

std::map<std::string, std::string> Contents(const Hash& hash) {
  std::map<std::string, std::string> contents;
  char field_digits[kMaxInt64Text];
  char value_digits[kMaxInt64Text];
  hash.ForEach(Hash::kEvenDead, [&](const PackedElement& field, const PackedElement& value) {
    contents.emplace(field.Text(field_digits), value.Text(value_digits));
  });
  return contents;
}

TEST(Hash, IsAMapInBothForms) {
  std::mt19937 random(3);
  for (const int fields : {20, 2000}) {
    Hash hash;
    std::map<std::string, std::string> model;
    for (int i = 0; i < 8000; ++i) {
      const std::string field = "f" + std::to_string(random() % static_cast<unsigned>(fields));
      const std::string value =
          random() % 2 == 0 ? std::to_string(random()) : std::string(random() % 60, 'v');
      switch (random() % 4) {
        case 0: EXPECT_EQ(hash.Erase(field), model.erase(field) == 1); break;
        case 1: EXPECT_EQ(hash.SetNew(field, value), model.emplace(field, value).second); break;
        default: EXPECT_EQ(hash.Set(field, value), !model.contains(field)); model[field] = value;
      }
      ASSERT_EQ(hash.size(), model.size());
    }
    EXPECT_EQ(hash.packed(), fields == 20);
    EXPECT_EQ(Contents(hash), model);
    Hash copy = hash.Copy();
    EXPECT_EQ(Contents(copy), model);
    copy.FreeAll();
    hash.FreeAll();
  }
}

TEST(Hash, LeavesThePackedFormAtItsLimitsAndKeepsEverything) {
  Hash hash;
  for (size_t i = 0; i < Hash::limits.entries; ++i)
    hash.Set(std::to_string(i), "v");
  EXPECT_TRUE(hash.packed());
  hash.Set("0", std::string(Hash::limits.value, 'x'));
  EXPECT_TRUE(hash.packed());
  hash.Set("one more", "v");
  EXPECT_FALSE(hash.packed());
  EXPECT_EQ(hash.size(), Hash::limits.entries + 1);
  EXPECT_EQ(hash.Find("17", Hash::kEvenDead)->size, 1);
  hash.FreeAll();

  hash.Set("a", std::string(Hash::limits.value + 1, 'x'));
  EXPECT_FALSE(hash.packed());
  hash.FreeAll();
}

TEST(Hash, KeepsIntegersAsIntegersInBothForms) {
  Hash hash;
  hash.Set("12", "34");
  hash.Set("long", std::string(100, 'x'));
  EXPECT_FALSE(hash.packed());
  EXPECT_TRUE(hash.Find("12", Hash::kEvenDead)->integer());
  EXPECT_EQ(hash.Find("12", Hash::kEvenDead)->number, 34);
  hash.Set("12", std::string(200, 'y'));
  EXPECT_EQ(hash.Find("12", Hash::kEvenDead)->size, 200);
  hash.FreeAll();
}

TEST(Hash, AScanSeesEveryField) {
  Hash hash;
  for (int i = 0; i < 3000; ++i)
    hash.Set("f" + std::to_string(i), "v");
  std::map<std::string, int> seen;
  uint64_t cursor = 0;
  do {
    cursor =
        hash.Scan(cursor, Hash::kEvenDead, [&](const PackedElement& field, const PackedElement&) {
          ++seen[std::string(field.text, field.size)];
        });
  } while (cursor != 0);
  EXPECT_EQ(seen.size(), 3000);
  hash.FreeAll();
}

// What a hash with expiries should hold: value and time (kNoExpiry: none) of each field.
using Model = std::map<std::string, std::pair<std::string, int64_t>>;

Model ContentsWithExpiry(const Hash& hash) {
  Model contents;
  char field_digits[kMaxInt64Text];
  char value_digits[kMaxInt64Text];
  hash.ForEachWithExpiry([&](const PackedElement& field, const PackedElement& value, int64_t at) {
    contents.emplace(field.Text(field_digits), std::pair(value.Text(value_digits), at));
  });
  return contents;
}

// One random change of both; false if they disagree about what it did.
bool ChangeBoth(Hash& hash, Model& model, std::mt19937& random, unsigned fields) {
  const std::string field = "f" + std::to_string(random() % fields);
  const std::string value =
      random() % 2 == 0 ? std::to_string(random()) : std::string(random() % 60, 'v');
  const auto at = static_cast<int64_t>(random() % 1000);
  const auto found = model.find(field);
  const bool there = found != model.end();
  switch (random() % 7) {
    case 0: model.erase(field); return hash.Erase(field) == there;
    case 1:
      model.emplace(field, std::pair(value, kNoExpiry));
      return hash.SetNew(field, value) != there;
    case 2:
      model[field] = {value, there ? found->second.second : kNoExpiry};
      return hash.SetKeepingExpiry(field, value) != there;
    case 3:
      if (there) found->second.second = kNoExpiry;
      return hash.SetExpiry(field, kNoExpiry) == there;
    case 4:
    case 5:
      if (there) found->second.second = at;
      return hash.SetExpiry(field, at) == there;
    default: model[field] = {value, kNoExpiry}; return hash.Set(field, value) != there;
  }
}

TEST(Hash, KeepsTheTimesOfItsFieldsInBothForms) {
  std::mt19937 random(7);
  for (const unsigned fields : {20U, 2000U}) {
    Hash hash;
    Model model;
    for (int i = 0; i < 20000; ++i) {
      ASSERT_TRUE(ChangeBoth(hash, model, random, fields));
      ASSERT_EQ(hash.size(), model.size());
      if (i % 100 == 0) hash.Verify();
      if (i % 1000 != 0) continue;
      const auto dead_by = static_cast<int64_t>(random() % 100);
      const auto dead = [&](const auto& each) {
        return each.second.second != kNoExpiry && each.second.second <= dead_by;
      };
      const auto dead_count = static_cast<size_t>(std::count_if(model.begin(), model.end(), dead));
      EXPECT_EQ(hash.LiveSize(dead_by), model.size() - dead_count);
      EXPECT_EQ(hash.EraseDead(dead_by, model.size()).size(), dead_count);
      std::erase_if(model, dead);
      ASSERT_EQ(ContentsWithExpiry(hash), model);
    }
    EXPECT_EQ(hash.packed(), fields == 20);
    Hash copy = hash.Copy();
    copy.Verify();
    EXPECT_EQ(ContentsWithExpiry(copy), model);
    copy.FreeAll();
    hash.FreeAll();
  }
}

TEST(Hash, ADeadFieldIsPassedOverAndCountedUntilItIsErased) {
  for (const size_t value_size : {size_t{1}, Hash::limits.value + 1}) {
    Hash hash;
    for (const char* field : {"a", "b", "c"})
      hash.Set(field, std::string(value_size, 'x'));
    EXPECT_TRUE(hash.SetExpiry("a", 100));
    EXPECT_TRUE(hash.SetExpiry("b", 200));
    EXPECT_TRUE(hash.expiring());
    EXPECT_EQ(hash.next_expiry_ms(), 100);
    EXPECT_TRUE(hash.Find("a", 99));
    EXPECT_FALSE(hash.Find("a", 100));
    EXPECT_EQ(hash.size(), 3);
    EXPECT_EQ(hash.LiveSize(150), 2);
    EXPECT_EQ(hash.EraseDead(250, 1), std::vector<std::string>{"a"});
    EXPECT_EQ(hash.next_expiry_ms(), 200);
    EXPECT_EQ(hash.ExpiryOf("b"), 200);
    EXPECT_EQ(hash.ExpiryOf("c"), kNoExpiry);
    EXPECT_EQ(hash.ExpiryOf("a"), std::nullopt);
    EXPECT_FALSE(hash.SetExpiry("a", 300));
    EXPECT_TRUE(hash.Erase("b"));
    EXPECT_EQ(hash.next_expiry_ms(), FieldExpiry::kNever);
    hash.Verify();
    hash.FreeAll();
  }
}

TEST(Hash, LeavesThePackedFormWhenTimesWouldMakeItTooLong) {
  // Pairs of so many fields still fit a packed list, threes don't.
  constexpr int64_t kFields = PackedList::kMaxElements / 3 + 1;
  std::vector<PackedItem> pairs;
  for (int64_t i = 0; i < kFields; ++i)
    pairs.insert(pairs.end(), {PackedItem::Integer(i), PackedItem::Integer(i)});
  PackedList list;
  list.Append(pairs);
  Hash hash = Hash::FromSlot(reinterpret_cast<uint64_t>(list.block()));
  EXPECT_TRUE(hash.packed());
  EXPECT_FALSE(hash.SetExpiry("none", 100));
  EXPECT_FALSE(hash.expiring());
  EXPECT_TRUE(hash.SetExpiry("17", 100));
  EXPECT_FALSE(hash.packed());
  EXPECT_EQ(hash.size(), kFields);
  hash.Verify();
  hash.FreeAll();
}

}  // namespace
}  // namespace trellis
