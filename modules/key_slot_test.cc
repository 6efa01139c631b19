#include "modules/key_slot.h"

#include <gtest/gtest.h>

namespace trellis {
namespace {

// CLUSTER KEYSLOT of a real server.
TEST(KeySlot, IsThatOfRedisCluster) {
  EXPECT_EQ(KeySlot("123456789"), 12739U);
  EXPECT_EQ(KeySlot("foo"), 12182U);
  EXPECT_EQ(KeySlot(""), 0U);
}

TEST(KeySlot, IsThatOfTheTagInBraces) {
  EXPECT_EQ(KeySlot("a{foo}b"), KeySlot("foo"));
  EXPECT_EQ(KeySlot("{foo}{bar}"), KeySlot("foo"));
  EXPECT_NE(KeySlot("{}foo"), KeySlot("foo"));
  EXPECT_EQ(KeySlot("{{foo}}"), KeySlot("{foo"));
}

TEST(KeyNameInSlot, FallsIntoItsSlot) {
  for (unsigned slot = 0; slot < kSlots; ++slot) {
    const char* name = KeyNameInSlot(slot);
    ASSERT_NE(name[0], '\0') << slot;
    ASSERT_EQ(KeySlot(name), slot);
  }
  EXPECT_EQ(KeyNameInSlot(kSlots), nullptr);
}

}  // namespace
}  // namespace trellis
