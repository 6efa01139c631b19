// Defragmentation: this server doesn't move memory, so callbacks are accepted and never called.
#include "modules/api_table.h"

extern "C" {

int RM_RegisterDefragFunc(RedisModuleCtx*, RedisModuleDefragFunc) {
  return REDISMODULE_OK;
}

int RM_RegisterDefragCallbacks(RedisModuleCtx*, RedisModuleDefragFunc, RedisModuleDefragFunc) {
  return REDISMODULE_OK;
}

int RM_DefragShouldStop(RedisModuleDefragCtx*) {
  return 1;
}

int RM_DefragCursorSet(RedisModuleDefragCtx*, unsigned long) {
  return REDISMODULE_ERR;
}

int RM_DefragCursorGet(RedisModuleDefragCtx*, unsigned long*) {
  return REDISMODULE_ERR;
}

// Null: not moved.
void* RM_DefragAlloc(RedisModuleDefragCtx*, void*) {
  return nullptr;
}

void* RM_DefragAllocRaw(RedisModuleDefragCtx*, size_t) {
  return nullptr;
}

void RM_DefragFreeRaw(RedisModuleDefragCtx*, void*) {
  // Nothing was moved, so there is no old block.
}

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

int RM_GetDbIdFromDefragCtx(RedisModuleDefragCtx*) {
  return -1;
}

const RedisModuleString* RM_GetKeyNameFromDefragCtx(RedisModuleDefragCtx*) {
  return nullptr;
}

}  // extern "C"
