/* A module that crashes in the ways that modules do, each by a command of its own. */
#include <pthread.h>
#include <stdlib.h>

#include "module_api/redismodule.h"

typedef int (*Unserved)(int);

/* Called through its place; through the global offset table, as other modules' headers have it; and by a jump
 * that ends its function. */
static Unserved hidden;
Unserved exported;

static int CallHidden(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  return hidden(argc) + RedisModule_ReplyWithNull(ctx);
}

static int CallExported(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  return exported(argc) + RedisModule_ReplyWithNull(ctx);
}

static int JumpToHidden(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)ctx;
  (void)argv;
  return hidden(argc);
}

static int ReadNull(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  const volatile int* nowhere = (const volatile int*)(long)(argc - 1);
  return RedisModule_ReplyWithLongLong(ctx, *nowhere);
}

static void* Abort(void* nothing) {
  abort();
  return nothing;
}

static int AbortThread(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  pthread_t thread;
  pthread_create(&thread, NULL, Abort, NULL);
  pthread_join(thread, NULL);
  return RedisModule_ReplyWithNull(ctx);
}

static int Overflow(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  volatile char room[4096];
  room[0] = (char)argc;
  return Overflow(ctx, argv, argc + 1) + room[0];
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  int (*get_api)(const char*, void*) = ((int (**)(const char*, void*))ctx)[0];
  if (RedisModule_Init(ctx, "crash", 7, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  get_api("RedisModule_NobodyServesHidden", &hidden);
  get_api("RedisModule_NobodyServesExported", &exported);
  if (RedisModule_CreateCommand(ctx, "crash.hidden", CallHidden, "readonly", 0, 0, 0) !=
          REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "crash.exported", CallExported, "readonly", 0, 0, 0) !=
          REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "crash.jump", JumpToHidden, "readonly", 0, 0, 0) !=
          REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "crash.abort", AbortThread, "readonly", 0, 0, 0) !=
          REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "crash.overflow", Overflow, "readonly", 0, 0, 0) !=
          REDISMODULE_OK ||
      RedisModule_CreateCommand(ctx, "crash.null", ReadNull, "readonly", 0, 0, 0) !=
          REDISMODULE_OK) {
    return REDISMODULE_ERR;
  }
  return REDISMODULE_OK;
}
