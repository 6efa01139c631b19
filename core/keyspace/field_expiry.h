// Values whose fields may die before they do: when the first of each is due, and, for a database,
// which value is due first.
//
// A type that has such values keeps a FieldExpiry in them (TypeOps::FieldExpiryOf finds it) and tells
// it the time of its earliest field. The database a value is in keeps the values that have one in a
// DueHeap: the expire cycle costs what is due, whatever the number of keys. Nothing has to be told
// twice: a FieldExpiry knows its index and moves itself.
//
// Not taken: walking the buckets, as the cycle does for keys. A key's time stands in its entry, a
// field's behind two more pointers, so a walk would miss the cache for every hash.
// Threads: the keyspace's owner. A value that was taken out of its database knows no index any more,
// and may be freed on another thread.
#pragma once

#include <cstdint>
#include <limits>

#include "core/structures/due_heap.h"

namespace trellis {

class Entry;
class FieldExpiryIndex;

class FieldExpiry {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  // Unix milliseconds at which the first field is due.
  [[nodiscard]] int64_t next_ms() const { return next_ms_; }
  void set_next_ms(int64_t next_ms);
  // The entry that holds the value, while it is in a database.
  [[nodiscard]] Entry* entry() const { return entry_; }

 private:
  friend class FieldExpiryIndex;

  int64_t next_ms_ = kNever;
  Entry* entry_ = nullptr;
  FieldExpiryIndex* index_ = nullptr;
  uint32_t place_ = 0;  // in the index, unless never due
};

class FieldExpiryIndex {
 public:
  // The value is held by this entry, of the index's database, from now on.
  void Attach(FieldExpiry& value, Entry* entry) {
    value.entry_ = entry;
    if (value.index_ != nullptr) return;
    value.index_ = this;
    if (value.next_ms_ != FieldExpiry::kNever) heap_.Insert(&value);
  }
  // The value leaves the database.
  void Detach(FieldExpiry& value) {
    if (value.index_ == nullptr) return;
    if (value.next_ms_ != FieldExpiry::kNever) heap_.Erase(&value);
    value.index_ = nullptr;
    value.entry_ = nullptr;
  }

  // How many values have a field that will die.
  [[nodiscard]] size_t size() const { return heap_.size(); }
  // The value that is due first, or null.
  [[nodiscard]] FieldExpiry* First() const { return heap_.empty() ? nullptr : heap_.First(); }

 private:
  friend class FieldExpiry;

  struct Traits {
    using Item = FieldExpiry;
    static int64_t DueAt(const FieldExpiry* value) { return value->next_ms_; }
    static uint32_t Place(const FieldExpiry* value) { return value->place_; }
    static void SetPlace(FieldExpiry* value, uint32_t place) { value->place_ = place; }
  };

  DueHeap<Traits> heap_;
};

inline void FieldExpiry::set_next_ms(int64_t next_ms) {
  const int64_t before = next_ms_;
  if (before == next_ms) return;
  if (index_ != nullptr && next_ms == kNever) index_->heap_.Erase(this);
  next_ms_ = next_ms;
  if (index_ == nullptr || next_ms == kNever) return;
  if (before == kNever) {
    index_->heap_.Insert(this);
  } else {
    index_->heap_.Changed(this);
  }
}

}  // namespace trellis
