// The properties of one node or relationship: (key, value) pairs in the order in which they were set.
//
//   [ count:2 ][ capacity:2 ][ value 0 ] ... [ value capacity-1 ][ key 0 ] ... [ key capacity-1 ]
//
// One pointer, null while empty, so that an entity without properties pays 8 bytes. Keys are ids of
// Graph::property_keys. Lookups are linear: entities have a handful of properties, and two-byte keys
// side by side are found in one cache line.
#pragma once

#include <cstdint>
#include <utility>

#include "graph/store/value.h"

namespace graph {

using PropertyKeyId = uint16_t;
inline constexpr size_t kMaxProperties = 65535;  // of one entity, and distinct keys of a graph

class Properties {
 public:
  Properties() = default;
  Properties(Properties&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Properties(const Properties& other) = delete;
  Properties& operator=(Properties&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  Properties& operator=(const Properties& other) = delete;
  ~Properties();

  [[nodiscard]] size_t size() const { return block_ == nullptr ? 0 : block_->count; }
  [[nodiscard]] PropertyKeyId key(size_t position) const { return Keys()[position]; }
  [[nodiscard]] const Value& value(size_t position) const { return Values()[position]; }

  // Null if absent.
  [[nodiscard]] const Value* Find(PropertyKeyId key) const;
  // Adds or replaces. `value` is not null.
  void Set(PropertyKeyId key, Value value);
  // False if it was not there.
  bool Erase(PropertyKeyId key);

  [[nodiscard]] size_t MemoryBytes() const;

 private:
  struct Block {
    uint16_t count;
    uint16_t capacity;
  };
  static constexpr size_t kHeaderBytes = sizeof(Value);  // keeps the values aligned

  static Value* ValuesOf(Block* block) {
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(block) + kHeaderBytes);
  }
  static PropertyKeyId* KeysOf(Block* block) {
    return reinterpret_cast<PropertyKeyId*>(ValuesOf(block) + block->capacity);
  }
  [[nodiscard]] Value* Values() const { return ValuesOf(block_); }
  [[nodiscard]] PropertyKeyId* Keys() const { return KeysOf(block_); }
  void Grow();

  Block* block_ = nullptr;
};

}  // namespace graph
