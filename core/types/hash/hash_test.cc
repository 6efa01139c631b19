#include "core/types/hash/hash.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace trellis {
namespace {

std::map<std::string, std::string> Contents(const Hash& hash) {
  std::map<std::string, std::string> contents;
  char field_digits[kMaxInt64Text];
  char value_digits[kMaxInt64Text];
  hash.ForEach([&](const PackedElement& field, const PackedElement& value) {
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
  EXPECT_EQ(hash.Find("17")->size, 1);
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
  EXPECT_TRUE(hash.Find("12")->integer());
  EXPECT_EQ(hash.Find("12")->number, 34);
  hash.Set("12", std::string(200, 'y'));
  EXPECT_EQ(hash.Find("12")->size, 200);
  hash.FreeAll();
}

TEST(Hash, AScanSeesEveryField) {
  Hash hash;
  for (int i = 0; i < 3000; ++i)
    hash.Set("f" + std::to_string(i), "v");
  std::map<std::string, int> seen;
  uint64_t cursor = 0;
  do {
    cursor = hash.Scan(cursor, [&](const PackedElement& field, const PackedElement&) {
      ++seen[std::string(field.text, field.size)];
    });
  } while (cursor != 0);
  EXPECT_EQ(seen.size(), 3000);
  hash.FreeAll();
}

}  // namespace
}  // namespace trellis
