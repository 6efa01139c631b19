/* What a module must not do, or leave behind, in OnLoad: its first argument says what. "none" does nothing wrong. */
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "module_api/redismodule.h"

static RedisModuleType* type;
static long long ended_code = -1, ended_signal = -1, births, deaths;

static void SaveNumber(RedisModuleIO* io, void* value) {
  RedisModule_SaveUnsigned(io, *(uint64_t*)value);
}

/* Doesn't ask IsIOError, as it should. */
static void* LoadNumber(RedisModuleIO* io, int encoding) {
  (void)encoding;
  const uint64_t number = RedisModule_LoadUnsigned(io);
  uint64_t* value = RedisModule_Alloc(sizeof *value);
  *value = number;
  return value;
}

static void FreeNumber(void* value) {
  RedisModule_Free(value);
}

static void SetValue(RedisModuleCtx* ctx, const char* name) {
  RedisModuleString* string = RedisModule_CreateString(ctx, name, strlen(name));
  RedisModuleKey* key = RedisModule_OpenKey(ctx, string, REDISMODULE_WRITE);
  uint64_t* value = RedisModule_Calloc(1, sizeof *value);
  RedisModule_ModuleTypeSetValue(key, type, value);
  RedisModule_CloseKey(key);
  RedisModule_FreeString(ctx, string);
}

static void* Run(void* nothing) {
  for (;;)
    usleep(100);
  return nothing;
}

static void Ended(int code, int by_signal, void* data) {
  (void)data;
  ended_code = code;
  ended_signal = by_signal;
}

static void OnChild(RedisModuleCtx* ctx, RedisModuleEvent event, uint64_t sub, void* data) {
  (void)ctx;
  (void)event;
  (void)data;
  ++*(sub == REDISMODULE_SUBEVENT_FORK_CHILD_BORN ? &births : &deaths);
}

/* MISUSE.FORK WAIT | CRASH: the child's number */
static int Fork(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  const int child = RedisModule_Fork(Ended, NULL);
  if (child != 0) return RedisModule_ReplyWithLongLong(ctx, child);
  if (RedisModule_StringPtrLen(argv[1], NULL)[0] == 'C') *(volatile int*)(long)(argc - 2) = 0;
  pause();
  return RedisModule_ExitFromChild(0);
}

/* MISUSE.KILL child */
static int Kill(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long child = 0;
  if (argc == 2) RedisModule_StringToLongLong(argv[1], &child);
  return RedisModule_ReplyWithLongLong(ctx, RedisModule_KillForkChild((int)child));
}

/* MISUSE.ENDED: how the last child has ended, and how many `born` and `died` events there were */
static int ToldEnded(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  const long long told[] = {ended_code, ended_signal, births, deaths};
  RedisModule_ReplyWithArray(ctx, 4);
  for (size_t i = 0; i < 4; ++i)
    RedisModule_ReplyWithLongLong(ctx, told[i]);
  return REDISMODULE_OK;
}

/* MISUSE.PARSE bytes: whether they are a value of the type */
static int Parse(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  void* value = RedisModule_LoadDataTypeFromString(argv[1], type);
  if (value != NULL) FreeNumber(value);
  return RedisModule_ReplyWithBool(ctx, value != NULL);
}

