/* Registers a command, then fails: nothing of it may stay. */
#include "module_api/redismodule.h"

static int Hello(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "hello");
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "half_way", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "half_way.hello", Hello, "readonly", 0, 0, 0) ==
      REDISMODULE_ERR)
    return REDISMODULE_ERR;
  return REDISMODULE_ERR;
}
