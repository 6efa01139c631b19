#include "search/index/posting_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::search {
namespace {

using testing::ElementsAre;

std::vector<uint32_t> Positions(const Posting& posting) {
  std::vector<uint32_t> positions;
  PositionReader reader(posting.positions);
  for (uint32_t position = 0; reader.Next(position);)
    positions.push_back(position);
  return positions;
}

TEST(PostingList, GivesBackWhatWasAppended) {
  PostingList list;
  const uint32_t positions[] = {3, 200, 100000};
  list.Append(7, 1, 1, {});
  list.Append(1000000, 300, FieldMask{1} << 127, positions);
  PostingCursor cursor(list);
  ASSERT_TRUE(cursor.Next());
  EXPECT_EQ(cursor.posting().document, 7U);
  EXPECT_EQ(cursor.posting().frequency, 1U);
  ASSERT_TRUE(cursor.Next());
  EXPECT_EQ(cursor.posting().document, 1000000U);
  EXPECT_EQ(cursor.posting().frequency, 300U);
  EXPECT_TRUE(cursor.posting().fields == FieldMask{1} << 127);
  EXPECT_THAT(Positions(cursor.posting()), ElementsAre(3, 200, 100000));
  EXPECT_FALSE(cursor.Next());
  EXPECT_TRUE(list.fields_of_all() == 0);
}

TEST(PostingList, SkipsToAnyDocumentAcrossCheckpoints) {
  PostingList list;
  for (DocumentId id = 1; id <= 1000; ++id)
    list.Append(id * 3, 1, id % 2 + 1, {});
  for (const DocumentId step : {1U, 7U, 100U, 500U}) {
    PostingCursor cursor(list);
    for (DocumentId wanted = 1; wanted <= 3000; wanted += step) {
      ASSERT_TRUE(cursor.SkipTo(wanted));
      ASSERT_EQ(cursor.posting().document, (wanted + 2) / 3 * 3);
      ASSERT_TRUE(cursor.posting().fields == cursor.posting().document / 3 % 2 + 1);
    }
    EXPECT_FALSE(cursor.SkipTo(3001));
    EXPECT_FALSE(cursor.SkipTo(3001));
  }
}

TEST(PostingList, KeepsABitmapOnceItIsLong) {
  for (const size_t size : {1U, 64U, 65U, 300U}) {
    PostingList list;
    for (DocumentId id = 1; id <= size; ++id)
      list.Append(id, 1, 1, {});
    Bitmap scratch;
    EXPECT_EQ(list.Documents(scratch).cardinality(), size);
    EXPECT_EQ(&list.Documents(scratch) == &scratch, size <= PostingList::kBitmapFrom);
  }
}

TEST(PostingList, SweepDropsTheDead) {
  PostingList list;
  Bitmap live;
  for (DocumentId id = 1; id <= 300; ++id) {
    list.Append(id, id, id % 4 + 1, {});
    if (id % 2 == 0) live.add(id);
  }
  list.Sweep(live);
  EXPECT_EQ(list.size(), 150U);
  PostingCursor cursor(list);
  ASSERT_TRUE(cursor.SkipTo(201));
  EXPECT_EQ(cursor.posting().document, 202U);
  EXPECT_EQ(cursor.posting().frequency, 202U);
  EXPECT_TRUE(cursor.posting().fields == 3);
}

}  // namespace
}  // namespace trellis::search
