/* What the host's side of the module ABI costs, from inside a module.
 *
 * BENCH.PING answers at once: beside PING, what a module's command costs over the server's own.
 * BENCH.RUN what count key repeats one operation and answers nanoseconds per round; the loop around it
 * is measured as "nothing" and taken off by who reads the figures. */
#include <string.h>
#include <time.h>

#include "redismodule.h"

static RedisModuleType* box_type;

static void Nothing(RedisModuleCtx* ctx, RedisModuleString* key) {
  (void)ctx;
  (void)key;
}

static void CallGet(RedisModuleCtx* ctx, RedisModuleString* key) {
  RedisModule_FreeCallReply(RedisModule_Call(ctx, "GET", "s", key));
}

static void CallSet(RedisModuleCtx* ctx, RedisModuleString* key) {
  RedisModule_FreeCallReply(RedisModule_Call(ctx, "SET", "sc", key, "value"));
}

static void ReadString(RedisModuleCtx* ctx, RedisModuleString* key) {
  RedisModuleKey* handle = RedisModule_OpenKey(ctx, key, REDISMODULE_READ);
  size_t size = 0;
  if (handle != NULL) RedisModule_StringDMA(handle, &size, REDISMODULE_READ);
  RedisModule_CloseKey(handle);
}

static void ReadField(RedisModuleCtx* ctx, RedisModuleString* key) {
  RedisModuleKey* handle = RedisModule_OpenKey(ctx, key, REDISMODULE_READ);
  RedisModuleString* value = NULL;
  if (handle != NULL) RedisModule_HashGet(handle, REDISMODULE_HASH_CFIELDS, "field", &value, NULL);
  if (value != NULL) RedisModule_FreeString(ctx, value);
  RedisModule_CloseKey(handle);
}

static void ReadBox(RedisModuleCtx* ctx, RedisModuleString* key) {
  RedisModuleKey* handle = RedisModule_OpenKey(ctx, key, REDISMODULE_READ);
  if (RedisModule_ModuleTypeGetType(handle) == box_type) RedisModule_ModuleTypeGetValue(handle);
  RedisModule_CloseKey(handle);
}

static void MakeString(RedisModuleCtx* ctx, RedisModuleString* key) {
  (void)key;
  RedisModule_FreeString(ctx, RedisModule_CreateString(ctx, "0123456789abcdef", 16));
}

static void Allocate(RedisModuleCtx* ctx, RedisModuleString* key) {
  (void)ctx;
  (void)key;
  RedisModule_Free(RedisModule_Alloc(64));
}

static const struct {
  const char* name;
  void (*run)(RedisModuleCtx* ctx, RedisModuleString* key);
} operations[] = {{"nothing", Nothing},        {"call-get", CallGet},     {"call-set", CallSet},
                  {"read-string", ReadString}, {"read-field", ReadField}, {"read-box", ReadBox},
                  {"make-string", MakeString}, {"allocate", Allocate}};

static long long Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int Run(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long count = 0;
  if (argc != 4) return RedisModule_WrongArity(ctx);
  if (RedisModule_StringToLongLong(argv[2], &count) != REDISMODULE_OK || count < 1)
    return RedisModule_ReplyWithError(ctx, "ERR count must be a positive integer");
  const char* what = RedisModule_StringPtrLen(argv[1], NULL);
  for (size_t i = 0; i < sizeof operations / sizeof *operations; ++i) {
    if (strcmp(what, operations[i].name) != 0) continue;
    const long long start = Now();
    for (long long round = 0; round < count; ++round)
      operations[i].run(ctx, argv[3]);
    return RedisModule_ReplyWithDouble(ctx, (double)(Now() - start) / (double)count);
  }
  return RedisModule_ReplyWithError(ctx, "ERR no operation of that name");
}

static int Ping(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "PONG");
}

/* BENCH.BOX key: makes a value of the module's own type */
static int Box(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  RedisModuleKey* handle = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  RedisModule_ModuleTypeSetValue(handle, box_type, RedisModule_Calloc(1, 16));
  RedisModule_CloseKey(handle);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "bench", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  RedisModuleTypeMethods methods = {.version = 1, .free = RedisModule_Free};
  box_type = RedisModule_CreateDataType(ctx, "bench-box", 0, &methods);
  if (box_type == NULL) return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "bench.ping", Ping, "fast", 0, 0, 0) != REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "bench.box", Box, "write", 1, 1, 1) != REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "bench.run", Run, "write", 3, 3, 1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  return REDISMODULE_OK;
}
