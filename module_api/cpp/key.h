// An open key: its type, its expiry, and the value of a module's own type, a string or a hash.
#pragma once

#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "module_api/cpp/module_string.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

// What the host calls the type whose values are T; set when the type is registered. The C ABI has
// nowhere else to keep it: a module knows its types by such globals.
template <typename T>
inline RedisModuleType* type_handle = nullptr;

class Key {
 public:
  // Opens for reading; `mode` may add REDISMODULE_OPEN_KEY_... flags.
  static Key Read(RedisModuleCtx* ctx, RedisModuleString* name, int mode = 0) {
    return Key(RedisModule_OpenKey(ctx, name, REDISMODULE_READ | mode));
  }
  // Opens for writing. Closing tells WATCH and client tracking that the key changed.
  static Key Write(RedisModuleCtx* ctx, RedisModuleString* name) {
    return Key(RedisModule_OpenKey(ctx, name, REDISMODULE_READ | REDISMODULE_WRITE));
  }
  explicit Key(RedisModuleKey* key) : key_(key) {}
  Key(Key&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}
  Key& operator=(Key&& other) noexcept {
    std::swap(key_, other.key_);
    return *this;
  }
  ~Key() { Close(); }
  void Close() {
    if (key_ != nullptr) RedisModule_CloseKey(std::exchange(key_, nullptr));
  }

  [[nodiscard]] RedisModuleKey* get() const { return key_; }
  // REDISMODULE_KEYTYPE_...
  [[nodiscard]] int type() const {
    return key_ == nullptr ? REDISMODULE_KEYTYPE_EMPTY : RedisModule_KeyType(key_);
  }
  [[nodiscard]] bool empty() const { return type() == REDISMODULE_KEYTYPE_EMPTY; }
  // Whether the value is of the module's own type T.
  template <typename T>
  [[nodiscard]] bool Holds() const {
    return type() == REDISMODULE_KEYTYPE_MODULE && type_handle<T> != nullptr &&
           RedisModule_ModuleTypeGetType(key_) == type_handle<T>;
  }

  // The value of the module's own type T: null if the key is empty, WRONGTYPE if it holds another type.
  // Owned by the keyspace; valid until the key is next written or deleted.
  template <typename T>
  [[nodiscard]] Result<T*> Get() const {
    if (empty()) return static_cast<T*>(nullptr);
    if (!Holds<T>()) return errors::kWrongType;
    return static_cast<T*>(RedisModule_ModuleTypeGetValue(key_));
  }
  // Stores a value, replacing what was there, and the expiry with it.
  template <typename T>
  T* Set(std::unique_ptr<T> value) {
    T* stored = value.get();
    if (RedisModule_ModuleTypeSetValue(key_, type_handle<T>, stored) != REDISMODULE_OK) {
      return nullptr;  // not open for writing, or being iterated
    }
    return value.release();
  }
  // False if it isn't open for writing. The handle stays open, and empty.
  bool Delete() { return RedisModule_DeleteKey(key_) == REDISMODULE_OK; }
  // As Delete, but the value is freed in the background.
  bool Unlink() { return RedisModule_UnlinkKey(key_) == REDISMODULE_OK; }

  // Milliseconds left, or REDISMODULE_NO_EXPIRE.
  [[nodiscard]] mstime_t expire_ms() const { return RedisModule_GetExpire(key_); }
  bool SetExpireMs(mstime_t left) { return RedisModule_SetExpire(key_, left) == REDISMODULE_OK; }

  // The bytes of a string, where they are: valid until the key is next changed. Empty if it holds no string.
  [[nodiscard]] std::string_view text() const {
    if (type() != REDISMODULE_KEYTYPE_STRING) return {};
    size_t size = 0;
    const char* bytes = RedisModule_StringDMA(key_, &size, REDISMODULE_READ);
    return {bytes, size};
  }
  // Stores a string, whatever was there. False if the key isn't open for writing.
  bool SetText(std::string_view bytes) {
    return RedisModule_StringSet(key_, String(bytes).get()) == REDISMODULE_OK;
  }

  // A field of a hash; empty if the key holds no hash or the hash no such field.
  [[nodiscard]] String HashField(RedisModuleString* field) const {
    if (type() != REDISMODULE_KEYTYPE_HASH) return {};
    RedisModuleString* value = nullptr;
    RedisModule_HashGet(key_, REDISMODULE_HASH_NONE, field, &value, nullptr);
    return String::Adopt(value);
  }
  [[nodiscard]] String HashField(const char* field) const {
    if (type() != REDISMODULE_KEYTYPE_HASH) return {};
    RedisModuleString* value = nullptr;
    RedisModule_HashGet(key_, REDISMODULE_HASH_CFIELDS, field, &value, nullptr);
    return String::Adopt(value);
  }
  // Makes the hash if the key is empty. False if it holds another type, or isn't open for writing.
  bool SetHashField(std::string_view field, std::string_view value) {
    return WriteHashField(field, String(value).get());
  }
  // The hash goes with its last field. False as above; true if there was no such field, too.
  bool DeleteHashField(std::string_view field) {
    return WriteHashField(field, REDISMODULE_HASH_DELETE);
  }

 private:
  bool WriteHashField(std::string_view field, RedisModuleString* value) {
    errno = 0;
    RedisModule_HashSet(key_, REDISMODULE_HASH_NONE, String(field).get(), value, nullptr);
    return errno == 0 || errno == ENOENT;
  }

  RedisModuleKey* key_;
};

}  // namespace trellis
