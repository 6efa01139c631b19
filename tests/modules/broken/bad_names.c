/* Asks for things that must be refused. BAD_NAMES.ALLOWED answers the line of the first that was not, or 0. */
#include <stddef.h>
#include <string.h>

#include "module_api/redismodule.h"

static int allowed;
#define REFUSED(what) \
  if (!(what) && allowed == 0) allowed = __LINE__

static int Nothing(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithNull(ctx);
}

static int Allowed(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, allowed);
}

static int Create(RedisModuleCtx* ctx, const char* name, const char* flags) {
  return RedisModule_CreateCommand(ctx, name, Nothing, flags, 1, 1, 1);
}

static void Commands(RedisModuleCtx* ctx) {
  REFUSED(Create(ctx, "get", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "GeT", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, NULL, "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "two words", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "config|get", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "@read", "readonly") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "bad_names.flag", "nosuchflag") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "bad_names.flag", "readonly nosuchflag") == REDISMODULE_ERR);
  REFUSED(Create(ctx, "bad_names.ok", "readonly") == REDISMODULE_OK);
  REFUSED(Create(ctx, "bad_names.ok", "readonly") == REDISMODULE_ERR);
  REFUSED(RedisModule_GetCommand(ctx, "get") == NULL);
  REFUSED(RedisModule_CreateSubcommand(RedisModule_GetCommand(ctx, "bad_names.ok"), "sub", Nothing,
                                       "readonly", 0, 0, 0) == REDISMODULE_ERR);
  /* Strange, and allowed: positions that no call has. */
  REFUSED(RedisModule_CreateCommand(ctx, "bad_names.keys", Nothing, "readonly", -5, 3, -2) ==
          REDISMODULE_OK);
  REFUSED(RedisModule_CreateCommand(ctx, "bad_names.far", Nothing, "readonly", 1000000, -1, 0) ==
          REDISMODULE_OK);
}

static void Descriptions(RedisModuleCtx* ctx) {
  RedisModuleCommand* command = RedisModule_GetCommand(ctx, "bad_names.ok");
  RedisModuleCommandInfo none;
  memset(&none, 0, sizeof(none));
  REFUSED(RedisModule_SetCommandInfo(command, &none) == REDISMODULE_ERR);
  RedisModuleCommandKeySpec specs[2];
  memset(specs, 0, sizeof(specs));
  specs[0].begin_search_type = 99;
  RedisModuleCommandInfo spec = {.version = REDISMODULE_COMMAND_INFO_VERSION, .key_specs = specs};
  REFUSED(RedisModule_SetCommandInfo(command, &spec) == REDISMODULE_ERR);
  specs[0].begin_search_type = REDISMODULE_KSPEC_BS_KEYWORD;
  specs[0].find_keys_type = REDISMODULE_KSPEC_FK_RANGE;
  specs[0].fk.range.keystep = 1;
  REFUSED(RedisModule_SetCommandInfo(command, &spec) == REDISMODULE_ERR);
  specs[0].begin_search_type = REDISMODULE_KSPEC_BS_INDEX;
  specs[0].fk.range.keystep = 0;
  REFUSED(RedisModule_SetCommandInfo(command, &spec) == REDISMODULE_ERR);
}

static void Types(RedisModuleCtx* ctx) {
  RedisModuleTypeMethods methods;
  memset(&methods, 0, sizeof(methods));
  REFUSED(RedisModule_CreateDataType(ctx, "version-0", 0, &methods) == NULL);
  methods.version = REDISMODULE_TYPE_METHOD_VERSION;
  REFUSED(RedisModule_CreateDataType(ctx, "short", 0, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "ten-chars-", 0, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "dotted.ty", 0, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, NULL, 0, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "no-method", 0, NULL) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "badencver", 1024, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "badencver", -1, &methods) == NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "bad-names", 1, &methods) != NULL);
  REFUSED(RedisModule_CreateDataType(ctx, "bad-names", 2, &methods) == NULL);
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "bad_names", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  Commands(ctx);
  Descriptions(ctx);
  Types(ctx);
  return RedisModule_CreateCommand(ctx, "bad_names.allowed", Allowed, "readonly", 0, 0, 0);
}
