// A module's own data type: a C++ class, and how the server saves, loads, copies, counts and frees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/key.h"
#include "module_api/cpp/rdb_stream.h"
#include "module_api/redismodule.h"

namespace trellis {

// Moves a value's blocks to where they fragment memory less.
class Defragmenter {
 public:
  explicit Defragmenter(RedisModuleDefragCtx* ctx) : ctx_(ctx) {}
  // The block's new place, or null if it stays.
  void* Move(void* block) { return RedisModule_DefragAlloc(ctx_, block); }
  // Time is up: keep the cursor, and say that there is more.
  [[nodiscard]] bool ShouldStop() const { return RedisModule_DefragShouldStop(ctx_) != 0; }
  // Where the last call stopped, 0 at first; only for values worth more than one call.
  [[nodiscard]] unsigned long cursor() const {
    unsigned long cursor = 0;
    RedisModule_DefragCursorGet(ctx_, &cursor);
    return cursor;
  }
  bool SetCursor(unsigned long cursor) {
    return RedisModule_DefragCursorSet(ctx_, cursor) == REDISMODULE_OK;
  }

 private:
  RedisModuleDefragCtx* ctx_;
};

// One constexpr variable of this is one type. Every member after `encoding` may be left out; what then
// happens stands beside it. Values saved under an `encoding` must load for ever: raise it, and keep the old
// branch in `load`.
template <typename T>
struct Type {
  const char* name;  // nine characters of A-Z a-z 0-9 - _
  int encoding;      // 0..1023

  void (*save)(Writer& writer, const T& value) = nullptr;
  // The value, or null if the bytes are no value; `encoding` is the one it was saved under. Called when the
  // RDB is loaded, by RESTORE, and in a replica: bytes may be anyone's.
  std::unique_ptr<T> (*load)(Reader& reader, int encoding) = nullptr;
  void (*rewrite)(AofWriter& aof, RedisModuleString* key, const T& value) = nullptr;
  // Runs on any thread. Left out: the destructor.
  void (*free)(T* value) = nullptr;
  // Left out: the copy constructor, and if there is none, COPY is refused.
  std::unique_ptr<T> (*copy)(std::string_view from, std::string_view to, const T& value) = nullptr;
  size_t (*memory_bytes)(const T& value) = nullptr;
  // How many allocations it takes to free the value: above 64 it is done in the background. Left out: 1.
  size_t (*free_effort)(const T& value) = nullptr;
  void (*digest)(Digest& digest, const T& value) = nullptr;
  // The key goes, the value may live on in the background for a while: leave indexes here.
  void (*unlink)(std::string_view key, const T& value) = nullptr;
  // False if there is more to do.
  bool (*defrag)(Defragmenter& defragmenter, std::string_view key, T*& value) = nullptr;

