#include "core/types/set/set.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/base/random.h"

namespace trellis {
namespace {

std::string Text(const PackedElement& member) {
  char digits[kMaxInt64Text];
  return std::string(member.Text(digits));
}

std::set<std::string> MembersOf(const Set& set) {
  std::set<std::string> members;
  set.ForEach([&](const PackedElement& member) { members.insert(Text(member)); });
  return members;
}

class SetTest : public testing::Test {
 protected:
  void TearDown() override {
    set_.Free();
    Set::SetIntegerLimit(512);
  }
  Set set_;
};

TEST_F(SetTest, KeepsIntegersUntilAnotherTextComes) {
  for (const char* text : {"3", "-1", "70000"})
    EXPECT_TRUE(set_.Insert(text));
  EXPECT_TRUE(set_.all_integers());
  EXPECT_FALSE(set_.Contains("03"));
  EXPECT_TRUE(set_.Insert("03"));
  EXPECT_FALSE(set_.all_integers());
  EXPECT_EQ(MembersOf(set_), (std::set<std::string>{"-1", "03", "3", "70000"}));
  set_.Verify();
}

TEST_F(SetTest, BecomesATableWhenItGrowsOrAMemberIsLong) {
  set_.Insert("short");
  EXPECT_FALSE(set_.table_form());
  set_.Insert(std::string(300, 'l'));
  EXPECT_TRUE(set_.table_form());
  EXPECT_TRUE(set_.Contains(std::string(300, 'l')));
  EXPECT_TRUE(set_.Erase("short"));
  EXPECT_TRUE(set_.Erase(std::string(300, 'l')));
  EXPECT_EQ(set_.slot(), 0U);
}

TEST_F(SetTest, ObeysTheLimitOfIntegers) {
  Set::SetIntegerLimit(3);
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(set_.Insert(std::to_string(i)));
  EXPECT_FALSE(set_.all_integers());
  EXPECT_FALSE(set_.Insert("2"));
  EXPECT_EQ(set_.size(), 4U);
}

TEST_F(SetTest, ScansEveryMemberThatStays) {
  for (int i = 0; i < 2000; ++i)
    set_.Insert("member:" + std::to_string(i));
  std::set<std::string> seen;
  uint64_t cursor = 0;
  int other = 0;
  do {
    cursor = set_.Scan(cursor, [&](const PackedElement& member) { seen.insert(Text(member)); });
    set_.Insert("other:" + std::to_string(other));
    if (other % 2 == 0) set_.Erase("other:" + std::to_string(other / 2));
    ++other;
  } while (cursor != 0);
  for (int i = 0; i < 2000; ++i)
    EXPECT_TRUE(seen.contains("member:" + std::to_string(i)));
}

TEST_F(SetTest, CopiesInEveryForm) {
  for (const std::string& last : {std::string("7"), std::string("x"), std::string(100, 'y')}) {
    set_.Insert("1");
    set_.Insert(last);
    Set copy = set_.Copy();
    EXPECT_EQ(MembersOf(copy), MembersOf(set_));
    copy.Verify();
    copy.Free();
    set_.Free();
  }
}

TEST_F(SetTest, DoesWhatAnOrderedSetDoes) {
  Random random(3);
  for (int round = 0; round < 6; ++round) {
    std::set<std::string> model;
    for (int step = 0; step < 2000; ++step) {
      std::string text = std::to_string(random.Below(round < 3 ? 60 : 700));
      if (round % 3 == 1 && step % 7 == 0) text += 'x';
      if (round % 3 == 2 && step % 501 == 500) text.assign(random.Below(100), 'z');
      if (random.Below(2) == 0) {
        EXPECT_EQ(set_.Insert(text), model.insert(text).second);
      } else {
        EXPECT_EQ(set_.Erase(text), model.erase(text) == 1);
      }
      EXPECT_EQ(set_.size(), model.size());
    }
    set_.Verify();
    EXPECT_EQ(MembersOf(set_), model);
    set_.Free();
  }
}

}  // namespace
}  // namespace trellis
