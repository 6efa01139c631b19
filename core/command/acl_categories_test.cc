#include "core/command/acl_categories.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trellis {
namespace {

using Added = AclCategories::Added;
using Names = std::vector<std::string>;

TEST(AclCategories, NamesTheServersOwnInTheOrderOfAclCat) {
  const AclCategories categories;
  EXPECT_EQ(categories.NamesOf(Acl::kScripting | Acl::kWrite | Acl::kKeyspace),
            (Names{"@keyspace", "@write", "@scripting"}));
  EXPECT_EQ(categories.Find("SortedSet"), Acl::kSortedSet);
  EXPECT_EQ(categories.Find("sorted"), std::nullopt);
}

TEST(AclCategories, RefusesNamesThatARuleCouldNotName) {
  AclCategories categories;
  for (const char* name : {"", "two words", "@at", "a:b", "caf\xc3\xa9"})
    EXPECT_EQ(categories.Add(name), Added::kBadName) << name;
  EXPECT_EQ(categories.Add("Dash-ed_1"), Added::kOk);
  EXPECT_EQ(categories.Add("dash-ed_1"), Added::kTaken);
  EXPECT_EQ(categories.Add("READ"), Added::kTaken);
}

TEST(AclCategories, GivesABitToOneNameForEver) {
  AclCategories categories;
  ASSERT_EQ(categories.Add("first"), Added::kOk);
  const Acl first = categories.Find("first").value();
  categories.Remove("FIRST");
  EXPECT_EQ(categories.Find("first"), std::nullopt);
  ASSERT_EQ(categories.Add("second"), Added::kOk);
  EXPECT_EQ(categories.NamesOf(first), Names{});
  ASSERT_EQ(categories.Add("First"), Added::kOk);
  EXPECT_EQ(categories.NamesOf(first), Names{"@First"});
}

TEST(AclCategories, HasRoomForAsManyAsASetHasBits) {
  AclCategories categories;
  size_t added = 0;
  while (categories.Add("many" + std::to_string(added)) == Added::kOk)
    ++added;
  EXPECT_EQ(added, AclCategories::kMax - 21);
  EXPECT_EQ(categories.Add("one-more"), Added::kTooMany);
  EXPECT_EQ(categories.NamesOf(static_cast<Acl>(~uint64_t{0})).size(), AclCategories::kMax);
}

}  // namespace
}  // namespace trellis
