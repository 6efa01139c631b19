#include "graph/store/properties.h"

#include <algorithm>
#include <memory>
#include <new>

namespace graph {

Properties::~Properties() {
  if (block_ == nullptr) return;
  std::destroy_n(Values(), block_->count);
  ::operator delete(block_);
}

const Value* Properties::Find(PropertyKeyId key) const {
  if (block_ == nullptr) return nullptr;
  const PropertyKeyId* keys = Keys();
  const PropertyKeyId* found = std::find(keys, keys + block_->count, key);
  return found == keys + block_->count ? nullptr : &Values()[found - keys];
}

void Properties::Set(PropertyKeyId key, Value value) {
  if (const Value* found = Find(key); found != nullptr) {
    Values()[found - Values()] = std::move(value);
    return;
  }
  if (block_ == nullptr || block_->count == block_->capacity) Grow();
  new (&Values()[block_->count]) Value(std::move(value));
  Keys()[block_->count] = key;
  ++block_->count;
}

bool Properties::Erase(PropertyKeyId key) {
  const Value* found = Find(key);
  if (found == nullptr) return false;
  Value* values = Values();
  PropertyKeyId* keys = Keys();
  const size_t last = --block_->count;
  for (size_t i = found - values; i < last; ++i) {
    values[i] = std::move(values[i + 1]);
    keys[i] = keys[i + 1];
  }
  std::destroy_at(&values[last]);
  return true;
}

size_t Properties::MemoryBytes() const {
  if (block_ == nullptr) return 0;
  size_t bytes = kHeaderBytes + block_->capacity * (sizeof(Value) + sizeof(PropertyKeyId));
  for (size_t i = 0; i < block_->count; ++i)
    bytes += Values()[i].MemoryBytes();
  return bytes;
}

void Properties::Grow() {
  const size_t count = size();
  const size_t capacity = std::min(kMaxProperties, count + std::max<size_t>(1, count / 2));
  const size_t bytes = kHeaderBytes + capacity * (sizeof(Value) + sizeof(PropertyKeyId));
  auto* grown = new (::operator new(bytes)) Block;
  grown->count = static_cast<uint16_t>(count);
  grown->capacity = static_cast<uint16_t>(capacity);
  if (block_ != nullptr) {
    std::uninitialized_move_n(Values(), count, ValuesOf(grown));
    std::copy_n(Keys(), count, KeysOf(grown));
    std::destroy_n(Values(), count);
    ::operator delete(block_);
  }
  block_ = grown;
}

}  // namespace graph
