/* A module that registers something of everything, in several versions of itself (-DVERSION=n):
 *
 *   1  the first one
 *   2  a newer encoding, and one more command
 *   3  can't load a value "poison"
 *   4  has the type under another name
 *   5  OnLoad fails after it has registered all
 *   6  has another name
 *   7  can't load aux data
 *   8  has no setting, and one command less
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "module_api/redismodule.h"

#define ENCODING (VERSION == 1 ? 1 : 2)

struct Box {
  char* text;
  int loaded_by; /* version whose rdb_load made it; 0: made by a command */
};

static RedisModuleType* box_type;
static long long limit = 10;
static long long writes; /* kept as aux data */
static long long events, loaded_events, turns;
static int ends[2] = {-1, -1};

static struct Box* NewBox(const char* text, size_t size) {
  struct Box* box = RedisModule_Alloc(sizeof *box);
  box->text = RedisModule_Alloc(size + 1);
  memcpy(box->text, text, size);
  box->text[size] = 0;
  box->loaded_by = 0;
  return box;
}

static void FreeBox(void* value) {
  struct Box* box = value;
  if (strncmp(box->text, "slow", 4) == 0) usleep(200000);
  RedisModule_Free(box->text);
  RedisModule_Free(box);
}

static void SaveBox(RedisModuleIO* io, void* value) {
  const struct Box* box = value;
  RedisModule_SaveStringBuffer(io, box->text, strlen(box->text));
}

static void* LoadBox(RedisModuleIO* io, int encoding) {
  size_t size = 0;
  if (encoding > ENCODING) return NULL;
  char* text = RedisModule_LoadStringBuffer(io, &size);
  if (RedisModule_IsIOError(io)) return NULL;
  if (VERSION == 3 && strcmp(text, "poison") == 0) {
    RedisModule_Free(text);
    return NULL;
  }
  struct Box* box = NewBox(text, size);
  box->loaded_by = VERSION;
  RedisModule_Free(text);
  return box;
}

static size_t Effort(RedisModuleString* key, const void* value) {
  (void)key;
  return strncmp(((const struct Box*)value)->text, "slow", 4) == 0 ? 1000 : 1;
}

static void SaveWrites(RedisModuleIO* io, int when) {
  (void)when;
  if (writes > 0) RedisModule_SaveSigned(io, writes);
}

static int LoadWrites(RedisModuleIO* io, int encoding, int when) {
  (void)encoding;
  (void)when;
  if (VERSION == 7) return REDISMODULE_ERR;
  writes = RedisModule_LoadSigned(io);
  return RedisModule_IsIOError(io) ? REDISMODULE_ERR : REDISMODULE_OK;
}

/* BOX.SET key text */
static int Set(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 3) return RedisModule_WrongArity(ctx);
  size_t size;
  const char* text = RedisModule_StringPtrLen(argv[2], &size);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  RedisModule_ModuleTypeSetValue(key, box_type, NewBox(text, size));
  RedisModule_CloseKey(key);
  ++writes;
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* BOX.GET key: text, version that has loaded it, writes so far */
static int Get(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ);
  if (RedisModule_ModuleTypeGetType(key) != box_type) {
    RedisModule_CloseKey(key);
    return RedisModule_ReplyWithError(ctx, "ERR no box");
  }
  const struct Box* box = RedisModule_ModuleTypeGetValue(key);
  RedisModule_ReplyWithArray(ctx, 3);
  RedisModule_ReplyWithCString(ctx, box->text);
  RedisModule_ReplyWithLongLong(ctx, box->loaded_by);
  RedisModule_ReplyWithLongLong(ctx, writes);
  RedisModule_CloseKey(key);
  return REDISMODULE_OK;
}

/* BOX.STATE: version, limit, events heard, `loaded` events heard, turns of the loop seen */
static int State(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  const long long state[] = {VERSION, limit, events, loaded_events, turns};
  RedisModule_ReplyWithArray(ctx, 5);
  for (size_t i = 0; i < 5; ++i)
    RedisModule_ReplyWithLongLong(ctx, state[i]);
  return REDISMODULE_OK;
}

static int Fail(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithError(ctx, "ERR as asked");
}

