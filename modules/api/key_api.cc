// Keys of any type: opened, deleted, made to expire; and the database as a whole.
#include <algorithm>
#include <string>

#include "core/client/blocked_clients.h"
#include "core/config/config.h"
#include "core/keyspace/keyspace.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/key_length.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

namespace {

using trellis::Database;
using trellis::Entry;
using trellis::Host;
using trellis::Keyspace;

// Open for writing and not empty.
bool Changeable(RedisModuleKey* key) {
  return key != nullptr && key->writable() && key->entry() != nullptr;
}

Keyspace& Keys() {
  return Host().keyspace();
}

}  // namespace

extern "C" {

RedisModuleKey* RM_OpenKey(RedisModuleCtx* ctx, RedisModuleString* keyname, int mode) {
  return RedisModuleKey::Open(ctx, keyname, mode);
}

void RM_CloseKey(RedisModuleKey* key) {
  if (key == nullptr) return;
  if (key->context()->auto_memory) key->context()->Disown(key);
  key->Close();
}

int RM_KeyType(RedisModuleKey* key) {
  Entry* entry = key == nullptr ? nullptr : key->entry();
  if (entry == nullptr) return REDISMODULE_KEYTYPE_EMPTY;
  switch (entry->type()) {
    case trellis::kStringType: return REDISMODULE_KEYTYPE_STRING;
    case trellis::kListType: return REDISMODULE_KEYTYPE_LIST;
    case trellis::kSetType: return REDISMODULE_KEYTYPE_SET;
    case trellis::kZsetType: return REDISMODULE_KEYTYPE_ZSET;
    case trellis::kHashType: return REDISMODULE_KEYTYPE_HASH;
    case trellis::kStreamType: return REDISMODULE_KEYTYPE_STREAM;
    default: return REDISMODULE_KEYTYPE_MODULE;
  }
}

size_t RM_ValueLength(RedisModuleKey* key) {
  Entry* entry = key == nullptr ? nullptr : key->entry();
  return entry == nullptr ? 0 : trellis::ValueLength(*entry);
}

int RM_DeleteKey(RedisModuleKey* key) {
  if (key == nullptr || !key->writable()) return REDISMODULE_ERR;
  key->Remove(false);
  return REDISMODULE_OK;
}

int RM_UnlinkKey(RedisModuleKey* key) {
  if (key == nullptr || !key->writable()) return REDISMODULE_ERR;
  key->Remove(true);
  return REDISMODULE_OK;
}

mstime_t RM_GetAbsExpire(RedisModuleKey* key) {
  Entry* entry = key == nullptr ? nullptr : key->entry();
  return entry == nullptr ? REDISMODULE_NO_EXPIRE : entry->expire_at_ms();
}

mstime_t RM_GetExpire(RedisModuleKey* key) {
  const mstime_t at = RM_GetAbsExpire(key);
  return at == REDISMODULE_NO_EXPIRE ? at : std::max<mstime_t>(at - Keys().now_ms(), 0);
}

int RM_SetAbsExpire(RedisModuleKey* key, mstime_t expire) {
  if (!Changeable(key) || (expire < 0 && expire != REDISMODULE_NO_EXPIRE)) return REDISMODULE_ERR;
  key->SetExpiry(expire == REDISMODULE_NO_EXPIRE ? trellis::kNoExpiry : expire);
  return REDISMODULE_OK;
}

int RM_SetExpire(RedisModuleKey* key, mstime_t ttl) {
  if (ttl < 0 && ttl != REDISMODULE_NO_EXPIRE) return REDISMODULE_ERR;
  return RM_SetAbsExpire(key, ttl == REDISMODULE_NO_EXPIRE ? ttl : ttl + Keys().now_ms());
}

int RM_GetLRU(RedisModuleKey* key, mstime_t* idle_ms) {
  *idle_ms = -1;
  Entry* entry = key == nullptr ? nullptr : key->entry();
  if (entry == nullptr || Keys().UsesLfu())
    return entry == nullptr ? REDISMODULE_ERR : REDISMODULE_OK;
  *idle_ms = Keys().IdleSeconds(*entry) * 1000;
  return REDISMODULE_OK;
}

int RM_SetLRU(RedisModuleKey* key, mstime_t idle_ms) {
  // A handle that was opened to read will do.
  if (key == nullptr || key->entry() == nullptr || idle_ms < 0 || Keys().UsesLfu()) {
    return REDISMODULE_ERR;
  }
  Keys().SetIdleSeconds(*key->entry(), idle_ms / 1000);
  return REDISMODULE_OK;
}

int RM_GetLFU(RedisModuleKey* key, long long* freq) {
  *freq = -1;
  Entry* entry = key == nullptr ? nullptr : key->entry();
  if (entry == nullptr) return REDISMODULE_ERR;
  if (Keys().UsesLfu()) *freq = Keys().Frequency(*entry);
  return REDISMODULE_OK;
}

int RM_SetLFU(RedisModuleKey* key, long long freq) {
  constexpr long long kMost = 255;
  if (key == nullptr || key->entry() == nullptr || freq < 0 || freq > kMost || !Keys().UsesLfu()) {
    return REDISMODULE_ERR;
  }
  Keys().SetFrequency(*key->entry(), static_cast<int>(freq));
  return REDISMODULE_OK;
}

int RM_GetDbIdFromModuleKey(RedisModuleKey* key) {
  return key == nullptr ? -1 : key->db();
}

const RedisModuleString* RM_GetKeyNameFromModuleKey(RedisModuleKey* key) {
  return key == nullptr ? nullptr : key->name();
}

int RM_KeyExists(RedisModuleCtx* ctx, RedisModuleString* keyname) {
  const std::string_view name = keyname->view();
  return Keys().FindForRead(ctx->db(), name, Database::Hash(name), Keyspace::Access::kNoTouch) !=
                 nullptr
             ? 1
             : 0;
}

unsigned long long RM_DbSize(RedisModuleCtx* ctx) {
  return Keys().db(ctx->db()).size();
}

int RM_GetSelectedDb(RedisModuleCtx* ctx) {
  return ctx->db();
}

int RM_SelectDb(RedisModuleCtx* ctx, int dbid) {
  if (dbid < 0 || dbid >= Keys().databases()) return REDISMODULE_ERR;
  ctx->client->set_db(dbid);
  return REDISMODULE_OK;
}

RedisModuleString* RM_RandomKey(RedisModuleCtx* ctx) {
  const Database& database = Keys().db(ctx->db());
  if (database.size() == 0) return nullptr;
  // A random bucket, and on from there to one that isn't empty.
  const size_t buckets = database.table().bucket_count();
  size_t bucket = Keys().random().Below(buckets);
  for (size_t walked = 0; walked < buckets; ++walked) {
    const Entry* found = nullptr;
    database.table().VisitBucket(bucket, [&](const Entry* entry) {
      if (found == nullptr && !Keys().Expired(*entry)) found = entry;
    });
    if (found != nullptr) {
      return RM_CreateString(ctx, found->key().data(), found->key().size());
    }
    bucket = bucket + 1 == buckets ? 0 : bucket + 1;
  }
  return nullptr;
}

void RM_ResetDataset(int, int async) {
  Keys().Flush(-1, async != 0);
  Host().EntriesMayHaveMoved();
}

int RM_SignalModifiedKey(RedisModuleCtx* ctx, RedisModuleString* keyname) {
  Keys().Signal(ctx->db(), keyname->view());
  return REDISMODULE_OK;
}

void RM_SignalKeyAsReady(RedisModuleCtx* ctx, RedisModuleString* keyname) {
  Host().blocked().KeyReady(ctx->db(), keyname->view());
}

}  // extern "C"
