/* Calls that are let block (RM_Call with K), their promises, and all that can become of them. Runs on any server
 * of the ABI that has them. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "module_api/redismodule.h"

/* What the handlers were told, a word or two each. */
static char told[2000];

static void Remember(const char* name, const char* text, size_t size) {
  const size_t used = strlen(told);
  snprintf(told + used, sizeof told - used, "%s%s=%.*s", used == 0 ? "" : " ", name, (int)size,
           text);
}

/* A call that may be under way, known by a name. */
struct Call {
  char name[20];
  char then[20]; /* what its handler does besides */
  RedisModuleCallReply* promise;
};
static struct Call calls[8];

static struct Call* Find(const char* name) {
  for (size_t i = 0; i < 8; ++i)
    if (strcmp(calls[i].name, name) == 0) return &calls[i];
  return NULL;
}

static RedisModuleCallReply* Run(RedisModuleCtx* ctx, const char* modifiers,
                                 RedisModuleString** argv, int argc) {
  char format[20];
  snprintf(format, sizeof format, "%sv", modifiers);
  errno = 0;
  return RedisModule_Call(ctx, RedisModule_StringPtrLen(argv[0], NULL), format, argv + 1,
                          (size_t)argc - 1);
}

/* What wasn't a promise, passed on. */
static int Pass(RedisModuleCtx* ctx, RedisModuleCallReply* reply) {
  if (reply == NULL) return RedisModule_ReplyWithErrorFormat(ctx, "ERR %s", strerror(errno));
  RedisModule_ReplyWithCallReply(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return REDISMODULE_OK;
}

static void Keep(struct Call* call, RedisModuleCallReply* promise);

static void Ended(RedisModuleCtx* ctx, RedisModuleCallReply* reply, void* data) {
  struct Call* call = data;
  size_t size = 0;
  const char* text = RedisModule_CallReplyProto(reply, &size);
  char plain[200];
  for (size_t i = 0; i < size && i < sizeof plain - 1; ++i)
    plain[i] = text[i] == '\r' || text[i] == '\n' ? '.' : text[i];
  Remember(call->name, plain, size < sizeof plain ? size : sizeof plain - 1);
  RedisModule_FreeCallReply(reply);
  if (strcmp(call->then, "set") == 0) {
    reply = RedisModule_Call(ctx, "SET", "ccl!", "then", call->name, (long long)0);
    if (reply != NULL) RedisModule_FreeCallReply(reply);
    RedisModule_FreeCallReply(RedisModule_Call(ctx, "RPUSH", "cc!", "then", call->name));
  } else if (strcmp(call->then, "again") == 0) {
    RedisModuleCallReply* next = RedisModule_Call(ctx, "BLPOP", "Kcc", "again", "0");
    if (RedisModule_CallReplyType(next) == REDISMODULE_REPLY_PROMISE) {
      call->then[0] = '\0';
      if (call->promise != NULL) RedisModule_FreeCallReply(call->promise);
      Keep(call, next);
    } else {
      Remember("at-once", "", 0);
      RedisModule_FreeCallReply(next);
    }
  } else if (strcmp(call->then, "abort") == 0) {
    void* other = NULL;
    struct Call* victim = Find("victim");
    const int outcome = RedisModule_CallReplyPromiseAbort(victim->promise, &other);
    Remember("abort", outcome == REDISMODULE_OK && other == victim ? "OK" : "ERR", 3);
    const int self =
        call->promise == NULL ? 0 : RedisModule_CallReplyPromiseAbort(call->promise, NULL);
    Remember("self", self == REDISMODULE_OK ? "OK" : "ERR", 3);
  } else if (strcmp(call->then, "unload") == 0) {
    reply = RedisModule_Call(ctx, "MODULE", "Ecc", "UNLOAD", "promises");
    text = RedisModule_CallReplyStringPtr(reply, &size);
    Remember("unload", text, size);
    RedisModule_FreeCallReply(reply);
  }
}

static void Keep(struct Call* call, RedisModuleCallReply* promise) {
  call->promise = promise;
  RedisModule_CallReplyPromiseSetUnblockHandler(promise, Ended, call);
}

/* P.KEEP name then modifiers command ...: a call whose handler remembers the reply. Replies "promise", or what the
 * command says if it is over. */
static int KeepCall(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 5) return RedisModule_WrongArity(ctx);
  RedisModuleCallReply* reply =
      Run(ctx, RedisModule_StringPtrLen(argv[3], NULL), argv + 4, argc - 4);
  if (reply == NULL || RedisModule_CallReplyType(reply) != REDISMODULE_REPLY_PROMISE)
    return Pass(ctx, reply);
  struct Call* call = Find("");
  snprintf(call->name, sizeof call->name, "%s", RedisModule_StringPtrLen(argv[1], NULL));
  snprintf(call->then, sizeof call->then, "%s", RedisModule_StringPtrLen(argv[2], NULL));
  Keep(call, reply);
  return RedisModule_ReplyWithSimpleString(ctx, "promise");
}

