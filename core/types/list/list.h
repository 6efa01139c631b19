// A list of strings: chunks of packed elements (list_chunk.h), in order.
//
// A list of one chunk is a pointer to it; one of more is a pointer to their Chain, a ring of pointers,
// so that a chunk is added and dropped at both ends at no cost and an index is found by counts
// without following links. No list is empty in the keyspace; an empty one holds nothing.
//
// A List lives in its entry's slot: it owns its chunks, but is copied as a value; whoever holds the
// last copy calls Free.
// Cost: both ends O(1); by index O(chunks) plus the inside of one; Insert and Erase move at most one
// chunk. Any change invalidates positions and views, but the ones it returns. Threads: none.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/types/list/list_chunk.h"

namespace trellis {

class List {
 public:
  static constexpr TypeId kTypeId = kListType;

  // Where an element is. Once past the last, `chunk` is the number of chunks.
  struct Position {
    size_t chunk = 0;
    size_t offset = 0;
    bool operator==(const Position&) const = default;
  };

  // list-max-listpack-size: from 0 on, elements in a chunk; -1 .. -5, 4 .. 64 kilobytes.
  static void SetChunkLimit(int64_t limit);

  [[nodiscard]] size_t size() const;
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] size_t chunks() const;

  void Push(ListEnd end, std::string_view text);
  // The first or last element; the list must not be empty.
  [[nodiscard]] PackedElement Peek(ListEnd end) const;
  // Removes up to `count` elements from this end.
  void Drop(ListEnd end, size_t count);

  [[nodiscard]] Position Begin() const { return {}; }
  [[nodiscard]] Position End() const { return {chunks(), 0}; }
  // Of the element numbered `index`, at most size().
  [[nodiscard]] Position Seek(size_t index) const;
  [[nodiscard]] Position Next(Position at) const;
  // `at` must not be Begin().
  [[nodiscard]] Position Previous(Position at) const;
  [[nodiscard]] PackedElement At(Position at) const;
  // Whether the element equals `text`, whose packed form is `item`.
  [[nodiscard]] bool EqualAt(Position at, const PackedItem& item, std::string_view text) const;

  // Puts an element before `at`, which may be End(); returns where it is.
  Position Insert(Position at, std::string_view text);
  void Replace(Position at, std::string_view text);
  // Returns the position of the element that followed.
  Position Erase(Position at);

  // Calls visit(PackedElement) for the elements [first, first + count).
  template <typename Visit>
  void ForRange(size_t first, size_t count, Visit visit) const {
    for (Position at = Seek(first); count > 0; at = Next(at), --count)
      visit(At(at));
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    ForRange(0, size(), visit);
  }
  // The chunk numbered `index`.
  [[nodiscard]] const ListChunk& chunk(size_t index) const { return *ChunkAt(index); }

  // The slot's bits, and the list that they are.
  [[nodiscard]] uint64_t slot() const { return bits_; }
  static List FromSlot(uint64_t slot) {
    List list;
    list.bits_ = slot;
    return list;
  }
  [[nodiscard]] List Copy() const;
  void Free();
  [[nodiscard]] size_t MemoryBytes() const;
  // Asserts what chunks and counts must be.
  void Verify() const;

 private:
  struct Chain;
  static constexpr uint64_t kChained = 1;

  [[nodiscard]] Chain* chain() const {
    return (bits_ & kChained) != 0 ? reinterpret_cast<Chain*>(bits_ & ~kChained) : nullptr;
  }
  [[nodiscard]] ListChunk* ChunkAt(size_t index) const;
  void SetChunk(size_t index, ListChunk* chunk);
  void InsertChunk(size_t index, ListChunk* chunk);
  void RemoveChunk(size_t index);
  // The element count changed inside a chunk.
  void Resized(int64_t by);
  // As Insert if the chunk of `at` takes the element; else changes nothing.
  bool InsertInside(Position at, std::string_view text);

  uint64_t bits_ = 0;
};
static_assert(sizeof(List) == 8);

}  // namespace trellis
