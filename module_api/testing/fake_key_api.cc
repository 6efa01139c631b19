// Keys, and walks over them. Part of what the fake host serves.
#include <cerrno>
#include <cstdarg>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

RedisModuleKey* OpenKey(RedisModuleCtx* /*ctx*/, RedisModuleString* name, int mode) {
  if ((mode & REDISMODULE_WRITE) == 0 && Current()->Find(name->text) == nullptr) return nullptr;
  name->references++;
  return new RedisModuleKey{name, mode, ""};
}
void CloseKey(RedisModuleKey* key) {
  if (key == nullptr) return;
  RedisModule_FreeString(nullptr, key->name);
  delete key;
}
int KeyType(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? REDISMODULE_KEYTYPE_EMPTY : value->type;
}
const RedisModuleString* GetKeyNameFromModuleKey(RedisModuleKey* key) {
  return key->name;
}
int DeleteKey(RedisModuleKey* key) {
  if (!key->writable()) return REDISMODULE_ERR;
  Current()->Erase(key->name->text);
  return REDISMODULE_OK;
}
mstime_t GetExpire(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? REDISMODULE_NO_EXPIRE : value->expire_ms;
}
int SetExpire(RedisModuleKey* key, mstime_t left) {
  FakeValue* value = ValueOf(key);
  if (value == nullptr || !key->writable()) return REDISMODULE_ERR;
  value->expire_ms = left;
  return REDISMODULE_OK;
}
char* StringDMA(RedisModuleKey* key, size_t* size, int /*mode*/) {
  FakeValue* value = ValueOf(key);
  std::string& bytes = value == nullptr ? key->buffer : value->string;
  *size = bytes.size();
  return bytes.data();
}
int StringSet(RedisModuleKey* key, RedisModuleString* string) {
  if (!key->writable()) return REDISMODULE_ERR;
  Current()->Erase(key->name->text);
  FakeValue& value = Current()->keys[key->name->text];
  value.type = REDISMODULE_KEYTYPE_STRING;
  value.string = string->text;
  return REDISMODULE_OK;
}
// The name of a field in the arguments of HashGet or HashSet.
std::string FieldName(const void* field, int flags) {
  return (flags & REDISMODULE_HASH_CFIELDS) != 0
             ? static_cast<const char*>(field)
             : static_cast<const RedisModuleString*>(field)->text;
}
// Pairs of a field and its value, ended by a null field; without conditions.
int HashSet(RedisModuleKey* key, int flags, ...) {
  const FakeValue* there = ValueOf(key);
  errno = 0;
  if (!key->writable()) errno = EBADF;
  if (there != nullptr && there->type != REDISMODULE_KEYTYPE_HASH) errno = ENOTSUP;
  if (errno != 0) return 0;
  FakeValue& value = Current()->keys[key->name->text];
  value.type = REDISMODULE_KEYTYPE_HASH;
  int changed = 0;
  va_list pairs;
  va_start(pairs, flags);
  while (const void* name = va_arg(pairs, const void*)) {
    const std::string field = FieldName(name, flags);
    const auto* text = va_arg(pairs, const RedisModuleString*);
    changed += static_cast<int>(value.hash.erase(field));
    if (text != REDISMODULE_HASH_DELETE) value.hash[field] = text->text;
  }
  va_end(pairs);
  if (value.hash.empty()) Current()->Erase(key->name->text);
  if (changed == 0) errno = ENOENT;
  return changed;
}
// Pairs of a field and where its value goes, ended by a null field.
int HashGet(RedisModuleKey* key, int flags, ...) {
  const FakeValue* value = ValueOf(key);
  if (value != nullptr && value->type != REDISMODULE_KEYTYPE_HASH) return REDISMODULE_ERR;
  va_list pairs;
  va_start(pairs, flags);
  while (const void* name = va_arg(pairs, const void*)) {
    const std::string field = FieldName(name, flags);
    const bool exists = value != nullptr && value->hash.contains(field);
    if ((flags & REDISMODULE_HASH_EXISTS) != 0) {
      *va_arg(pairs, int*) = exists ? 1 : 0;
    } else {
      auto** place = va_arg(pairs, RedisModuleString**);
      *place = exists ? new RedisModuleString{value->hash.at(field)} : nullptr;
    }
  }
  va_end(pairs);
  return REDISMODULE_OK;
}
int SignalModifiedKey(RedisModuleCtx* /*ctx*/, RedisModuleString* /*key*/) {
  return REDISMODULE_OK;
}
int SelectDb(RedisModuleCtx* ctx, int index) {
  ctx->db = index;
  return REDISMODULE_OK;
}
int GetSelectedDb(RedisModuleCtx* ctx) {
  return ctx->db;
}
int GetContextFlags(RedisModuleCtx* /*ctx*/) {
  return Current()->context_flags;
}

