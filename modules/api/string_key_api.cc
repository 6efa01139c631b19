// Keys that hold strings.
#include <cstring>

#include "core/keyspace/database.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

namespace {

using trellis::Entry;
using trellis::Host;
using trellis::StringBuffer;

constexpr size_t kLongestString = size_t{512} << 20;

// The string's own bytes, with room for `capacity`.
StringBuffer* Own(RedisModuleKey* key, size_t capacity) {
  Entry* entry = key->entry();
  StringBuffer* buffer = Host().keyspace().db(key->db()).OwnBuffer(entry, capacity);
  key->Replaced(entry);
  return buffer;
}

}  // namespace

extern "C" {

int RM_StringSet(RedisModuleKey* key, RedisModuleString* str) {
  if (key == nullptr || !key->writable() || key->iterator != nullptr) return REDISMODULE_ERR;
  key->Store(trellis::Value::String(str->view()));
  return REDISMODULE_OK;
}

char* RM_StringDMA(RedisModuleKey* key, size_t* len, int mode) {
  *len = 0;
  if (key == nullptr) return nullptr;
  Entry* entry = key->entry();
  // An empty key has no bytes; writing them would fault, as it must.
  if (entry == nullptr) return const_cast<char*>("");
  if (entry->type() != trellis::kStringType) return nullptr;
  if ((mode & REDISMODULE_WRITE) != 0 && key->writable()) {
    StringBuffer* buffer = Own(key, 0);
    *len = buffer->size;
    return buffer->bytes;
  }
  const std::string_view text = trellis::StringText(*entry, key->digits());
  *len = text.size();
  return const_cast<char*>(text.data());
}

int RM_StringTruncate(RedisModuleKey* key, size_t newlen) {
  if (key == nullptr || !key->writable() || newlen > kLongestString) return REDISMODULE_ERR;
  Entry* entry = key->entry();
  if (entry != nullptr && entry->type() != trellis::kStringType) return REDISMODULE_ERR;
  if (entry == nullptr) {
    if (newlen == 0) return REDISMODULE_OK;
    key->Store(trellis::Value::String(std::string(newlen, '\0')));
    return REDISMODULE_OK;
  }
  StringBuffer* buffer = Own(key, newlen);
  if (newlen > buffer->size) std::memset(buffer->bytes + buffer->size, 0, newlen - buffer->size);
  buffer->size = newlen;
  return REDISMODULE_OK;
}

}  // extern "C"
