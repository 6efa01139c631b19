#include "core/types/list/list_chunk.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <new>

#include "core/base/small_blocks.h"

namespace trellis {
namespace {

// A chunk with this much room or less is never made smaller.
constexpr size_t kSmallestRoom = 64;

// The room of the smallest block that the allocators would hand out anyway.
size_t RoundUp(size_t room) {
  const size_t block = room + sizeof(ListChunk);
  const size_t step = block <= small_blocks::kMaxSize ? 8 : std::bit_floor(block - 1) / 4;
  return ((block + step - 1) & ~(step - 1)) - sizeof(ListChunk);
}

}  // namespace

ListChunk* ListChunk::Allocate(size_t room) {
  return new (small_blocks::Allocate(sizeof(ListChunk) + room)) ListChunk;
}

ListChunk* ListChunk::Create(size_t capacity) {
  capacity = RoundUp(capacity);
  ListChunk* chunk = Allocate(capacity);
  chunk->capacity_ = static_cast<uint32_t>(capacity);
  return chunk;
}

ListChunk* ListChunk::CreatePlain(std::string_view text) {
  ListChunk* chunk = Allocate(text.size());
  chunk->count_ = 1;
  chunk->begin_ = static_cast<uint32_t>(text.size());
  chunk->end_ = static_cast<uint32_t>(text.size() >> 32);
  std::memcpy(chunk->Bytes(), text.data(), text.size());
  return chunk;
}

ListChunk* ListChunk::Copy(const ListChunk* chunk) {
  if (chunk->plain()) return CreatePlain(chunk->At(0).Text(nullptr));
  ListChunk* copy = Create(chunk->used());
  std::memcpy(copy->Bytes(), chunk->First(), chunk->used());
  copy->end_ = static_cast<uint32_t>(chunk->used());
  copy->count_ = chunk->count_;
  return copy;
}

void ListChunk::Free(ListChunk* chunk) {
  small_blocks::Free(chunk, chunk->block_size());
}

size_t ListChunk::Previous(size_t offset) const {
  assert(offset > 0);
  if (plain()) return 0;
  const uint8_t* last = First() + offset - 1;
  size_t size = 0;
  size_t back = 0;
  int shift = 0;
  while (true) {
    const uint8_t byte = *(last - back++);
    size |= size_t{byte & 127U} << shift;
    if ((byte & 128) == 0) return offset - size - back;
    shift += 7;
  }
}

void ListChunk::WriteBackLength(uint8_t* at, size_t size) {
  for (size_t i = BackSize(size); i-- > 0; size >>= 7) {
    at[i] = static_cast<uint8_t>((size & 127) | (i == 0 ? 0 : 128));
  }
}

size_t ListChunk::Seek(size_t index) const {
  assert(index <= count_);
  if (index <= count_ / 2) {
    size_t offset = 0;
    while (index-- > 0)
      offset = Next(offset);
    return offset;
  }
  size_t offset = used();
  for (size_t back = count_ - index; back > 0; --back)
    offset = Previous(offset);
  return offset;
}

PackedElement ListChunk::At(size_t offset) const {
  if (!plain()) return PackedList::At(First() + offset);
  return {.text = reinterpret_cast<const char*>(Bytes()), .size = PlainSize()};
}

bool ListChunk::CanPush(ListEnd end, size_t size, size_t limit) const {
  if (plain() || used() + size > limit) return false;
  if ((end == ListEnd::kHead ? begin_ : capacity_ - end_) >= size) return true;
  // Growing moves the elements, but ever less often. Once the chunk is as large as it may become,
  // they move over to the other side only if that pays for many pushes.
  return capacity_ < limit || used() + size <= capacity_ / 2;
}

ListChunk* ListChunk::Move(ListChunk* chunk, size_t capacity, ListEnd end) {
  ListChunk* moved = Create(capacity);
  const auto used = static_cast<uint32_t>(chunk->used());
  moved->begin_ = end == ListEnd::kHead ? moved->capacity_ - used : 0;
  moved->end_ = moved->begin_ + used;
  moved->count_ = chunk->count_;
  std::memcpy(moved->First(), chunk->First(), used);
  Free(chunk);
  return moved;
}

ListChunk* ListChunk::MakeRoom(ListChunk* chunk, size_t size, size_t limit, ListEnd end) {
  const size_t used = chunk->used();
  if (used + size > chunk->capacity_ / 2) {
    const size_t wanted = used + size;
    return Move(chunk, std::max(wanted, std::min(wanted + wanted / 4, limit)), end);
  }
  // Most of the block is free, on the other side.
  uint8_t* target = chunk->Bytes() + (end == ListEnd::kHead ? chunk->capacity_ - used : 0);
  std::memmove(target, chunk->First(), used);
  chunk->begin_ = static_cast<uint32_t>(target - chunk->Bytes());
  chunk->end_ = chunk->begin_ + static_cast<uint32_t>(used);
  return chunk;
}

ListChunk* ListChunk::Insert(ListChunk* chunk, size_t offset, const PackedItem& item,
                             size_t limit) {
  const size_t size = SizeOf(item);
  const size_t used = chunk->used();
  // At an end only that end's room will do: else each push would move all elements.
  const bool before_all = offset == 0 && used > 0;
  bool front = chunk->begin_ >= size && (offset < used || used == 0);
  bool back = chunk->capacity_ - chunk->end_ >= size && !before_all;
  if (!front && !back) {
    chunk = MakeRoom(chunk, size, limit, before_all ? ListEnd::kHead : ListEnd::kTail);
    front = before_all;
    back = !before_all;
  }
  if (front && (!back || offset < used - offset)) {
    std::memmove(chunk->First() - size, chunk->First(), offset);
    chunk->begin_ -= static_cast<uint32_t>(size);
  } else {
    uint8_t* gap = chunk->First() + offset;
    std::memmove(gap + size, gap, used - offset);
    chunk->end_ += static_cast<uint32_t>(size);
  }
  item.WriteTo(chunk->First() + offset);
  WriteBackLength(chunk->First() + offset + item.size(), item.size());
  ++chunk->count_;
  return chunk;
}

ListChunk* ListChunk::Erase(ListChunk* chunk, size_t first, size_t last, size_t count) {
  assert(!chunk->plain() && count < chunk->count_);
  const size_t used = chunk->used();
  const auto removed = static_cast<uint32_t>(last - first);
  if (first < used - last) {
    std::memmove(chunk->First() + removed, chunk->First(), first);
    chunk->begin_ += removed;
  } else {
    std::memmove(chunk->First() + first, chunk->First() + last, used - last);
    chunk->end_ -= removed;
  }
  chunk->count_ -= static_cast<uint32_t>(count);
  const size_t left = used - removed;
  if (chunk->capacity_ <= kSmallestRoom || left >= chunk->capacity_ / 4) return chunk;
  return Move(chunk, left + left / 4, ListEnd::kTail);
}

ListChunk* ListChunk::SplitOff(ListChunk* chunk, size_t offset) {
  assert(offset > 0 && offset < chunk->used());
  const size_t size = chunk->used() - offset;
  ListChunk* tail = Create(size);
  std::memcpy(tail->Bytes(), chunk->First() + offset, size);
  tail->end_ = static_cast<uint32_t>(size);
  for (size_t at = 0; at < size; at = tail->Next(at))
    ++tail->count_;
  chunk->end_ -= static_cast<uint32_t>(size);
  chunk->count_ -= tail->count_;
  return tail;
}

void ListChunk::Verify() const {
  size_t elements = 0;
  size_t offset = 0;
  while (offset < used()) {
    const size_t next = Next(offset);
    assert(Previous(next) == offset);
    offset = next;
    ++elements;
  }
  assert(offset == used());
  assert(elements == count_ && count_ > 0);
  assert(plain() || (begin_ <= end_ && end_ <= capacity_));
}

}  // namespace trellis