// The one step of a scan is the whole of it.
struct FakeCursor {
  bool done = false;
};
RedisModuleScanCursor* ScanCursorCreate() {
  return reinterpret_cast<RedisModuleScanCursor*>(new FakeCursor());
}
void ScanCursorDestroy(RedisModuleScanCursor* cursor) {
  delete reinterpret_cast<FakeCursor*>(cursor);
}
bool FirstStep(RedisModuleScanCursor* cursor) {
  return !std::exchange(reinterpret_cast<FakeCursor*>(cursor)->done, true);
}
int Scan(RedisModuleCtx* ctx, RedisModuleScanCursor* cursor, RedisModuleScanCB each, void* data) {
  if (!FirstStep(cursor)) return 0;
  std::vector<std::string> names;
  for (const auto& [name, value] : Current()->keys)
    names.push_back(name);
  for (const std::string& name : names) {
    auto* string = new RedisModuleString{name};
    RedisModuleKey* key = OpenKey(ctx, string, REDISMODULE_READ);
    each(ctx, string, key, data);
    CloseKey(key);
    RedisModule_FreeString(nullptr, string);
  }
  return 0;
}
int ScanKey(RedisModuleKey* key, RedisModuleScanCursor* cursor, RedisModuleScanKeyCB each,
            void* data) {
  const FakeValue* value = ValueOf(key);
  if (!FirstStep(cursor) || value == nullptr) return 0;
  for (const auto& [name, text] : value->hash) {
    auto* field = new RedisModuleString{name};
    auto* content = new RedisModuleString{text};
    each(key, field, content, data);
    RedisModule_FreeString(nullptr, field);
    RedisModule_FreeString(nullptr, content);
  }
  return 0;
}

}  // namespace

std::vector<ServedFunction> FakeKeys() {
  return {
      TRELLIS_SERVE(OpenKey, OpenKey),
      TRELLIS_SERVE(CloseKey, CloseKey),
      TRELLIS_SERVE(KeyType, KeyType),
      TRELLIS_SERVE(GetKeyNameFromModuleKey, GetKeyNameFromModuleKey),
      TRELLIS_SERVE(DeleteKey, DeleteKey),
      TRELLIS_SERVE(UnlinkKey, DeleteKey),
      TRELLIS_SERVE(GetExpire, GetExpire),
      TRELLIS_SERVE(SetExpire, SetExpire),
      TRELLIS_SERVE(StringDMA, StringDMA),
      TRELLIS_SERVE(StringSet, StringSet),
      TRELLIS_SERVE(HashSet, HashSet),
      TRELLIS_SERVE(HashGet, HashGet),
      TRELLIS_SERVE(SignalModifiedKey, SignalModifiedKey),
      TRELLIS_SERVE(SelectDb, SelectDb),
      TRELLIS_SERVE(GetSelectedDb, GetSelectedDb),
      TRELLIS_SERVE(GetContextFlags, GetContextFlags),
      TRELLIS_SERVE(ScanCursorCreate, ScanCursorCreate),
      TRELLIS_SERVE(ScanCursorDestroy, ScanCursorDestroy),
      TRELLIS_SERVE(Scan, Scan),
      TRELLIS_SERVE(ScanKey, ScanKey),
  };
}

}  // namespace trellis::testing
