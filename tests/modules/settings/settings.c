/* Settings of the server and of modules, as a module reads and changes them: SETTINGS.GET name asks all five questions,
 * SETTINGS.SET kind name value assigns, SETTINGS.WALK pattern names what matches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "module_api/redismodule.h"

static const char* Text(const RedisModuleString* string) {
  return RedisModule_StringPtrLen(string, NULL);
}

static int flag = 1, word = 2;
static long long number = 5;
static RedisModuleString* text;

static int GetFlag(const char* name, void* data) {
  (void)name;
  return *(int*)data;
}
static int SetFlag(const char* name, int value, void* data, RedisModuleString** error) {
  (void)name, (void)error;
  *(int*)data = value;
  return REDISMODULE_OK;
}
static long long GetNumber(const char* name, void* data) {
  (void)name, (void)data;
  return number;
}
static int SetNumber(const char* name, long long value, void* data, RedisModuleString** error) {
  (void)name, (void)data;
  if (value == 13) {
    *error = RedisModule_CreateString(NULL, "not thirteen", 12);
    return REDISMODULE_ERR;
  }
  number = value;
  return REDISMODULE_OK;
}
static RedisModuleString* GetText(const char* name, void* data) {
  (void)name, (void)data;
  return text;
}
static int SetText(const char* name, RedisModuleString* value, void* data,
                   RedisModuleString** error) {
  (void)name, (void)data, (void)error;
  if (text != NULL) RedisModule_FreeString(NULL, text);
  RedisModule_RetainString(NULL, value);
  text = value;
  return REDISMODULE_OK;
}

static int Get(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  if (RedisModule_ConfigGet == NULL) return RedisModule_ReplyWithSimpleString(ctx, "missing");
  RedisModule_AutoMemory(ctx);
  const char* name = Text(argv[1]);
  RedisModuleConfigType type = 77;
  RedisModuleString* value = NULL;
  RedisModuleString* enumerated = NULL;
  int on = 77;
  long long value_number = 77;
  RedisModule_ReplyWithArray(ctx, 10);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_ConfigGetType(name, &type));
  RedisModule_ReplyWithLongLong(ctx, type);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_ConfigGet(ctx, name, &value));
  RedisModule_ReplyWithCString(ctx, value == NULL ? "null" : Text(value));
  RedisModule_ReplyWithLongLong(ctx, RedisModule_ConfigGetBool(ctx, name, &on));
  RedisModule_ReplyWithLongLong(ctx, on);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_ConfigGetEnum(ctx, name, &enumerated));
  RedisModule_ReplyWithCString(ctx, enumerated == NULL ? "null" : Text(enumerated));
  RedisModule_ReplyWithLongLong(ctx, RedisModule_ConfigGetNumeric(ctx, name, &value_number));
  return RedisModule_ReplyWithLongLong(ctx, value_number);
}

static int Set(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 4) return RedisModule_WrongArity(ctx);
  if (RedisModule_ConfigSet == NULL) return RedisModule_ReplyWithSimpleString(ctx, "missing");
  const char* kind = Text(argv[1]);
  const char* name = Text(argv[2]);
  RedisModuleString* error = NULL;
  int result = 0;
  if (strcmp(kind, "text") == 0) result = RedisModule_ConfigSet(ctx, name, argv[3], &error);
  if (strcmp(kind, "quiet") == 0) result = RedisModule_ConfigSet(ctx, name, argv[3], NULL);
  if (strcmp(kind, "bool") == 0)
    result = RedisModule_ConfigSetBool(ctx, name, atoi(Text(argv[3])), &error);
  if (strcmp(kind, "enum") == 0) result = RedisModule_ConfigSetEnum(ctx, name, argv[3], &error);
  if (strcmp(kind, "number") == 0)
    result = RedisModule_ConfigSetNumeric(ctx, name, atoll(Text(argv[3])), &error);
  RedisModule_ReplyWithArray(ctx, 2);
  RedisModule_ReplyWithLongLong(ctx, result);
  RedisModule_ReplyWithCString(ctx, error == NULL ? "null" : Text(error));
  if (error != NULL) RedisModule_FreeString(ctx, error);
  return REDISMODULE_OK;
}

static int Walk(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_ConfigIteratorCreate == NULL)
    return RedisModule_ReplyWithSimpleString(ctx, "missing");
  RedisModuleConfigIterator* walk =
      RedisModule_ConfigIteratorCreate(ctx, argc == 2 ? Text(argv[1]) : NULL);
  RedisModule_ReplyWithArray(ctx, REDISMODULE_POSTPONED_LEN);
  long names = 0;
  for (const char* name = RedisModule_ConfigIteratorNext(walk); name != NULL;
       name = RedisModule_ConfigIteratorNext(walk)) {
    RedisModule_ReplyWithCString(ctx, name);
    ++names;
  }
  RedisModule_ReplySetArrayLength(ctx, names);
  RedisModule_ConfigIteratorNext(walk);
  RedisModule_ConfigIteratorRelease(ctx, walk);
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  if (RedisModule_Init(ctx, "settings", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  RedisModule_CreateCommand(ctx, "settings.get", Get, "", 0, 0, 0);
  RedisModule_CreateCommand(ctx, "settings.set", Set, "", 0, 0, 0);
  RedisModule_CreateCommand(ctx, "settings.walk", Walk, "", 0, 0, 0);
  const char* words[] = {"red", "green"};
  const int values[] = {1, 2};
  const char* bits[] = {"none", "left", "right"};
  const int bit_values[] = {0, 1, 2};
  static int side;
  RedisModule_RegisterBoolConfig(ctx, "flag", 1, 0, GetFlag, SetFlag, NULL, &flag);
  RedisModule_RegisterBoolConfig(ctx, "fixed", 1, REDISMODULE_CONFIG_IMMUTABLE, GetFlag, SetFlag,
                                 NULL, &flag);
  RedisModule_RegisterBoolConfig(ctx, "hidden", 1, REDISMODULE_CONFIG_HIDDEN, GetFlag, SetFlag,
                                 NULL, &flag);
  RedisModule_RegisterEnumConfig(ctx, "word", 2, 0, words, values, 2, GetFlag, SetFlag, NULL,
                                 &word);
  RedisModule_RegisterEnumConfig(ctx, "bits", 1, REDISMODULE_CONFIG_BITFLAGS, bits, bit_values, 3,
                                 GetFlag, SetFlag, NULL, &side);
  RedisModule_RegisterNumericConfig(ctx, "number", 5, 0, 1, 100, GetNumber, SetNumber, NULL, NULL);
  RedisModule_RegisterNumericConfig(ctx, "memory", 5, REDISMODULE_CONFIG_MEMORY, 1, 1 << 30,
                                    GetNumber, SetNumber, NULL, NULL);
  RedisModule_RegisterStringConfig(ctx, "text", "hello", 0, GetText, SetText, NULL, NULL);
  return RedisModule_LoadConfigs(ctx);
}