  // Data of the module that belongs to no key, saved before or after them as `aux_when` says
  // (REDISMODULE_AUX_BEFORE_RDB, REDISMODULE_AUX_AFTER_RDB). Nothing is written if nothing is saved,
  // where the host can. False from aux_load: the data is no good, and the load fails.
  int aux_when = 0;
  void (*aux_save)(Writer& writer, int when) = nullptr;
  bool (*aux_load)(Reader& reader, int encoding, int when) = nullptr;
};

// The host's callbacks of one Type, given as a template argument for the reason told in command.h.
template <typename T, const Type<T>& kType>
struct TypeCallbacks {
  static void* Load(RedisModuleIO* io, int encoding) noexcept {
    return Guarded(static_cast<void*>(nullptr), [&]() -> void* {
      Reader reader(io);
      std::unique_ptr<T> value = kType.load(reader, encoding);
      if (reader.ok() || value == nullptr) return value.release();
      Free(value.release());
      return nullptr;
    });
  }
  static void Save(RedisModuleIO* io, void* value) noexcept {
    Guarded([&] {
      Writer writer(io);
      kType.save(writer, *static_cast<const T*>(value));
    });
  }
  static void Rewrite(RedisModuleIO* io, RedisModuleString* key, void* value) noexcept {
    Guarded([&] {
      AofWriter aof(io);
      kType.rewrite(aof, key, *static_cast<const T*>(value));
    });
  }
  static void Free(void* value) noexcept {
    if constexpr (kType.free != nullptr) {
      Guarded([&] { kType.free(static_cast<T*>(value)); });
    } else {
      delete static_cast<T*>(value);
    }
  }
  static void* Copy(RedisModuleString* from, RedisModuleString* to, const void* value) noexcept {
    return Guarded(static_cast<void*>(nullptr), [&]() -> void* {
      const T& original = *static_cast<const T*>(value);
      if constexpr (kType.copy != nullptr) {
        return kType.copy(View(from), View(to), original).release();
      } else if constexpr (std::is_copy_constructible_v<T>) {
        return std::make_unique<T>(original).release();
      } else {
        return nullptr;
      }
    });
  }
  static size_t MemoryBytes(const void* value) noexcept {
    return Guarded(size_t{0}, [&] { return kType.memory_bytes(*static_cast<const T*>(value)); });
  }
  static size_t FreeEffort(RedisModuleString* /*key*/, const void* value) noexcept {
    return Guarded(size_t{1}, [&] { return kType.free_effort(*static_cast<const T*>(value)); });
  }
  static void AddDigest(RedisModuleDigest* digest, void* value) noexcept {
    Guarded([&] {
      Digest sum(digest);
      kType.digest(sum, *static_cast<const T*>(value));
    });
  }
  static void Unlink(RedisModuleString* key, const void* value) noexcept {
    Guarded([&] { kType.unlink(View(key), *static_cast<const T*>(value)); });
  }
  static int Defrag(RedisModuleDefragCtx* ctx, RedisModuleString* key, void** value) noexcept {
    return Guarded(0, [&] {
      Defragmenter defragmenter(ctx);
      T* moved = static_cast<T*>(*value);
      const bool done = kType.defrag(defragmenter, View(key), moved);
      *value = moved;
      return done ? 0 : 1;
    });
  }
  static void AuxSave(RedisModuleIO* io, int when) noexcept {
    Guarded([&] {
      Writer writer(io);
      kType.aux_save(writer, when);
    });
  }
  static int AuxLoad(RedisModuleIO* io, int encoding, int when) noexcept {
    return Guarded(REDISMODULE_ERR, [&] {
      Reader reader(io);
      return kType.aux_load(reader, encoding, when) && reader.ok() ? REDISMODULE_OK
                                                                   : REDISMODULE_ERR;
    });
  }

  static RedisModuleTypeMethods Methods() {
    RedisModuleTypeMethods methods{};
    methods.version = REDISMODULE_TYPE_METHOD_VERSION;
    if constexpr (kType.load != nullptr) methods.rdb_load = Load;
    if constexpr (kType.save != nullptr) methods.rdb_save = Save;
    if constexpr (kType.rewrite != nullptr) methods.aof_rewrite = Rewrite;
    methods.free = Free;
    if constexpr (kType.copy != nullptr || std::is_copy_constructible_v<T>) methods.copy = Copy;
    if constexpr (kType.memory_bytes != nullptr) methods.mem_usage = MemoryBytes;
    if constexpr (kType.free_effort != nullptr) methods.free_effort = FreeEffort;
    if constexpr (kType.digest != nullptr) methods.digest = AddDigest;
    if constexpr (kType.unlink != nullptr) methods.unlink = Unlink;
    if constexpr (kType.defrag != nullptr) methods.defrag = Defrag;
    if constexpr (kType.aux_load != nullptr) methods.aux_load = AuxLoad;
    if constexpr (kType.aux_save != nullptr) {
      methods.aux_save_triggers = kType.aux_when;
      methods.aux_save = AuxSave;
      methods.aux_save2 = AuxSave;
    }
    return methods;
  }
};

}  // namespace trellis
