#include "search/index/document_table.h"

#include <gtest/gtest.h>

namespace trellis::search {
namespace {

TEST(DocumentTable, GivesEachVersionOfADocumentANewId) {
  DocumentTable table;
  const DocumentId first = table.Add({.key = "a", .length = 4});
  EXPECT_TRUE(table.Remove(first));
  const DocumentId second = table.Add({.key = "a", .length = 6});
  EXPECT_GT(second, first);
  EXPECT_EQ(table.Find("a"), second);
  EXPECT_EQ(table.Get(first), nullptr);
  EXPECT_EQ(table.size(), 1U);
  EXPECT_DOUBLE_EQ(table.average_length(), 6);
  EXPECT_FALSE(table.live().contains(first));
}

TEST(DocumentTable, RenamesUnderTheSameId) {
  DocumentTable table;
  const DocumentId id = table.Add({.key = "a key long enough to live outside of its string"});
  table.Rename(id, "b");
  EXPECT_EQ(table.Find("b"), id);
  EXPECT_EQ(table.Find("a key long enough to live outside of its string"), 0U);
}

TEST(DocumentTable, SurvivesManyDocumentsComingAndGoing) {
  DocumentTable table;
  for (int i = 0; i < 5000; ++i) {
    const DocumentId id = table.Add({.key = std::to_string(i)});
    const bool gone = i % 3 != 0 && table.Remove(id);
    EXPECT_EQ(gone, i % 3 != 0);
  }
  EXPECT_EQ(table.size(), 1667U);
  EXPECT_EQ(table.live().cardinality(), 1667U);
  EXPECT_NE(table.Find("3"), 0U);
  EXPECT_EQ(table.Find("4"), 0U);
}

}  // namespace
}  // namespace trellis::search