/* MISUSE.CALL command [word ...] */
static int Call(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  const char* command = RedisModule_StringPtrLen(argv[1], NULL);
  RedisModuleCallReply* reply = RedisModule_Call(ctx, command, "Ev", argv + 2, (size_t)argc - 2);
  RedisModule_ReplyWithCallReply(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return REDISMODULE_OK;
}

/* Settings that refuse everything but their defaults, with a text that would break the protocol. */
static int Refuse(RedisModuleString** error) {
  *error = RedisModule_CreateString(NULL, "not\r\n+today", 12);
  return REDISMODULE_ERR;
}

static int SetNumber(const char* name, long long value, void* data, RedisModuleString** error) {
  (void)name;
  (void)data;
  return value == 0 ? REDISMODULE_OK : Refuse(error);
}

static int SetInt(const char* name, int value, void* data, RedisModuleString** error) {
  return SetNumber(name, value, data, error);
}

static long long GetNumber(const char* name, void* data) {
  (void)name;
  (void)data;
  return 0;
}

static int GetInt(const char* name, void* data) {
  return (int)GetNumber(name, data);
}

static int RegisterSettings(RedisModuleCtx* ctx) {
  const char* names[] = {"none", "some"};
  const int values[] = {0, 1};
  RedisModule_RegisterNumericConfig(ctx, "number", 0, REDISMODULE_CONFIG_DEFAULT, 0, 9, GetNumber,
                                    SetNumber, NULL, NULL);
  RedisModule_RegisterBoolConfig(ctx, "flag", 0, REDISMODULE_CONFIG_DEFAULT, GetInt, SetInt, NULL,
                                 NULL);
  RedisModule_RegisterEnumConfig(ctx, "kind", 0, REDISMODULE_CONFIG_DEFAULT, names, values, 2,
                                 GetInt, SetInt, NULL, NULL);
  return RedisModule_LoadConfigs(ctx);
}

static int Register(RedisModuleCtx* ctx) {
  RedisModuleTypeMethods methods = {.version = REDISMODULE_TYPE_METHOD_VERSION,
                                    .rdb_load = LoadNumber,
                                    .rdb_save = SaveNumber,
                                    .free = FreeNumber};
  type = RedisModule_CreateDataType(ctx, "misuse-ty", 0, &methods);
  if (type == NULL) return REDISMODULE_ERR;
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  RedisModule_SubscribeToServerEvent(ctx, RedisModuleEvent_ForkChild, OnChild);
  if (RedisModule_CreateCommand(ctx, "misuse.fork", Fork, "", 0, 0, 0) != REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "misuse.kill", Kill, "", 0, 0, 0) != REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "misuse.parse", Parse, "", 0, 0, 0) != REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "misuse.call", Call, "", 0, 0, 0) != REDISMODULE_OK ||
      RegisterSettings(ctx) != REDISMODULE_OK) {
    return REDISMODULE_ERR;
  }
  return RedisModule_CreateCommand(ctx, "misuse.ended", ToldEnded, "", 0, 0, 0);
}

/* Returns whether the load goes on. */
static int Misbehave(RedisModuleCtx* ctx, const char* how) {
  if (strcmp(how, "thread") == 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, Run, NULL);
    return 0;
  }
  if (strcmp(how, "value") == 0) {
    SetValue(ctx, "left");
    RedisModule_SelectDb(ctx, 3);
    SetValue(ctx, "left too");
    return 0;
  }
  if (strcmp(how, "fork") == 0) {
    if (RedisModule_Fork(Ended, NULL) == 0) pause();
    return 0;
  }
  if (strcmp(how, "calls") == 0) {
    RedisModule_Call(ctx, "MODULE", "cc", "UNLOAD", "misuse");
    RedisModule_Call(ctx, "MODULE", "ccc", "RELOAD", "misuse", "/none.so");
    RedisModule_Call(ctx, "MODULE", "cc", "LOAD", "/none.so");
    return 0;
  }
  return 1;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  int (*get_api)(const char*, void*) = ((int (**)(const char*, void*))ctx)[0];
  const char* (*text_of)(const RedisModuleString*, size_t*) = NULL;
  get_api("RedisModule_StringPtrLen", &text_of);
  const char* how = argc > 0 ? text_of(argv[0], NULL) : "none";
  const char* name = strcmp(how, "blanks") == 0 ? "two words" : "misuse";
  /* A module may well not ask whether its name is free. */
  if (strcmp(how, "twice") == 0) {
    void (*attributes)(RedisModuleCtx*, const char*, int, int) = NULL;
    get_api("RedisModule_SetModuleAttribs", &attributes);
    attributes(ctx, name, 1, 1);
    return REDISMODULE_OK;
  }
  if (RedisModule_Init(ctx, name, 1, REDISMODULE_APIVER_1) != REDISMODULE_OK ||
      Register(ctx) != REDISMODULE_OK || !Misbehave(ctx, how)) {
    return REDISMODULE_ERR;
  }
  return REDISMODULE_OK;
}
