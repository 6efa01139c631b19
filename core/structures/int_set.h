// A set of integers: sorted, in one block, at the narrowest width that fits every element. The block is
// what RDB files hold for such sets.
//
//   [ width:4 ][ count:4 ][ e0 ][ e1 ] ... [ e(count-1) ]          little-endian
//
// Invariants (Verify asserts them):
//   (1) elements ascend strictly;
//   (2) width is 2, 4 or 8 bytes and never narrows: a set that alternates around a border would
//       else be rewritten at every call.
//
// An IntSet is a pointer and owns nothing by itself, so that it can live in an entry's slot: whoever
// holds it calls Free. No block is an empty set. Blocks come from small_blocks.
// Cost: Contains O(log n); Insert and Erase O(n). Threads: none.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace trellis {

class IntSet {
 public:
  IntSet() = default;
  explicit IntSet(void* block) : block_(static_cast<uint8_t*>(block)) {}
  [[nodiscard]] void* block() const { return block_; }
  static IntSet Copy(IntSet other);
  void Free();

  [[nodiscard]] size_t size() const { return block_ == nullptr ? 0 : Header(kCountAt); }
  [[nodiscard]] bool empty() const { return block_ == nullptr; }
  [[nodiscard]] size_t bytes() const { return block_ == nullptr ? 0 : kHeader + size() * width(); }
  // The block as a file holds it.
  [[nodiscard]] std::string_view blob() const {
    return {reinterpret_cast<const char*>(block_), bytes()};
  }

  [[nodiscard]] int64_t At(size_t index) const;
  [[nodiscard]] bool Contains(int64_t value) const;
  // False, and nothing changed, if the value is already there.
  bool Insert(int64_t value);
  // False if the value is not there. The last one takes the block with it.
  bool Erase(int64_t value);

  void Verify() const;

 private:
  static constexpr size_t kCountAt = 4;
  static constexpr size_t kHeader = 8;

  [[nodiscard]] uint32_t Header(size_t at) const {
    uint32_t number = 0;
    std::memcpy(&number, block_ + at, sizeof number);
    return number;
  }
  void SetCount(size_t count);
  [[nodiscard]] size_t width() const { return Header(0); }
  [[nodiscard]] uint8_t* Element(size_t index) const { return block_ + kHeader + index * width(); }
  void Store(size_t index, int64_t value) { std::memcpy(Element(index), &value, width()); }
  // The index of the first element that is not less than the value.
  [[nodiscard]] size_t LowerBound(int64_t value) const;
  void Widen(size_t width);

  uint8_t* block_ = nullptr;
};
static_assert(sizeof(IntSet) == 8);

}  // namespace trellis
