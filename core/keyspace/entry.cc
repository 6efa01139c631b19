#include "core/keyspace/entry.h"

#include <cassert>
#include <cstdlib>
#include <new>

#include "core/base/small_blocks.h"

namespace trellis {

StringBuffer* StringBuffer::Create(size_t size, size_t capacity) {
  auto* buffer = static_cast<StringBuffer*>(std::malloc(sizeof(StringBuffer) + capacity));
  if (buffer == nullptr) throw std::bad_alloc();
  buffer->size = size;
  buffer->capacity = capacity;
  return buffer;
}

StringBuffer* StringBuffer::Create(std::string_view text) {
  StringBuffer* buffer = Create(text.size(), text.size());
  std::memcpy(buffer->bytes, text.data(), text.size());
  return buffer;
}

StringBuffer* StringBuffer::Grow(StringBuffer* buffer, size_t capacity) {
  auto* grown = static_cast<StringBuffer*>(std::realloc(buffer, sizeof(StringBuffer) + capacity));
  if (grown == nullptr) throw std::bad_alloc();
  grown->capacity = capacity;
  return grown;
}

Entry* Entry::Allocate(std::string_view key, uint8_t flags, size_t text_size,
                       int64_t expire_at_ms) {
  if (expire_at_ms != kNoExpiry) flags |= kExpires;
  if (key.size() > 255) flags |= kLongKey;
  const size_t size = kHeaderSize + ((flags & kEmbedded) != 0 ? 0 : 8) +
                      ((flags & kExpires) != 0 ? 8 : 0) + ((flags & kLongKey) != 0 ? 8 : 0) +
                      key.size() + text_size;
  auto* entry = new (small_blocks::Allocate(size)) Entry;
  entry->flags_ = flags;
  entry->text_size_ = static_cast<uint16_t>(text_size);
  if ((flags & kExpires) != 0) entry->set_expire_at_ms(expire_at_ms);
  if ((flags & kLongKey) != 0) {
    entry->Store(entry->LongKeyOffset(), uint64_t{key.size()});
  } else {
    entry->key_size_ = static_cast<uint8_t>(key.size());
  }
  std::memcpy(reinterpret_cast<char*>(entry) + entry->KeyOffset(), key.data(), key.size());
  return entry;
}

Entry* Entry::CreateSlot(std::string_view key, TypeId type, uint8_t flags, uint64_t slot,
                         int64_t expire_at_ms) {
  assert((flags & (kEmbedded | kExpires | kLongKey)) == 0);
  Entry* entry = Allocate(key, flags, 0, expire_at_ms);
  entry->type_ = type;
  entry->set_slot(slot);
  return entry;
}

Entry* Entry::CreateEmbedded(std::string_view key, std::string_view text, int64_t expire_at_ms) {
  assert(text.size() <= kMaxEmbedded);
  Entry* entry = Allocate(key, kEmbedded, text.size(), expire_at_ms);
  std::memcpy(entry->mutable_embedded_text(), text.data(), text.size());
  return entry;
}

void Entry::Free(Entry* entry) {
  small_blocks::Free(entry, entry->block_size());
}

}  // namespace trellis
