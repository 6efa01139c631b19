// RedisModuleKey: a key that a module has opened.
//
// It remembers the entry it found, and looks again when entries may have moved behind its back (another
// command ran, another key was written): modules keep keys open across RM_Call.
// Threads: whoever has the keyspace.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/number_text.h"
#include "core/keyspace/keyspace.h"
#include "modules/api_table.h"
#include "modules/module_string.h"

struct RedisModuleCtx;

namespace trellis {

// A range that a module walks (ZsetFirstInScoreRange and its like).
class KeyIterator {
 public:
  virtual ~KeyIterator() = default;
};

}  // namespace trellis

struct RedisModuleKey {
 public:
  // Null if it isn't there and the mode is to read only.
  static RedisModuleKey* Open(RedisModuleCtx* ctx, RedisModuleString* name, int mode);
  // As the callbacks of a scan have it: the entry is known.
  static RedisModuleKey* OpenFound(RedisModuleCtx* ctx, int db, RedisModuleString* name, int mode,
                                   trellis::Entry* entry);
  // Tells who watches the key, if it was open for writing, and ends the handle.
  void Close();

  [[nodiscard]] RedisModuleCtx* context() const { return ctx_; }
  [[nodiscard]] int db() const { return db_; }
  [[nodiscard]] RedisModuleString* name() const { return name_; }
  [[nodiscard]] bool writable() const { return (mode_ & REDISMODULE_WRITE) != 0; }

  // The entry, or null if the key is empty.
  trellis::Entry* entry();
  // The entry if it holds this type, else null.
  trellis::Entry* EntryOf(trellis::TypeId type) {
    trellis::Entry* found = entry();
    return found != nullptr && found->type() == type ? found : nullptr;
  }

  // The value of a native type T that lives in the entry's slot; null if the key holds none.
  template <typename T>
  T* ValueOf() {
    trellis::Entry* found = EntryOf(T::kTypeId);
    return found == nullptr ? nullptr : found->slot_as<T>();
  }
  // As ValueOf, but an empty key becomes an empty T, to be filled at once. Null: another type.
  template <typename T>
  T* ValueOrNew() {
    if (entry() == nullptr) Store(trellis::Value::Slot(T::kTypeId, T().slot()));
    return ValueOf<T>();
  }

  // Stores a value, replacing what is there with its expiry.
  void Store(trellis::Value value);
  // Removes the key; the handle stays open, empty.
  void Remove(bool lazy);
  // kNoExpiry makes it permanent. The key must not be empty.
  void SetExpiry(int64_t at_ms);
  // The entry was replaced by this one (or removed: null), by who used the handle.
  void Replaced(trellis::Entry* entry);

  // Room for the text of an integer, to be read through StringDMA.
  char* digits() { return digits_; }

  std::unique_ptr<trellis::KeyIterator> iterator;

 private:
  [[nodiscard]] trellis::Database& database();
  trellis::Entry* Look();

  RedisModuleCtx* ctx_ = nullptr;
  RedisModuleString* name_ = nullptr;
  trellis::Entry* entry_ = nullptr;
  uint64_t hash_ = 0;
  uint64_t epoch_ = 0;
  int db_ = 0;
  int mode_ = 0;
  char digits_[trellis::kMaxInt64Text] = {};
};
