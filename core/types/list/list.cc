#include "core/types/list/list.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "core/base/small_blocks.h"

namespace trellis {
namespace {

// list-max-listpack-size, as bytes of all elements and number of elements of one chunk.
struct ChunkLimit {
  size_t bytes;
  size_t elements;
};

constexpr size_t kKilobyte = 1024;
// A file's packed lists count to 65534.
constexpr size_t kMostElements = 32767;

constexpr size_t BytesOf(size_t block) {
  return block - sizeof(ListChunk);
}

ChunkLimit g_limit{BytesOf(8 * kKilobyte), kMostElements};

}  // namespace

// A ring: chunk i is at (first + i) modulo capacity, a power of two.
struct List::Chain {
  size_t elements;
  uint32_t first;
  uint32_t count;
  uint32_t capacity;
  ListChunk* chunks[];

  static size_t BlockSize(uint32_t capacity) { return sizeof(Chain) + capacity * sizeof(void*); }
  static Chain* Create(uint32_t capacity) {
    auto* chain = static_cast<Chain*>(small_blocks::Allocate(BlockSize(capacity)));
    chain->elements = chain->first = chain->count = 0;
    chain->capacity = capacity;
    return chain;
  }
  ListChunk*& At(size_t index) { return chunks[(first + index) & (capacity - 1)]; }
  // A ring of another size with the same chunks.
  static Chain* Resize(Chain* chain, uint32_t capacity) {
    Chain* resized = Create(capacity);
    for (uint32_t i = 0; i < chain->count; ++i)
      resized->chunks[i] = chain->At(i);
    resized->count = chain->count;
    resized->elements = chain->elements;
    Free(chain);
    return resized;
  }
  static void Free(Chain* chain) { small_blocks::Free(chain, BlockSize(chain->capacity)); }
};

void List::SetChunkLimit(int64_t limit) {
  constexpr int64_t kLargest = -5;
  if (limit < 0) {
    const auto shift = static_cast<size_t>(-std::max(limit, kLargest) - 1);
    g_limit = {BytesOf(4 * kKilobyte << shift), kMostElements};
  } else {
    g_limit = {BytesOf(8 * kKilobyte),
               std::clamp<size_t>(static_cast<size_t>(limit), 1, kMostElements)};
  }
}

size_t List::size() const {
  if (empty()) return 0;
  return chain() == nullptr ? ChunkAt(0)->count() : chain()->elements;
}

size_t List::chunks() const {
  if (empty()) return 0;
  return chain() == nullptr ? 1 : chain()->count;
}

ListChunk* List::ChunkAt(size_t index) const {
  assert(index < chunks());
  return chain() == nullptr ? reinterpret_cast<ListChunk*>(bits_) : chain()->At(index);
}

void List::SetChunk(size_t index, ListChunk* chunk) {
  if (chain() == nullptr) {
    bits_ = reinterpret_cast<uint64_t>(chunk);
  } else {
    chain()->At(index) = chunk;
  }
}

void List::Resized(int64_t by) {
  if (chain() != nullptr) chain()->elements += static_cast<size_t>(by);
}

// Adds a chunk with its elements.
void List::InsertChunk(size_t index, ListChunk* chunk) {
  if (empty()) {
    bits_ = reinterpret_cast<uint64_t>(chunk);
    return;
  }
  Chain* chain = this->chain();
  if (chain == nullptr) {
    constexpr uint32_t kFirstCapacity = 2;
    ListChunk* only = ChunkAt(0);
    chain = Chain::Create(kFirstCapacity);
    chain->chunks[0] = only;
    chain->count = 1;
    chain->elements = only->count();
  } else if (chain->count == chain->capacity) {
    chain = Chain::Resize(chain, chain->capacity * 2);
  }
  bits_ = reinterpret_cast<uint64_t>(chain) | kChained;
  ++chain->count;
  chain->elements += chunk->count();
  if (index == 0) {
    chain->first = (chain->first - 1) & (chain->capacity - 1);
  } else {
    for (size_t i = chain->count - 1; i > index; --i)
      chain->At(i) = chain->At(i - 1);
  }
  chain->At(index) = chunk;
}

// Frees a chunk with its elements.
void List::RemoveChunk(size_t index) {
  ListChunk* chunk = ChunkAt(index);
  Chain* chain = this->chain();
  if (chain == nullptr || chain->count == 1) {
    if (chain != nullptr) Chain::Free(chain);
    bits_ = 0;
    ListChunk::Free(chunk);
    return;
  }
  chain->elements -= chunk->count();
  ListChunk::Free(chunk);
  --chain->count;
  if (index == 0) {
    chain->first = (chain->first + 1) & (chain->capacity - 1);
  } else {
    for (size_t i = index; i < chain->count; ++i)
      chain->At(i) = chain->At(i + 1);
  }
  if (chain->count <= chain->capacity / 8) {
    chain = Chain::Resize(chain, chain->capacity / 4);
    bits_ = reinterpret_cast<uint64_t>(chain) | kChained;
  }
}

namespace {

// A chunk with one element.
ListChunk* NewChunk(std::string_view text) {
  if (text.size() < g_limit.bytes) {
    const PackedItem item(text);
    const size_t size = ListChunk::SizeOf(item);
    if (size <= g_limit.bytes) {
      return ListChunk::Insert(ListChunk::Create(size), 0, item, g_limit.bytes);
    }
  }
  return ListChunk::CreatePlain(text);
}

}  // namespace

void List::Push(ListEnd end, std::string_view text) {
  const bool head = end == ListEnd::kHead;
  if (!empty() && text.size() < g_limit.bytes) {
    const PackedItem item(text);
    const size_t index = head ? 0 : chunks() - 1;
    ListChunk* chunk = ChunkAt(index);
    if (chunk->count() < g_limit.elements &&
        chunk->CanPush(end, ListChunk::SizeOf(item), g_limit.bytes)) {
      SetChunk(index, ListChunk::Insert(chunk, head ? 0 : chunk->used(), item, g_limit.bytes));
      Resized(1);
      return;
    }
  }
  InsertChunk(head ? 0 : chunks(), NewChunk(text));
}

PackedElement List::Peek(ListEnd end) const {
  if (end == ListEnd::kHead) return ChunkAt(0)->At(0);
  const ListChunk* last = ChunkAt(chunks() - 1);
  return last->At(last->Previous(last->used()));
}

void List::Drop(ListEnd end, size_t count) {
  const bool head = end == ListEnd::kHead;
  while (count > 0 && !empty()) {
    const size_t index = head ? 0 : chunks() - 1;
    ListChunk* chunk = ChunkAt(index);
    if (chunk->count() <= count) {
      count -= chunk->count();
      RemoveChunk(index);
      continue;
    }
    const size_t border = chunk->Seek(head ? count : chunk->count() - count);
    SetChunk(index, head ? ListChunk::Erase(chunk, 0, border, count)
                         : ListChunk::Erase(chunk, border, chunk->used(), count));
    Resized(-static_cast<int64_t>(count));
    return;
  }
}

List::Position List::Seek(size_t index) const {
  const size_t total = size();
  assert(index <= total);
  if (index == total) return End();
  if (index < total / 2) {
    size_t i = 0;
    for (; index >= ChunkAt(i)->count(); ++i)
      index -= ChunkAt(i)->count();
    return {i, ChunkAt(i)->Seek(index)};
  }
  size_t from_end = total - index;
  size_t i = chunks() - 1;
  for (; from_end > ChunkAt(i)->count(); --i)
    from_end -= ChunkAt(i)->count();
  return {i, ChunkAt(i)->Seek(ChunkAt(i)->count() - from_end)};
}

List::Position List::Next(Position at) const {
  const ListChunk* chunk = ChunkAt(at.chunk);
  const size_t next = chunk->Next(at.offset);
  return next < chunk->used() ? Position{at.chunk, next} : Position{at.chunk + 1, 0};
}

List::Position List::Previous(Position at) const {
  if (at.offset == 0) {
    --at.chunk;
    at.offset = ChunkAt(at.chunk)->used();
  }
  return {at.chunk, ChunkAt(at.chunk)->Previous(at.offset)};
}

PackedElement List::At(Position at) const {
  return ChunkAt(at.chunk)->At(at.offset);
}

bool List::EqualAt(Position at, const PackedItem& item, std::string_view text) const {
  const ListChunk* chunk = ChunkAt(at.chunk);
  if (chunk->plain()) return chunk->At(0).Text(nullptr) == text;
  return item.size() <= chunk->used() && chunk->EqualAt(at.offset, item);
}

bool List::InsertInside(Position at, std::string_view text) {
  if (text.size() >= g_limit.bytes) return false;
  ListChunk* chunk = ChunkAt(at.chunk);
  const PackedItem item(text);
  if (chunk->plain() || chunk->used() + ListChunk::SizeOf(item) > g_limit.bytes ||
      chunk->count() >= g_limit.elements) {
    return false;
  }
  SetChunk(at.chunk, ListChunk::Insert(chunk, at.offset, item, g_limit.bytes));
  Resized(1);
  return true;
}

List::Position List::Insert(Position at, std::string_view text) {
  if (at != End()) {
    if (InsertInside(at, text)) return at;
    if (at.offset > 0) {
      // Both halves have room again, unless the text is large.
      ListChunk* tail = ListChunk::SplitOff(ChunkAt(at.chunk), at.offset);
      Resized(-static_cast<int64_t>(tail->count()));
      at = {at.chunk + 1, 0};
      InsertChunk(at.chunk, tail);
    }
  }
  if (at.chunk > 0) {
    const Position behind{at.chunk - 1, ChunkAt(at.chunk - 1)->used()};
    if (InsertInside(behind, text)) return behind;
  }
  InsertChunk(at.chunk, NewChunk(text));
  return at;
}

void List::Replace(Position at, std::string_view text) {
  ListChunk* chunk = ChunkAt(at.chunk);
  if (!chunk->plain() && chunk->count() > 1 && text.size() < g_limit.bytes) {
    const PackedItem item(text);
    const size_t next = chunk->Next(at.offset);
    if (chunk->used() - (next - at.offset) + ListChunk::SizeOf(item) <= g_limit.bytes) {
      chunk = ListChunk::Erase(chunk, at.offset, next, 1);
      SetChunk(at.chunk, ListChunk::Insert(chunk, at.offset, item, g_limit.bytes));
      return;
    }
  }
  Erase(Next(Insert(at, text)));
}

List::Position List::Erase(Position at) {
  ListChunk* chunk = ChunkAt(at.chunk);
  if (chunk->count() == 1) {
    RemoveChunk(at.chunk);
    return {at.chunk, 0};
  }
  SetChunk(at.chunk, ListChunk::Erase(chunk, at.offset, chunk->Next(at.offset), 1));
  Resized(-1);
  return at.offset < ChunkAt(at.chunk)->used() ? at : Position{at.chunk + 1, 0};
}

List List::Copy() const {
  List copy;
  for (size_t i = 0; i < chunks(); ++i)
    copy.InsertChunk(i, ListChunk::Copy(ChunkAt(i)));
  return copy;
}

void List::Free() {
  for (size_t i = 0; i < chunks(); ++i)
    ListChunk::Free(ChunkAt(i));
  if (chain() != nullptr) Chain::Free(chain());
  bits_ = 0;
}

size_t List::MemoryBytes() const {
  size_t bytes = chain() == nullptr ? 0 : Chain::BlockSize(chain()->capacity);
  for (size_t i = 0; i < chunks(); ++i)
    bytes += small_blocks::UsableSize(ChunkAt(i)->block_size());
  return bytes;
}

void List::Verify() const {
  size_t elements = 0;
  for (size_t i = 0; i < chunks(); ++i) {
    ChunkAt(i)->Verify();
    elements += ChunkAt(i)->count();
  }
  assert(elements == size());
}

}  // namespace trellis
