// Keys that hold hashes.
#include <cerrno>
#include <cstdarg>
#include <string_view>

#include "core/types/hash/hash.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

namespace {

using trellis::Hash;
using trellis::Host;
using trellis::PackedElement;

// The next field of the varargs: a C string or a RedisModuleString; null ends them.
bool NextField(va_list& args, int flags, std::string_view& field) {
  if ((flags & REDISMODULE_HASH_CFIELDS) != 0) {
    const char* text = va_arg(args, const char*);
    if (text != nullptr) field = text;
    return text != nullptr;
  }
  const auto* string = va_arg(args, const RedisModuleString*);
  if (string != nullptr) field = string->view();
  return string != nullptr;
}

RedisModuleString* Created(RedisModuleCtx* ctx, const PackedElement& value) {
  char digits[trellis::kMaxInt64Text];
  const std::string_view text = value.Text(digits);
  return RM_CreateString(ctx, text.data(), text.size());
}

// Sets or deletes one field; adds to `counted` what HashSet returns.
void SetField(Hash& hash, std::string_view field, RedisModuleString* value, int flags,
              int& counted) {
  const bool exists = hash.Find(field, Host().keyspace().dead_by_ms()).has_value();
  if ((flags & REDISMODULE_HASH_XX) != 0 && !exists) return;
  if ((flags & REDISMODULE_HASH_NX) != 0 && exists) return;
  if (value == REDISMODULE_HASH_DELETE) {
    counted += hash.Erase(field) ? 1 : 0;
    return;
  }
  hash.Set(field, value->view());
  counted += exists || (flags & REDISMODULE_HASH_COUNT_ALL) != 0 ? 1 : 0;
}

// 0 if HashSet may go on, else an errno.
int CheckHashSet(RedisModuleKey* key, int flags) {
  constexpr int kKnown = REDISMODULE_HASH_NX | REDISMODULE_HASH_XX | REDISMODULE_HASH_CFIELDS |
                         REDISMODULE_HASH_COUNT_ALL;
  if (key == nullptr || (flags & ~kKnown) != 0) return EINVAL;
  if (key->entry() != nullptr && key->ValueOf<Hash>() == nullptr) return ENOTSUP;
  return key->writable() ? 0 : EBADF;
}

}  // namespace

extern "C" {

int RM_HashSet(RedisModuleKey* key, int flags, ...) {
  errno = CheckHashSet(key, flags);
  if (errno != 0) return 0;
  int counted = 0;
  va_list args;
  va_start(args, flags);
  std::string_view field;
  while (NextField(args, flags, field)) {
    auto* value = va_arg(args, RedisModuleString*);
    if (value == REDISMODULE_HASH_DELETE && key->entry() == nullptr) continue;
    Hash* hash = key->ValueOrNew<Hash>();
    SetField(*hash, field, value, flags, counted);
    if (hash->size() == 0) key->Remove(false);
  }
  va_end(args);
  if (counted == 0) errno = ENOENT;
  return counted;
}

int RM_HashGet(RedisModuleKey* key, int flags, ...) {
  constexpr int kKnown = REDISMODULE_HASH_CFIELDS | REDISMODULE_HASH_EXISTS;
  if (key == nullptr || (flags & ~kKnown) != 0) {
    errno = EINVAL;
    return REDISMODULE_ERR;
  }
  Hash* hash = key->ValueOf<Hash>();
  if (hash == nullptr && key->entry() != nullptr) {
    errno = ENOTSUP;
    return REDISMODULE_ERR;
  }
  va_list args;
  va_start(args, flags);
  std::string_view field;
  while (NextField(args, flags, field)) {
    const auto value =
        hash == nullptr ? std::nullopt : hash->Find(field, Host().keyspace().dead_by_ms());
    if ((flags & REDISMODULE_HASH_EXISTS) != 0) {
      *va_arg(args, int*) = value ? 1 : 0;
    } else {
      *va_arg(args, RedisModuleString**) = value ? Created(key->context(), *value) : nullptr;
    }
  }
  va_end(args);
  return REDISMODULE_OK;
}

mstime_t RM_HashFieldMinExpire(RedisModuleKey* key) {
  const Hash* hash = key == nullptr ? nullptr : key->ValueOf<Hash>();
  if (hash == nullptr || hash->next_expiry_ms() == trellis::FieldExpiry::kNever) {
    return REDISMODULE_NO_EXPIRE;
  }
  return hash->next_expiry_ms();
}

}  // extern "C"
