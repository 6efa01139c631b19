#include "core/types/list/list.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "core/base/random.h"

namespace trellis {
namespace {

class ListTest : public testing::Test {
 protected:
  void TearDown() override {
    list_.Free();
    List::SetChunkLimit(-2);
  }

  static std::string Text(const PackedElement& element) {
    char digits[kMaxInt64Text];
    return std::string(element.Text(digits));
  }
  void ExpectEqual(const std::deque<std::string>& model) {
    list_.Verify();
    ASSERT_EQ(list_.size(), model.size());
    size_t i = 0;
    list_.ForEach([&](const PackedElement& element) { EXPECT_EQ(Text(element), model[i++]); });
    List::Position at = list_.End();
    while (i-- > 0) {
      at = list_.Previous(at);
      EXPECT_EQ(Text(list_.At(at)), model[i]);
    }
  }

  List list_;
};

TEST_F(ListTest, KeepsWhatIsPushedAtBothEnds) {
  std::deque<std::string> model;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = i % 3 == 0 ? std::to_string(i * 7919) : std::string(i % 50, 'x');
    if (i % 2 == 0) {
      list_.Push(ListEnd::kHead, text);
      model.push_front(text);
    } else {
      list_.Push(ListEnd::kTail, text);
      model.push_back(text);
    }
  }
  ExpectEqual(model);
  EXPECT_GT(list_.chunks(), 2U);
}

TEST_F(ListTest, IsEmptyAgainWhenAllIsPopped) {
  for (int i = 0; i < 5000; ++i)
    list_.Push(ListEnd::kTail, std::to_string(i));
  for (int i = 0; i < 5000; ++i) {
    EXPECT_EQ(Text(list_.Peek(ListEnd::kHead)), std::to_string(i));
    list_.Drop(ListEnd::kHead, 1);
  }
  EXPECT_TRUE(list_.empty());
  EXPECT_EQ(list_.slot(), 0U);
}

TEST_F(ListTest, StaysSmallAsAQueue) {
  for (int i = 0; i < 100000; ++i) {
    list_.Push(ListEnd::kTail, "an element of a queue");
    if (i >= 10) list_.Drop(ListEnd::kHead, 1);
  }
  EXPECT_EQ(list_.size(), 10U);
  EXPECT_LT(list_.MemoryBytes(), 1500U);
}

TEST_F(ListTest, GivesLargeElementsAChunkOfTheirOwn) {
  const std::string large(100000, 'l');
  std::deque<std::string> model;
  for (const std::string& text : {std::string("a"), large, std::string("b"), large}) {
    list_.Push(ListEnd::kTail, text);
    model.push_back(text);
  }
  ExpectEqual(model);
  EXPECT_EQ(list_.chunks(), 4U);
  list_.Replace(list_.Seek(1), "small");
  list_.Replace(list_.Seek(2), large);
  model[1] = "small";
  model[2] = large;
  ExpectEqual(model);
}

TEST_F(ListTest, ObeysTheLimitOfElementsInAChunk) {
  List::SetChunkLimit(4);
  for (int i = 0; i < 10; ++i)
    list_.Push(ListEnd::kTail, "x");
  EXPECT_EQ(list_.chunks(), 3U);
}

TEST_F(ListTest, CopiesWhatItHolds) {
  std::deque<std::string> model;
  for (int i = 0; i < 1000; ++i) {
    model.emplace_back(i % 100, 'c');
    list_.Push(ListEnd::kTail, model.back());
  }
  List copy = list_.Copy();
  list_.Free();
  list_ = copy;
  ExpectEqual(model);
}

// Every operation against a deque, with chunks of few elements and with large ones.
TEST_F(ListTest, DoesWhatADequeDoes) {
  Random random(7);
  for (const int64_t limit : {int64_t{3}, int64_t{-1}}) {
    List::SetChunkLimit(limit);
    list_.Free();
    std::deque<std::string> model;
    for (int step = 0; step < 4000; ++step) {
      const uint64_t kind = random.Below(20);
      const std::string text = kind == 0   ? std::string(5000, 'L')
                               : kind <= 8 ? std::to_string(random.Next() >> random.Below(64))
                                           : std::string(random.Below(300), 's');
      const size_t index = random.Below(model.size() + 1);
      const auto place = model.begin() + static_cast<std::ptrdiff_t>(index);
      const List::Position at = list_.Seek(index);
      switch (random.Below(model.size() > 400 ? 10 : 7)) {
        case 0:
          list_.Push(ListEnd::kHead, text);
          model.push_front(text);
          break;
        case 1:
          list_.Push(ListEnd::kTail, text);
          model.push_back(text);
          break;
        case 2:
        case 3:
        case 4:
          EXPECT_EQ(Text(list_.At(list_.Insert(at, text))), text);
          model.insert(place, text);
          break;
        case 5:
        case 6:
          if (index == model.size()) break;
          list_.Replace(at, text);
          *place = text;
          break;
        case 7: {
          if (index == model.size()) break;
          const List::Position next = list_.Erase(at);
          EXPECT_EQ(next, list_.Seek(index));
          model.erase(place);
          break;
        }
        case 8:
          list_.Drop(ListEnd::kHead, index / 8);
          model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(index / 8));
          break;
        default:
          list_.Drop(ListEnd::kTail, index / 8);
          model.erase(model.end() - static_cast<std::ptrdiff_t>(index / 8), model.end());
          break;
      }
      if (step % 50 == 0) ExpectEqual(model);
    }
    ExpectEqual(model);
  }
}

}  // namespace
}  // namespace trellis
