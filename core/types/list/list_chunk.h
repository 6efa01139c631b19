// A stretch of a list: elements side by side in one block, with free room before and behind them, so
// that pushing and popping at either end moves nothing.
//
//   [ capacity:4 ][ count:4 ][ begin:4 ][ end:4 ]  [ room ][ element ] ... [ element ][ room ]
//
// An element is a packed item (structures/packed_list.h) and its back length, by which the chunk is
// walked from its end: the item's size in groups of 7 bits, the least significant group last; every
// byte of it but the first has bit 7 set.
//
// An element too large to share a chunk has one of its own, a plain chunk: its capacity is 0, and the
// 8 bytes of begin and end are the size of the bytes that follow.
//
// Offsets count from the first element, so they survive a move of the block. Blocks come from
// small_blocks. What adds or removes elements may move the chunk and returns where it is.
// Threads: none.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/structures/packed_list.h"

namespace trellis {

enum class ListEnd : uint8_t {
  kHead,
  kTail
};

class ListChunk {
 public:
  // What an element takes: the item and its back length.
  static size_t SizeOf(const PackedItem& item) { return item.size() + BackSize(item.size()); }

  // Empty, with room for at least `capacity` bytes.
  static ListChunk* Create(size_t capacity);
  static ListChunk* CreatePlain(std::string_view text);
  static ListChunk* Copy(const ListChunk* chunk);
  static void Free(ListChunk* chunk);

  [[nodiscard]] bool plain() const { return capacity_ == 0; }
  [[nodiscard]] size_t count() const { return count_; }
  // Bytes of all elements.
  [[nodiscard]] size_t used() const { return plain() ? PlainSize() : end_ - begin_; }
  [[nodiscard]] size_t block_size() const { return sizeof(ListChunk) + Room(); }

  // Offsets of elements; used() is the one behind the last.
  [[nodiscard]] size_t Next(size_t offset) const {
    if (plain()) return used();
    const uint8_t* at = First() + offset;
    const auto size = static_cast<size_t>(PackedList::Next(at) - at);
    return offset + size + BackSize(size);
  }
  // offset must not be 0.
  [[nodiscard]] size_t Previous(size_t offset) const;
  // The offset of the element numbered `index`, at most count().
  [[nodiscard]] size_t Seek(size_t index) const;
  [[nodiscard]] PackedElement At(size_t offset) const;
  [[nodiscard]] bool EqualAt(size_t offset, const PackedItem& item) const {
    return item.EqualTo(First() + offset);
  }

  // Whether `size` more bytes can be pushed at this end of a chunk of at most `limit` bytes without
  // moving the elements again and again.
  [[nodiscard]] bool CanPush(ListEnd end, size_t size, size_t limit) const;
  // Puts an item before the element at `offset`; the chunk must not be plain.
  static ListChunk* Insert(ListChunk* chunk, size_t offset, const PackedItem& item, size_t limit);
  // Removes the `count` elements in [first, last); one at least must stay.
  static ListChunk* Erase(ListChunk* chunk, size_t first, size_t last, size_t count);
  // Moves the elements from `offset` on into a chunk of their own; both keep some.
  static ListChunk* SplitOff(ListChunk* chunk, size_t offset);

  // Asserts that back lengths and count are right.
  void Verify() const;

 private:
  ListChunk() = default;
  static ListChunk* Allocate(size_t room);
  // A block of at least `capacity` with the elements, and its spare room on the side of `end`.
  static ListChunk* Move(ListChunk* chunk, size_t capacity, ListEnd end);
  // Makes `size` bytes of room on the side of `end`.
  static ListChunk* MakeRoom(ListChunk* chunk, size_t size, size_t limit, ListEnd end);
  // Bytes of back length behind an item of this size.
  static size_t BackSize(size_t size) {
    return size < 1U << 7 ? 1 : size < 1U << 14 ? 2 : size < 1U << 21 ? 3 : size < 1U << 28 ? 4 : 5;
  }
  static void WriteBackLength(uint8_t* at, size_t size);

  [[nodiscard]] size_t Room() const { return plain() ? PlainSize() : capacity_; }
  [[nodiscard]] size_t PlainSize() const { return size_t{end_} << 32 | begin_; }
  uint8_t* Bytes() { return reinterpret_cast<uint8_t*>(this + 1); }
  [[nodiscard]] const uint8_t* Bytes() const { return reinterpret_cast<const uint8_t*>(this + 1); }
  uint8_t* First() { return Bytes() + begin_; }
  [[nodiscard]] const uint8_t* First() const { return Bytes() + begin_; }

  uint32_t capacity_ = 0;
  uint32_t count_ = 0;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
};
static_assert(sizeof(ListChunk) == 16);

}  // namespace trellis
