#include "core/structures/int_set.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "core/base/random.h"

namespace trellis {
namespace {

TEST(IntSet, IsOneBlockAsFilesHoldIt) {
  IntSet set;
  for (const int64_t value : {3, -1, 2})
    EXPECT_TRUE(set.Insert(value));
  constexpr char kBlob[] = "\2\0\0\0\3\0\0\0\xff\xff\2\0\3";
  EXPECT_EQ(set.blob(), std::string_view(kBlob, sizeof kBlob));
  set.Free();
}

TEST(IntSet, WidensForAValueThatNeedsIt) {
  IntSet set;
  for (const int64_t value : {int64_t{1}, int64_t{70000}, INT64_MIN, INT64_MAX, int64_t{-70000}}) {
    EXPECT_TRUE(set.Insert(value));
    EXPECT_FALSE(set.Insert(value));
    EXPECT_TRUE(set.Contains(value));
    set.Verify();
  }
  EXPECT_EQ(set.At(0), INT64_MIN);
  EXPECT_EQ(set.At(4), INT64_MAX);
  set.Free();
}

TEST(IntSet, DoesWhatAnOrderedSetDoes) {
  Random random(11);
  IntSet set;
  std::set<int64_t> model;
  for (int step = 0; step < 5000; ++step) {
    const auto value = static_cast<int64_t>(random.Below(400)) - 200;
    if (random.Below(2) == 0) {
      EXPECT_EQ(set.Insert(value), model.insert(value).second);
    } else {
      EXPECT_EQ(set.Erase(value), model.erase(value) == 1);
    }
    EXPECT_EQ(set.size(), model.size());
  }
  set.Verify();
  size_t index = 0;
  for (const int64_t value : model)
    EXPECT_EQ(set.At(index++), value);
  set.Free();
}

}  // namespace
}  // namespace trellis
