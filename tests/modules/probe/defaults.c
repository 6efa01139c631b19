/* A module that takes its settings' defaults before their values: what each step gave, as text.
 *
 * Its first word says what OnLoad does besides: "again", "early" (before a setting is registered), "forget" (no
 * LoadConfigs), "late" (after LoadConfigs), "refuse" (a setter that fails). */
#include <stdio.h>
#include <string.h>

#include "module_api/redismodule.h"

static long long number = -1;
static int yes = -1;
static int sets, applied, refusing;
static char steps[500];

static long long GetNumber(const char* name, void* data) {
  (void)name;
  (void)data;
  return number;
}
static int SetNumber(const char* name, long long value, void* data, RedisModuleString** error) {
  (void)name;
  (void)data;
  (void)error;
  if (refusing) return REDISMODULE_ERR;
  ++sets;
  number = value;
  return REDISMODULE_OK;
}
static int GetYes(const char* name, void* data) {
  (void)name;
  (void)data;
  return yes;
}
static int SetYes(const char* name, int value, void* data, RedisModuleString** error) {
  (void)name;
  (void)data;
  (void)error;
  ++sets;
  yes = value;
  return REDISMODULE_OK;
}
static int Apply(RedisModuleCtx* ctx, void* data, RedisModuleString** error) {
  (void)ctx;
  (void)data;
  (void)error;
  ++applied;
  return REDISMODULE_OK;
}

static void Step(const char* name, int outcome) {
  const size_t used = strlen(steps);
  snprintf(steps + used, sizeof steps - used, "%s%s:%s number=%lld yes=%d sets=%d",
           used == 0 ? "" : " ", name, outcome == REDISMODULE_OK ? "OK" : "ERR", number, yes, sets);
}

/* DEFAULTS.STEPS; with a word, tries once more first. */
static int Steps(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  if (argc > 1) Step("command", RedisModule_LoadDefaultConfigs(ctx));
  return RedisModule_ReplyWithCString(ctx, steps);
}

static int Applied(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, applied);
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_Init(ctx, "defaults", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  const char* word = argc > 0 ? RedisModule_StringPtrLen(argv[0], NULL) : "";
  if (RedisModule_CreateCommand(ctx, "defaults.steps", Steps, "", 0, 0, 0) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "defaults.applied", Applied, "", 0, 0, 0) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  if (strcmp(word, "early") == 0) Step("early", RedisModule_LoadDefaultConfigs(ctx));
  refusing = strcmp(word, "refuse") == 0;
  RedisModule_RegisterNumericConfig(ctx, "number", 5, REDISMODULE_CONFIG_DEFAULT, 0, 100, GetNumber,
                                    SetNumber, Apply, NULL);
  RedisModule_RegisterBoolConfig(ctx, "yes", 1, REDISMODULE_CONFIG_DEFAULT, GetYes, SetYes, NULL,
                                 NULL);
  Step("defaults", RedisModule_LoadDefaultConfigs(ctx));
  if (strcmp(word, "again") == 0) Step("again", RedisModule_LoadDefaultConfigs(ctx));
  if (strcmp(word, "forget") == 0) return REDISMODULE_OK;
  yes = 0; /* the module's own wish: kept unless the configuration says otherwise */
  Step("values", RedisModule_LoadConfigs(ctx));
  if (strcmp(word, "late") == 0) Step("late", RedisModule_LoadDefaultConfigs(ctx));
  return REDISMODULE_OK;
}
