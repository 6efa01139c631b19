// Defragmentation. This server doesn't move memory by itself, so callbacks for what belongs to no key are accepted and
// never called, and a type's method only by trellis-module-check (modules/defrag_context.h).
#include <malloc.h>

#include <cstring>

#include "modules/api_table.h"
#include "modules/defrag_context.h"

extern "C" {

int RM_RegisterDefragFunc(RedisModuleCtx*, RedisModuleDefragFunc) {
  return REDISMODULE_OK;
}

int RM_RegisterDefragCallbacks(RedisModuleCtx*, RedisModuleDefragFunc, RedisModuleDefragFunc) {
  return REDISMODULE_OK;
}

int RM_DefragShouldStop(RedisModuleDefragCtx* defrag_ctx) {
  return defrag_ctx->moved_in_call >= RedisModuleDefragCtx::kBlocksInCall ? 1 : 0;
}

int RM_DefragCursorSet(RedisModuleDefragCtx* defrag_ctx, unsigned long cursor) {
  defrag_ctx->cursor = cursor;
  return REDISMODULE_OK;
}

int RM_DefragCursorGet(RedisModuleDefragCtx* defrag_ctx, unsigned long* cursor) {
  *cursor = defrag_ctx->cursor;
  return REDISMODULE_OK;
}

void* RM_DefragAlloc(RedisModuleDefragCtx* defrag_ctx, void* ptr) {
  const size_t size = malloc_usable_size(ptr);
  void* moved = RM_DefragAllocRaw(defrag_ctx, size);
  std::memcpy(moved, ptr, size);
  defrag_ctx->account.Free(ptr);
  return moved;
}

void* RM_DefragAllocRaw(RedisModuleDefragCtx* defrag_ctx, size_t bytes) {
  ++defrag_ctx->moved;
  ++defrag_ctx->moved_in_call;
  return defrag_ctx->account.Allocate(bytes);
}

void RM_DefragFreeRaw(RedisModuleDefragCtx* defrag_ctx, void* ptr) {
  defrag_ctx->account.Free(ptr);
}

// Dictionaries and strings stay: they are the host's.
RedisModuleDict* RM_DefragRedisModuleDict(RedisModuleDefragCtx*, RedisModuleDict*,
                                          RedisModuleDefragDictValueCallback, RedisModuleString**) {
  return nullptr;
}

RedisModuleString* RM_DefragValkeyModuleString(RedisModuleDefragCtx*, RedisModuleString*) {
  return nullptr;
}

RedisModuleString* RM_DefragRedisModuleString(RedisModuleDefragCtx*, RedisModuleString*) {
  return nullptr;
}

int RM_GetDbIdFromDefragCtx(RedisModuleDefragCtx* defrag_ctx) {
  return defrag_ctx->db;
}

const RedisModuleString* RM_GetKeyNameFromDefragCtx(RedisModuleDefragCtx* defrag_ctx) {
  return defrag_ctx->key;
}

}  // extern "C"
