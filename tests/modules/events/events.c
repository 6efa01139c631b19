/* Keyspace events, and what follows them: a listener leaves a job for each event whose key begins with "job", which writes
 * the key's name to the list "log". What the key's name goes on with says more: see Listen and Job. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "module_api/redismodule.h"

static char heard[4000];
static int freed;
static int loaded_result = -1;

static void Note(const char* text) {
  if (strlen(heard) + strlen(text) + 2 > sizeof(heard)) return;
  if (heard[0] != '\0') strcat(heard, " ");
  strcat(heard, text);
}

static const char* Text(const RedisModuleString* string) {
  return RedisModule_StringPtrLen(string, NULL);
}

static void Run(RedisModuleCtx* ctx, const char* command, const char* format, const char* one,
                const char* two) {
  RedisModuleCallReply* reply = RedisModule_Call(ctx, command, format, one, two);
  if (reply != NULL) RedisModule_FreeCallReply(reply);
}

static void Log(RedisModuleCtx* ctx, const char* what) {
  Run(ctx, "RPUSH", "cc!", "log", what);
}

static void FreeName(void* name) {
  ++freed;
  RedisModule_Free(name);
}

/* "job:again" leaves a job of its own, once; "job:writes" sets a key that leaves one. */
static void Job(RedisModuleCtx* ctx, void* data) {
  const char* name = data;
  Log(ctx, name);
  if (strcmp(name, "job:again") == 0) {
    RedisModule_AddPostNotificationJob(ctx, Job, RedisModule_Strdup("job-of-a-job"), FreeName);
    Log(ctx, "after-asking");
  }
  if (strcmp(name, "job:writes") == 0) {
    Run(ctx, "SET", "cc!", "job:written", "1");
    Log(ctx, "after-writing");
  }
}

static int Listen(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  const char* name = Text(key);
  if (strncmp(name, "job", 3) != 0) return REDISMODULE_OK;
  char note[200];
  snprintf(note, sizeof(note), "%s:%s", event, name);
  Note(note);
  const int result =
      RedisModule_AddPostNotificationJob(ctx, Job, RedisModule_Strdup(name), FreeName);
  if (type == REDISMODULE_NOTIFY_LOADED) loaded_result = result;
  if (strcmp(name, "job:nested") == 0) Run(ctx, "SET", "cc!", "job:inner", "1");
  return REDISMODULE_OK;
}

static int Second(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  (void)ctx, (void)type;
  char note[200];
  snprintf(note, sizeof(note), "second-%s:%s", event, Text(key));
  Note(note);
  return REDISMODULE_OK;
}

static int Heard(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  RedisModule_ReplyWithCString(ctx, heard);
  heard[0] = '\0';
  return REDISMODULE_OK;
}

static int Freed(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  RedisModule_ReplyWithArray(ctx, 2);
  RedisModule_ReplyWithLongLong(ctx, freed);
  return RedisModule_ReplyWithLongLong(ctx, loaded_result);
}

/* Two writes and a line of the log, in one go. */
static void WriteTwo(RedisModuleCtx* ctx, const char* end) {
  Run(ctx, "SET", "cc!", "job:a", "1");
  Run(ctx, "SET", "cc!", "job:b", "1");
  Log(ctx, end);
}

static int Direct(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  RedisModule_AddPostNotificationJob(ctx, Job, RedisModule_Strdup("job:direct"), FreeName);
  RedisModule_AddPostNotificationJob(ctx, Job, RedisModule_Strdup("job:again"), NULL);
  WriteTwo(ctx, "command-end");
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static void Tick(RedisModuleCtx* ctx, void* data) {
  (void)data;
  WriteTwo(ctx, "timer-end");
}

static int Timer(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  RedisModule_CreateTimer(ctx, 1, Tick, NULL);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static void* Work(void* client) {
  RedisModuleCtx* ctx = RedisModule_GetThreadSafeContext(client);
  RedisModule_ThreadSafeContextLock(ctx);
  WriteTwo(ctx, "thread-end");
  RedisModule_ThreadSafeContextUnlock(ctx);
  RedisModule_ReplyWithSimpleString(ctx, "OK");
  RedisModule_FreeThreadSafeContext(ctx);
  RedisModule_UnblockClient(client, NULL);
  return NULL;
}

static int Thread(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  pthread_t thread;
  pthread_create(&thread, NULL, Work, RedisModule_BlockClient(ctx, NULL, NULL, NULL, 0));
  pthread_detach(thread);
  return REDISMODULE_OK;
}

/* EVENTS.NOTIFY class event key: class as a number. */
static int Notify(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long type;
  if (argc != 4 || RedisModule_StringToLongLong(argv[1], &type) != REDISMODULE_OK)
    return RedisModule_WrongArity(ctx);
  return RedisModule_ReplyWithLongLong(
      ctx, RedisModule_NotifyKeyspaceEvent(ctx, (int)type, Text(argv[2]), argv[3]));
}

/* EVENTS.SECOND ON|OFF classes: the second listener. */
static int ListenToo(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long classes;
  if (argc != 3 || RedisModule_StringToLongLong(argv[2], &classes) != REDISMODULE_OK)
    return RedisModule_WrongArity(ctx);
  if (strcmp(Text(argv[1]), "on") == 0) {
    return RedisModule_ReplyWithLongLong(
        ctx, RedisModule_SubscribeToKeyspaceEvents(ctx, (int)classes, Second));
  }
  if (RedisModule_UnsubscribeFromKeyspaceEvents == NULL)
    return RedisModule_ReplyWithCString(ctx, "missing");
  return RedisModule_ReplyWithLongLong(
      ctx, RedisModule_UnsubscribeFromKeyspaceEvents(ctx, (int)classes, Second));
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_Init(ctx, "events", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  if (argc > 0 && strcmp(Text(argv[0]), "nested") == 0) {
    RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_ALLOW_NESTED_KEYSPACE_NOTIFICATIONS);
  }
  const int classes = REDISMODULE_NOTIFY_STRING | REDISMODULE_NOTIFY_KEY_MISS |
                      REDISMODULE_NOTIFY_EXPIRED | REDISMODULE_NOTIFY_EVICTED |
                      REDISMODULE_NOTIFY_LOADED | REDISMODULE_NOTIFY_MODULE |
                      REDISMODULE_NOTIFY_GENERIC;
  if (RedisModule_SubscribeToKeyspaceEvents(ctx, classes, Listen) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  const struct {
    const char* name;
    RedisModuleCmdFunc function;
    const char* flags;
  } commands[] = {{"events.heard", Heard, "readonly"},     {"events.freed", Freed, "readonly"},
                  {"events.direct", Direct, "write"},      {"events.timer", Timer, "write"},
                  {"events.thread", Thread, "write"},      {"events.notify", Notify, "write"},
                  {"events.second", ListenToo, "readonly"}};
  for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, commands[i].flags, 0,
                                  0, 0) != REDISMODULE_OK)
      return REDISMODULE_ERR;
  }
  return REDISMODULE_OK;
}
