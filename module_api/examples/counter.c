/* A module in C: counters that can be taken.
 *
 *   COUNTER.ADD key [amount]   adds to the counter (1 if no amount is given) and gives the new value
 *   COUNTER.TAKE key           gives the value, and sets it to 0
 *
 * A counter is an ordinary string key, so GET, EXPIRE and everything else work on it.
 */
#include "module_api/redismodule.h"

/* Passes on what INCRBY says, its errors too ("value is not an integer", "would overflow"). */
static int Add(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2 || argc > 3) return RedisModule_WrongArity(ctx);
  long long amount = 1;
  if (argc == 3 && RedisModule_StringToLongLong(argv[2], &amount) != REDISMODULE_OK) {
    return RedisModule_ReplyWithError(ctx, "ERR value is not an integer or out of range");
  }
  /* "sl" is the types of the arguments; "!" sends INCRBY to replicas and the AOF, E makes an error a reply. */
  RedisModuleCallReply* reply = RedisModule_Call(ctx, "INCRBY", "!Esl", argv[1], amount);
  if (reply == NULL) return RedisModule_ReplyWithError(ctx, "ERR INCRBY can't be called");
  RedisModule_ReplyWithCallReply(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return REDISMODULE_OK;
}

static int Take(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  const int type = RedisModule_KeyType(key);
  if (type != REDISMODULE_KEYTYPE_EMPTY && type != REDISMODULE_KEYTYPE_STRING) {
    RedisModule_CloseKey(key);
    return RedisModule_ReplyWithError(ctx, REDISMODULE_ERRORMSG_WRONGTYPE);
  }
  long long value = 0;
  if (type == REDISMODULE_KEYTYPE_STRING) {
    size_t length = 0;
    const char* bytes = RedisModule_StringDMA(key, &length, REDISMODULE_READ);
    RedisModuleString* text = RedisModule_CreateString(ctx, bytes, length);
    const int is_number = RedisModule_StringToLongLong(text, &value) == REDISMODULE_OK;
    RedisModule_FreeString(ctx, text);
    if (!is_number) {
      RedisModule_CloseKey(key);
      return RedisModule_ReplyWithError(ctx, "ERR value is not an integer or out of range");
    }
    RedisModuleString* zero = RedisModule_CreateString(ctx, "0", 1);
    RedisModule_StringSet(key, zero);
    RedisModule_FreeString(ctx, zero);
    RedisModule_Replicate(ctx, "SET", "sc", argv[1], "0");
    RedisModule_NotifyKeyspaceEvent(ctx, REDISMODULE_NOTIFY_STRING, "counter.take", argv[1]);
  }
  RedisModule_CloseKey(key);
  return RedisModule_ReplyWithLongLong(ctx, value);
}

/* NOLINTNEXTLINE(readability-identifier-naming): the ABI's name */
__attribute__((visibility("default"))) int RedisModule_OnLoad(RedisModuleCtx* ctx,
                                                              RedisModuleString** argv, int argc) {
  REDISMODULE_NOT_USED(argv);
  REDISMODULE_NOT_USED(argc);
  if (RedisModule_Init(ctx, "counter", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR) {
    return REDISMODULE_ERR;
  }
  /* The three numbers: the first and the last argument that are keys, and the step between keys. */
  if (RedisModule_CreateCommand(ctx, "counter.add", Add, "write deny-oom fast", 1, 1, 1) ==
      REDISMODULE_ERR) {
    return REDISMODULE_ERR;
  }
  return RedisModule_CreateCommand(ctx, "counter.take", Take, "write fast", 1, 1, 1);
}
