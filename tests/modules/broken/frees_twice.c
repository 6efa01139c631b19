/* FREES_TWICE.NOW frees what is free already. */
#include "module_api/redismodule.h"

static int Now(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  void* block = RedisModule_Alloc(100);
  RedisModule_Free(block);
  RedisModule_Free(block);
  return RedisModule_ReplyWithNull(ctx);
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "frees_twice", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  return RedisModule_CreateCommand(ctx, "frees_twice.now", Now, "readonly", 0, 0, 0);
}