/* BOX.SLEEP ms: and then has the server run a command */
static int Sleep(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long ms = 0;
  if (argc == 2) RedisModule_StringToLongLong(argv[1], &ms);
  usleep((useconds_t)(ms * 1000));
  RedisModule_FreeCallReply(RedisModule_Call(ctx, "ECHO", "c", "awake"));
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* BOX.SELF UNLOAD | RELOAD path: asks the server to take away the code that runs */
static int Self(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  RedisModuleCallReply* reply =
      argc == 2 ? RedisModule_Call(ctx, "MODULE", "Ecc", "UNLOAD", "box")
                : RedisModule_Call(ctx, "MODULE", "Eccs", "RELOAD", "box", argv[2]);
  return RedisModule_ReplyWithCallReply(ctx, reply);
}

static void OnTimer(RedisModuleCtx* ctx, void* data) {
  (void)ctx;
  (void)data;
}

static int Timer(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  long long ms = 0;
  if (argc == 2) RedisModule_StringToLongLong(argv[1], &ms);
  RedisModule_CreateTimer(ctx, ms, OnTimer, NULL);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int TimedOut(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "timed out");
}

static RedisModuleBlockedClient* waiting;

/* BOX.BLOCK: waits for BOX.RELEASE */
static int Block(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  waiting = RedisModule_BlockClient(ctx, TimedOut, TimedOut, NULL, 0);
  return REDISMODULE_OK;
}

static int Release(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_UnblockClient(waiting, NULL);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int OnKey(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  (void)ctx;
  (void)event;
  (void)key;
  ++events;
  if (type == REDISMODULE_NOTIFY_LOADED) ++loaded_events;
  return REDISMODULE_OK;
}

static void OnLoop(RedisModuleCtx* ctx, RedisModuleEvent event, uint64_t sub, void* data) {
  (void)ctx;
  (void)event;
  (void)sub;
  (void)data;
  ++turns;
}

static void OnReadable(int fd, void* data, int mask) {
  (void)fd;
  (void)data;
  (void)mask;
}

static void OnOneShot(void* data) {
  (void)data;
}

static void OnFilter(RedisModuleCommandFilterCtx* filter) {
  (void)RedisModule_CommandFilterArgsCount(filter);
}

static void OnInfo(RedisModuleInfoCtx* ctx, int for_crash_report) {
  (void)for_crash_report;
  RedisModule_InfoAddSection(ctx, "state");
  RedisModule_InfoAddFieldLongLong(ctx, "version", VERSION);
}

#if VERSION != 8
static long long GetLimit(const char* name, void* data) {
  (void)name;
  (void)data;
  return limit;
}

static int SetLimit(const char* name, long long value, void* data, RedisModuleString** error) {
  (void)name;
  (void)data;
  (void)error;
  limit = value;
  return REDISMODULE_OK;
}
#endif

static int Register(RedisModuleCtx* ctx) {
  struct {
    const char* name;
    RedisModuleCmdFunc function;
    const char* flags;
  } commands[] = {
    {"box.set", Set, "write"},
    {"box.get", Get, "readonly"},
    {"box.state", State, "readonly"},
#if VERSION != 8
    {"box.fail", Fail, "readonly"},
#endif
    {"box.sleep", Sleep, "readonly"},
    {"box.self", Self, "admin"},
    {"box.timer", Timer, "readonly"},
    {"box.block", Block, "readonly"},
    {"box.release", Release, "readonly"},
#if VERSION == 2
    {"box.new", State, "readonly"},
#endif
  };
  (void)Fail;
  for (size_t i = 0; i < sizeof commands / sizeof *commands; ++i) {
    const int keys = i < 2;
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, commands[i].flags,
                                  keys, keys, keys) != REDISMODULE_OK) {
      return REDISMODULE_ERR;
    }
  }
  RedisModuleTypeMethods methods = {.version = REDISMODULE_TYPE_METHOD_VERSION,
                                    .rdb_load = LoadBox,
                                    .rdb_save = SaveBox,
                                    .free = FreeBox,
                                    .free_effort = Effort,
                                    .aux_load = LoadWrites,
                                    .aux_save2 = SaveWrites,
                                    .aux_save_triggers = REDISMODULE_AUX_BEFORE_RDB};
  const char* type_name = VERSION == 4 ? "life-bag-" : "life-box-";
  box_type = RedisModule_CreateDataType(ctx, type_name, ENCODING, &methods);
  if (box_type == NULL) return REDISMODULE_ERR;
#if VERSION != 8
  RedisModule_RegisterNumericConfig(ctx, "limit", 10, REDISMODULE_CONFIG_DEFAULT, 0, 1000, GetLimit,
                                    SetLimit, NULL, NULL);
  if (RedisModule_LoadConfigs(ctx) != REDISMODULE_OK) return REDISMODULE_ERR;
#endif
  RedisModule_SubscribeToKeyspaceEvents(
      ctx, REDISMODULE_NOTIFY_ALL | REDISMODULE_NOTIFY_LOADED | REDISMODULE_NOTIFY_KEY_MISS, OnKey);
  RedisModule_SubscribeToServerEvent(ctx, RedisModuleEvent_EventLoop, OnLoop);
  RedisModule_RegisterCommandFilter(ctx, OnFilter, 0);
  RedisModule_RegisterInfoFunc(ctx, OnInfo);
  RedisModule_ExportSharedAPI(ctx, "box_limit", &limit);
  if (pipe(ends) != 0) return REDISMODULE_ERR;
  RedisModule_EventLoopAdd(ends[0], REDISMODULE_EVENTLOOP_READABLE, OnReadable, NULL);
  /* Written to, so that a callback which stays behind would be called at once. */
  if (write(ends[1], "x", 1) != 1) return REDISMODULE_ERR;
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  const char* name = VERSION == 6 ? "crate" : "box";
  if (RedisModule_Init(ctx, name, VERSION, REDISMODULE_APIVER_1) == REDISMODULE_ERR) {
    return REDISMODULE_ERR;
  }
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  if (Register(ctx) != REDISMODULE_OK) return REDISMODULE_ERR;
  if (VERSION != 5) return REDISMODULE_OK;
  RedisModule_EventLoopAddOneShot(OnOneShot, NULL);
  RedisModule_CreateTimer(ctx, 1, OnTimer, NULL);
  return REDISMODULE_ERR;
}

/* Descriptors are the module's own. */
int RedisModule_OnUnload(RedisModuleCtx* ctx) {
  (void)ctx;
  close(ends[0]);
  close(ends[1]);
  return REDISMODULE_OK;
}
