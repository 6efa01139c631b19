/* Asks for things that must be refused, and answers by BAD_NAMES.REFUSED how many were. */
#include <string.h>

#include "module_api/redismodule.h"

static int refused;

static int Nothing(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithNull(ctx);
}

static int Refused(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, refused);
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "bad_names", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  RedisModuleTypeMethods methods;
  memset(&methods, 0, sizeof(methods));
  methods.version = REDISMODULE_TYPE_METHOD_VERSION;
  refused += RedisModule_CreateCommand(ctx, "get", Nothing, "readonly", 1, 1, 1) == REDISMODULE_ERR;
  refused += RedisModule_CreateCommand(ctx, "bad_names.flag", Nothing, "nosuchflag", 0, 0, 0) ==
             REDISMODULE_ERR;
  refused += RedisModule_CreateDataType(ctx, "short", 0, &methods) == NULL;
  refused += RedisModule_CreateDataType(ctx, "nine chars", 0, &methods) == NULL;
  refused += RedisModule_CreateDataType(ctx, "badencver", 1024, &methods) == NULL;
  return RedisModule_CreateCommand(ctx, "bad_names.refused", Refused, "readonly", 0, 0, 0);
}
