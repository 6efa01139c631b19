// One field of a large hash: a block that Dict points to.
//
//   [ e8, expire_at_ms:8, place:4 ]? [ field as PackedItem::Verbatim ][ value as PackedItem ]
//
// A field that will die begins with its time, in the form of a packed integer; a verbatim name never
// begins so. `place` is the field's own in the heap of its hash's expiries. A field that will not die
// is as small as if there were no such thing.
// Threads: none.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/structures/packed_list.h"

namespace trellis {

class HashField {
 public:
  HashField() = delete;
  // kNoExpiry: lives as long as its hash.
  static HashField* Create(std::string_view field, const PackedItem& value,
                           int64_t expire_at_ms = kNoExpiry);
  static void Free(HashField* field);
  // Another value; returns where the field is now.
  static HashField* SetValue(HashField* field, const PackedItem& value);

  [[nodiscard]] std::string_view name() const {
    const PackedElement element = PackedList::At(name_position());
    return {element.text, element.size};
  }
  [[nodiscard]] PackedElement value() const { return PackedList::At(value_position()); }
  [[nodiscard]] size_t block_size() const {
    return static_cast<size_t>(PackedList::Next(value_position()) - begin());
  }

  [[nodiscard]] bool has_expiry() const { return *begin() == kExpiryForm; }
  [[nodiscard]] int64_t expire_at_ms() const {
    return has_expiry() ? Load<int64_t>(kTimeAt) : kNoExpiry;
  }
  [[nodiscard]] bool dead_by(int64_t dead_by_ms) const {
    return has_expiry() && Load<int64_t>(kTimeAt) <= dead_by_ms;
  }
  // These only if has_expiry().
  void set_expire_at_ms(int64_t at) { Store(kTimeAt, at); }
  [[nodiscard]] uint32_t place() const { return Load<uint32_t>(kPlaceAt); }
  void set_place(uint32_t place) { Store(kPlaceAt, place); }

 private:
  static constexpr uint8_t kExpiryForm = 0xe8;
  static constexpr size_t kTimeAt = 1;
  static constexpr size_t kPlaceAt = kTimeAt + sizeof(int64_t);
  static constexpr size_t kExpiryBytes = kPlaceAt + sizeof(uint32_t);

  [[nodiscard]] PackedList::Position begin() const {
    return reinterpret_cast<PackedList::Position>(this);
  }
  [[nodiscard]] PackedList::Position name_position() const {
    return has_expiry() ? begin() + kExpiryBytes : begin();
  }
  [[nodiscard]] PackedList::Position value_position() const {
    return PackedList::Next(name_position());
  }
  template <typename T>
  [[nodiscard]] T Load(size_t offset) const {
    T value;
    std::memcpy(&value, begin() + offset, sizeof value);
    return value;
  }
  template <typename T>
  void Store(size_t offset, T value) {
    std::memcpy(reinterpret_cast<uint8_t*>(this) + offset, &value, sizeof value);
  }
};

}  // namespace trellis
