// One key with its value: a single block for a key with a short value.
//
//   [ type:1 ][ flags:1 ][ clock:3 ][ key length:1 ][ text length:2 ]    header, 8 bytes
//   [ slot:8 ]          unless kEmbedded: the int, or the pointer to what the type keeps
//   [ expire_at_ms:8 ]  if kExpires
//   [ key length:8 ]    if kLongKey (the header's is then 0)
//   [ key ][ text ]     text: the bytes of an embedded string
//
// Entries live in small_blocks. Adding or dropping an expiry, or a longer string, makes a new block:
// Database does it and keeps the table right; a pointer to an Entry is good until the next change
// of its key. Types other than string keep an object of 8 bytes, aligned to 8, in the slot, which
// may hold a tagged pointer of any form.
// Threads: none.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/structures/dict.h"

namespace trellis {

// Index into the type table (type_ops.h). Native types have fixed numbers, modules the rest.
using TypeId = uint8_t;
inline constexpr TypeId kStringType = 0;
inline constexpr TypeId kListType = 1;
inline constexpr TypeId kSetType = 2;
inline constexpr TypeId kZsetType = 3;
inline constexpr TypeId kHashType = 4;
inline constexpr TypeId kStreamType = 5;
inline constexpr TypeId kFirstModuleType = 6;

// Absolute milliseconds that mean "never".
inline constexpr int64_t kNoExpiry = -1;

// A string too long to live in its entry; `slot` points to one. From malloc.
struct StringBuffer {
  size_t size;
  size_t capacity;
  char bytes[];

  static StringBuffer* Create(size_t size, size_t capacity);
  static StringBuffer* Create(std::string_view text);
  // Makes room for `capacity` bytes; the old pointer is gone.
  static StringBuffer* Grow(StringBuffer* buffer, size_t capacity);
};

class Entry {
 public:
  enum Flag : uint8_t {
    kEmbedded = 1,  // a string whose bytes follow the key
    kInteger = 2,   // a string that is the decimal text of the int64 in the slot
    kExpires = 4,
    kLongKey = 8,
    kEdited = 16,  // a string changed in place: OBJECT ENCODING says raw from then on
  };
  // The largest string kept inside its entry, and the largest whole entry.
  static constexpr size_t kMaxEmbedded = 448;

  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  // Blocks from small_blocks; the slot of CreateSlot holds `slot`.
  static Entry* CreateSlot(std::string_view key, TypeId type, uint8_t flags, uint64_t slot,
                           int64_t expire_at_ms);
  static Entry* CreateEmbedded(std::string_view key, std::string_view text, int64_t expire_at_ms);
  // Frees the block, not what the slot points to.
  static void Free(Entry* entry);

  [[nodiscard]] TypeId type() const { return type_; }
  [[nodiscard]] bool embedded() const { return (flags_ & kEmbedded) != 0; }
  [[nodiscard]] bool integer() const { return (flags_ & kInteger) != 0; }
  [[nodiscard]] bool edited() const { return (flags_ & kEdited) != 0; }
  void MarkEdited() { flags_ |= kEdited; }
  [[nodiscard]] bool has_expiry() const { return (flags_ & kExpires) != 0; }
  [[nodiscard]] uint8_t form() const { return flags_ & (kEmbedded | kInteger | kEdited); }

  [[nodiscard]] std::string_view key() const {
    return {reinterpret_cast<const char*>(this) + KeyOffset(), key_size()};
  }
  [[nodiscard]] int64_t expire_at_ms() const {
    return has_expiry() ? Load<int64_t>(SlotBytes()) : kNoExpiry;
  }
  // Only if has_expiry().
  void set_expire_at_ms(int64_t at) { Store(SlotBytes(), at); }

  // The slot as the type's own object; only if not embedded.
  template <typename T>
  T* slot_as() {
    static_assert(sizeof(T) == 8);
    static_assert(alignof(T) <= 8);
    return reinterpret_cast<T*>(reinterpret_cast<char*>(this) + kHeaderSize);
  }
  template <typename T>
  const T* slot_as() const {
    return const_cast<Entry*>(this)->slot_as<T>();
  }
  [[nodiscard]] uint64_t slot() const { return Load<uint64_t>(0); }
  void set_slot(uint64_t slot) { Store(0, slot); }

  // The bytes of an embedded string; of the same length when written.
  [[nodiscard]] std::string_view embedded_text() const {
    return {reinterpret_cast<const char*>(this) + KeyOffset() + key_size(), text_size_};
  }
  char* mutable_embedded_text() { return reinterpret_cast<char*>(this) + KeyOffset() + key_size(); }

  // 24 bits of LRU seconds or LFU minutes and counter; which one is the eviction policy's business.
  [[nodiscard]] uint32_t access_clock() const {
    return clock_[0] | static_cast<uint32_t>(clock_[1]) << 8 |
           static_cast<uint32_t>(clock_[2]) << 16;
  }
  void set_access_clock(uint32_t clock) {
    clock_[0] = static_cast<uint8_t>(clock);
    clock_[1] = static_cast<uint8_t>(clock >> 8);
    clock_[2] = static_cast<uint8_t>(clock >> 16);
  }

  // Bytes of the block.
  [[nodiscard]] size_t block_size() const { return KeyOffset() + key_size() + text_size_; }

 private:
  static constexpr size_t kHeaderSize = 8;

  Entry() = default;
  static Entry* Allocate(std::string_view key, uint8_t flags, size_t text_size,
                         int64_t expire_at_ms);
  [[nodiscard]] size_t SlotBytes() const { return embedded() ? 0 : 8; }
  [[nodiscard]] size_t LongKeyOffset() const { return SlotBytes() + (has_expiry() ? 8 : 0); }
  [[nodiscard]] size_t KeyOffset() const {
    return kHeaderSize + LongKeyOffset() + ((flags_ & kLongKey) != 0 ? 8 : 0);
  }
  [[nodiscard]] size_t key_size() const {
    return (flags_ & kLongKey) != 0 ? Load<uint64_t>(LongKeyOffset()) : key_size_;
  }
  template <typename T>
  [[nodiscard]] T Load(size_t offset) const {
    T value;
    std::memcpy(&value, reinterpret_cast<const char*>(this) + kHeaderSize + offset, sizeof value);
    return value;
  }
  template <typename T>
  void Store(size_t offset, T value) {
    std::memcpy(reinterpret_cast<char*>(this) + kHeaderSize + offset, &value, sizeof value);
  }

  TypeId type_ = kStringType;
  uint8_t flags_ = 0;
  uint8_t clock_[3] = {};
  uint8_t key_size_ = 0;
  uint16_t text_size_ = 0;
};
static_assert(sizeof(Entry) == 8);

struct EntryTraits {
  using Entry = trellis::Entry;
  static std::string_view Key(const trellis::Entry* entry) { return entry->key(); }
};

}  // namespace trellis