/* P.FREE name: frees the promise; what was promised goes on. */
static int Free(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  struct Call* call = Find(RedisModule_StringPtrLen(argv[1], NULL));
  if (call == NULL || call->promise == NULL)
    return RedisModule_ReplyWithError(ctx, "ERR no such call");
  RedisModule_FreeCallReply(call->promise);
  call->promise = NULL;
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* P.ABORT name: [whether the abort went well, whether it gave the handler's data] */
static int Abort(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  struct Call* call = Find(RedisModule_StringPtrLen(argv[1], NULL));
  if (call == NULL || call->promise == NULL)
    return RedisModule_ReplyWithError(ctx, "ERR no such call");
  void* data = NULL;
  const int outcome = RedisModule_CallReplyPromiseAbort(call->promise, &data);
  RedisModule_ReplyWithArray(ctx, 2);
  RedisModule_ReplyWithLongLong(ctx, outcome == REDISMODULE_OK);
  RedisModule_ReplyWithLongLong(ctx, data == call);
  return REDISMODULE_OK;
}

/* P.FORGET: forgets all calls by name, frees the promises that are left. */
static int Forget(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  for (size_t i = 0; i < 8; ++i) {
    if (calls[i].promise != NULL) RedisModule_FreeCallReply(calls[i].promise);
    memset(&calls[i], 0, sizeof calls[i]);
  }
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* P.FIRE modifiers command ...: a call whose reply nobody wants. */
static int Fire(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 3) return RedisModule_WrongArity(ctx);
  RedisModuleCallReply* reply =
      Run(ctx, RedisModule_StringPtrLen(argv[1], NULL), argv + 2, argc - 2);
  if (reply == NULL || RedisModule_CallReplyType(reply) != REDISMODULE_REPLY_PROMISE)
    return Pass(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return RedisModule_ReplyWithSimpleString(ctx, "promise");
}

/* P.AUTO command ...: as P.FIRE, but automatic memory frees the promise. */
static int Auto(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  RedisModule_AutoMemory(ctx);
  RedisModuleCallReply* reply = Run(ctx, "K", argv + 1, argc - 1);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_CallReplyType(reply));
  return REDISMODULE_OK;
}

/* P.LOOK command ...: what the functions of other replies say of a promise, which is then aborted. */
static int Look(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  RedisModuleCallReply* reply = Run(ctx, "K", argv + 1, argc - 1);
  RedisModule_ReplyWithArray(ctx, 5);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_CallReplyType(reply));
  RedisModule_ReplyWithLongLong(ctx, (long long)RedisModule_CallReplyLength(reply));
  RedisModule_ReplyWithLongLong(ctx, RedisModule_CallReplyStringPtr(reply, NULL) == NULL);
  RedisModule_ReplyWithLongLong(ctx, RedisModule_CreateStringFromCallReply(reply) == NULL);
  void* data = &told;
  RedisModule_ReplyWithLongLong(
      ctx, RedisModule_CallReplyPromiseAbort(reply, &data) == REDISMODULE_OK && data == NULL);
  RedisModule_FreeCallReply(reply);
  return REDISMODULE_OK;
}

static int Told(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_ReplyWithCString(ctx, told);
  told[0] = '\0';
  return REDISMODULE_OK;
}

/* P.CALL modifiers command ...: as the command itself; the client waits with it, and takes it along when it goes. */
struct Waiting {
  RedisModuleBlockedClient* client;
  RedisModuleCallReply* promise;
};

static void Answer(RedisModuleCtx* ctx, RedisModuleCallReply* reply, void* data) {
  (void)ctx;
  struct Waiting* waiting = data;
  RedisModuleCtx* to_client = RedisModule_GetThreadSafeContext(waiting->client);
  Pass(to_client, reply);
  RedisModule_FreeThreadSafeContext(to_client);
  RedisModule_BlockClientSetPrivateData(waiting->client, NULL);
  RedisModule_UnblockClient(waiting->client, NULL);
  RedisModule_FreeCallReply(waiting->promise);
  RedisModule_Free(waiting);
}

static void Gone(RedisModuleCtx* ctx, RedisModuleBlockedClient* client) {
  (void)ctx;
  struct Waiting* waiting = RedisModule_BlockClientGetPrivateData(client);
  if (waiting == NULL) return;
  void* data;
  if (RedisModule_CallReplyPromiseAbort(waiting->promise, &data) == REDISMODULE_OK) {
    RedisModule_FreeCallReply(waiting->promise);
    RedisModule_Free(waiting);
    Remember("gone", "", 0);
    RedisModule_UnblockClient(client, NULL);
  }
}

static int Waiter(RedisModuleCtx* ctx, RedisModuleCallReply* reply) {
  if (reply == NULL || RedisModule_CallReplyType(reply) != REDISMODULE_REPLY_PROMISE)
    return Pass(ctx, reply);
  struct Waiting* waiting = RedisModule_Alloc(sizeof *waiting);
  waiting->promise = reply;
  waiting->client = RedisModule_BlockClient(ctx, NULL, NULL, NULL, 0);
  RedisModule_SetDisconnectCallback(waiting->client, Gone);
  RedisModule_BlockClientSetPrivateData(waiting->client, waiting);
  RedisModule_CallReplyPromiseSetUnblockHandler(reply, Answer, waiting);
  return REDISMODULE_OK;
}

static int CallCommand(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 3) return RedisModule_WrongArity(ctx);
  return Waiter(ctx, Run(ctx, RedisModule_StringPtrLen(argv[1], NULL), argv + 2, argc - 2));
}

/* P.PLAIN command ...: without K. */
static int Plain(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  return Pass(ctx, Run(ctx, "E", argv + 1, argc - 1));
}

/* P.THREAD command ...: as P.CALL K, called by a thread under the lock. */
struct Work {
  RedisModuleBlockedClient* client;
  RedisModuleString* argv[4];
  int argc;
};

static void* CallInThread(void* data) {
  struct Work* work = data;
  RedisModuleCtx* ctx = RedisModule_GetThreadSafeContext(work->client);
  RedisModule_ThreadSafeContextLock(ctx);
  RedisModuleCallReply* reply = Run(ctx, "K", work->argv, work->argc);
  if (reply != NULL && RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_PROMISE) {
    struct Waiting* waiting = RedisModule_Alloc(sizeof *waiting);
    waiting->promise = reply;
    waiting->client = work->client;
    RedisModule_CallReplyPromiseSetUnblockHandler(reply, Answer, waiting);
  } else {
    Pass(ctx, reply);
    RedisModule_UnblockClient(work->client, NULL);
  }
  for (int i = 0; i < work->argc; ++i)
    RedisModule_FreeString(NULL, work->argv[i]);
  RedisModule_Free(work);
  RedisModule_ThreadSafeContextUnlock(ctx);
  RedisModule_FreeThreadSafeContext(ctx);
  return NULL;
}

static int Thread(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2 || argc > 5) return RedisModule_WrongArity(ctx);
  struct Work* work = RedisModule_Alloc(sizeof *work);
  work->client = RedisModule_BlockClient(ctx, NULL, NULL, NULL, 0);
  work->argc = argc - 1;
  for (int i = 1; i < argc; ++i)
    work->argv[i - 1] = RedisModule_CreateStringFromString(NULL, argv[i]);
  pthread_t thread;
  pthread_create(&thread, NULL, CallInThread, work);
  pthread_detach(thread);
  return REDISMODULE_OK;
}

/* P.WAIT [timeout-ms]: a client that P.RELEASE lets go, oldest first, with "released". */
static RedisModuleBlockedClient* waiters[8];
static size_t waiter_count;

static int Released(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "released");
}

static int TimedOut(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "timed out");
}

static void WaiterGone(RedisModuleCtx* ctx, RedisModuleBlockedClient* client) {
  (void)ctx;
  (void)client;
  Remember("waiter-gone", "", 0);
}

static int Wait(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long timeout = 0;
  if (argc > 1) RedisModule_StringToLongLong(argv[1], &timeout);
  RedisModuleBlockedClient* client =
      RedisModule_BlockClient(ctx, Released, TimedOut, NULL, timeout);
  RedisModule_SetDisconnectCallback(client, WaiterGone);
  waiters[waiter_count++] = client;
  return REDISMODULE_OK;
}

static int Release(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (waiter_count == 0) return RedisModule_ReplyWithError(ctx, "ERR nobody waits");
  RedisModule_UnblockClient(waiters[0], NULL);
  memmove(waiters, waiters + 1, sizeof *waiters * --waiter_count);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* P.KEY key: waits until the list is there, and takes its first element. */
static int TakeKey(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argc;
  RedisModuleCallReply* reply = RedisModule_Call(ctx, "LPOP", "s", argv[1]);
  const int there = RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_STRING;
  if (there) RedisModule_ReplyWithCallReply(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return there ? REDISMODULE_OK : REDISMODULE_ERR;
}

static int Key(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  if (TakeKey(ctx, argv, argc) == REDISMODULE_OK) return REDISMODULE_OK;
  RedisModule_BlockClientOnKeys(ctx, TakeKey, TimedOut, NULL, 0, argv + 1, 1, NULL);
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_Init(ctx, "promises", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  static const struct {
    const char* name;
    RedisModuleCmdFunc function;
  } commands[] = {{"p.keep", KeepCall},   {"p.free", Free},     {"p.abort", Abort},
                  {"p.forget", Forget},   {"p.fire", Fire},     {"p.auto", Auto},
                  {"p.look", Look},       {"p.told", Told},     {"p.call", CallCommand},
                  {"p.plain", Plain},     {"p.thread", Thread}, {"p.wait", Wait},
                  {"p.release", Release}, {"p.key", Key}};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; ++i) {
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, "write", 0, 0, 0) !=
        REDISMODULE_OK)
      return REDISMODULE_ERR;
  }
  /* "fail command ...": leaves a call behind and isn't loaded. */
  if (argc > 1) {
    RedisModuleCallReply* promise = Run(ctx, "K", argv + 1, argc - 1);
    if (promise != NULL && RedisModule_CallReplyType(promise) == REDISMODULE_REPLY_PROMISE)
      Keep(&calls[0], promise);
    return REDISMODULE_ERR;
  }
  return REDISMODULE_OK;
}

int RedisModule_OnUnload(RedisModuleCtx* ctx) {
  (void)ctx;
  return REDISMODULE_OK;
}
