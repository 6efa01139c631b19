/* RdbSave and RdbLoad from everywhere a module can call them. Runs on any server of the ABI.
 *
 * A call's outcome is OK, or an error with its errno and text. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "module_api/redismodule.h"

static RedisModuleType* notes;

/* What events were heard, as "id.subevent", and what calls inside of callbacks came to. */
static char heard[1000];
static long long loaded_keys;

static void Remember(const char* text) {
  const size_t used = strlen(heard);
  snprintf(heard + used, sizeof heard - used, "%s%s", used == 0 ? "" : " ", text);
}

/* RDB.INSIDE: in which callback to call what, once. */
static char inside[20], inside_call[10], inside_path[300];

static int Try(RedisModuleCtx* ctx, const char* call, const char* path, int flags) {
  RedisModuleRdbStream* stream = NULL;
  if (strcmp(path, "NULL") != 0) stream = RedisModule_RdbStreamCreateFromFile(path);
  errno = -1;
  if (strcasecmp(call, "save") == 0) {
    RedisModule_RdbSave(ctx, stream, flags);
  } else {
    RedisModule_RdbLoad(ctx, stream, flags);
  }
  const int error = errno;
  if (stream != NULL) RedisModule_RdbStreamFree(stream);
  return error;
}

static void TryInside(RedisModuleCtx* ctx, const char* callback) {
  if (strcmp(inside, callback) != 0) return;
  inside[0] = '\0';
  char text[100];
  const int error = Try(ctx, inside_call, inside_path, 0);
  snprintf(text, sizeof text, "%s in %s: %s", inside_call, callback, strerror(error));
  Remember(text);
}

static int Tell(RedisModuleCtx* ctx, int error) {
  if (error == 0) return RedisModule_ReplyWithSimpleString(ctx, "OK");
  return RedisModule_ReplyWithErrorFormat(ctx, "ERR %d %s", error, strerror(error));
}

/* RDB.SAVE path [flags] and RDB.LOAD path [flags]; the path NULL is a null stream. */
static int SaveOrLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  long long flags = 0;
  if (argc > 2) RedisModule_StringToLongLong(argv[2], &flags);
  const char* name = RedisModule_StringPtrLen(argv[0], NULL);
  return Tell(ctx, Try(ctx, name + 4, RedisModule_StringPtrLen(argv[1], NULL), (int)flags));
}

static int Heard(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_ReplyWithArray(ctx, 2);
  RedisModule_ReplyWithCString(ctx, heard);
  RedisModule_ReplyWithLongLong(ctx, loaded_keys);
  heard[0] = '\0';
  loaded_keys = 0;
  return REDISMODULE_OK;
}

/* RDB.INSIDE callback save|load path */
static int Inside(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 4) return RedisModule_WrongArity(ctx);
  snprintf(inside, sizeof inside, "%s", RedisModule_StringPtrLen(argv[1], NULL));
  snprintf(inside_call, sizeof inside_call, "%s", RedisModule_StringPtrLen(argv[2], NULL));
  snprintf(inside_path, sizeof inside_path, "%s", RedisModule_StringPtrLen(argv[3], NULL));
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* RDB.HELD string-key zset-key path: loads with both keys open, and an iteration; then reads and writes through
 * the handles. Replies with the string that the first has now, the second's size, and whether the iteration goes on. */
static int Held(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 4) return RedisModule_WrongArity(ctx);
  RedisModule_AutoMemory(ctx);
  RedisModuleKey* string = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  RedisModuleKey* zset = RedisModule_OpenKey(ctx, argv[2], REDISMODULE_READ);
  size_t length = 0;
  if (RedisModule_KeyType(string) == REDISMODULE_KEYTYPE_STRING)
    (void)RedisModule_StringDMA(string, &length, REDISMODULE_READ);
  if (zset != NULL) RedisModule_ZsetFirstInScoreRange(zset, 0, 1e9, 0, 0);
  const int error = Try(ctx, "load", RedisModule_StringPtrLen(argv[3], NULL), 0);
  if (error != 0) return Tell(ctx, error);
  RedisModule_ReplyWithArray(ctx, 3);
  if (RedisModule_KeyType(string) == REDISMODULE_KEYTYPE_STRING) {
    const char* bytes = RedisModule_StringDMA(string, &length, REDISMODULE_READ);
    RedisModule_ReplyWithStringBuffer(ctx, bytes, length);
  } else {
    RedisModule_ReplyWithNull(ctx);
  }
  RedisModule_ReplyWithLongLong(ctx, zset == NULL ? -1 : (long long)RedisModule_ValueLength(zset));
  RedisModule_ReplyWithLongLong(ctx, zset != NULL && RedisModule_ZsetRangeNext(zset));
  RedisModule_StringSet(string, argv[0]);
  return REDISMODULE_OK;
}

static void LoadInScan(RedisModuleCtx* ctx, RedisModuleString* name, RedisModuleKey* key,
                       void* calls) {
  (void)name;
  (void)key;
  if (++*(long long*)calls == 2) (void)Try(ctx, "load", inside_path, 0);
}

/* RDB.SCAN path: loads in the middle of a scan; replies with the keys seen. */
static int Scan(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  snprintf(inside_path, sizeof inside_path, "%s", RedisModule_StringPtrLen(argv[1], NULL));
  long long calls = 0;
  RedisModuleScanCursor* cursor = RedisModule_ScanCursorCreate();
  while (RedisModule_Scan(ctx, cursor, LoadInScan, &calls)) {
  }
  RedisModule_ScanCursorDestroy(cursor);
  return RedisModule_ReplyWithLongLong(ctx, calls);
}

static void* LoadInThread(void* handle) {
  RedisModuleCtx* ctx = RedisModule_GetThreadSafeContext(handle);
  RedisModule_ThreadSafeContextLock(ctx);
  const int error = Try(ctx, "load", inside_path, 0);
  RedisModule_ThreadSafeContextUnlock(ctx);
  Tell(ctx, error);
  RedisModule_FreeThreadSafeContext(ctx);
  RedisModule_UnblockClient(handle, NULL);
  return NULL;
}

/* RDB.THREAD path */
static int Thread(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  snprintf(inside_path, sizeof inside_path, "%s", RedisModule_StringPtrLen(argv[1], NULL));
  RedisModuleBlockedClient* client = RedisModule_BlockClient(ctx, NULL, NULL, NULL, 0);
  pthread_t thread;
  if (pthread_create(&thread, NULL, LoadInThread, client) != 0)
    return RedisModule_AbortBlock(client);
  pthread_detach(thread);
  return REDISMODULE_OK;
}

static int child_exit = -1;
static void ChildDone(int code, int by_signal, void* data) {
  (void)data;
  child_exit = by_signal == 0 ? code : -2;
}

/* RDB.FORK save|load path: from a forked child. RDB.FORKED replies with the errno there, -1 while it runs. */
static int Fork(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 3) return RedisModule_WrongArity(ctx);
  child_exit = -1;
  const int pid = RedisModule_Fork(ChildDone, NULL);
  if (pid == 0) {
    RedisModule_ExitFromChild(Try(ctx, RedisModule_StringPtrLen(argv[1], NULL),
                                  RedisModule_StringPtrLen(argv[2], NULL), 0));
  }
  return pid > 0 ? RedisModule_ReplyWithSimpleString(ctx, "OK")
                 : RedisModule_ReplyWithError(ctx, "ERR no child");
}

static int Forked(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, child_exit);
}

/* A type, and aux data beside it: how many notes were ever made. */
static long long notes_made;

/* RDB.NOTE key text; RDB.NOTES replies with the number made. */
static int Note(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 3) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_WRITE);
  RedisModule_ModuleTypeSetValue(key, notes,
                                 RedisModule_Strdup(RedisModule_StringPtrLen(argv[2], NULL)));
  RedisModule_CloseKey(key);
  return RedisModule_ReplyWithLongLong(ctx, ++notes_made);
}

static int Notes(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, notes_made);
}

static void* LoadNote(RedisModuleIO* io, int encoding) {
  (void)encoding;
  TryInside(RedisModule_GetContextFromIO(io), "rdb_load");
  size_t size;
  char* bytes = RedisModule_LoadStringBuffer(io, &size);
  if (RedisModule_IsIOError(io)) return NULL;
  char* text = RedisModule_Calloc(1, size + 1);
  memcpy(text, bytes, size);
  RedisModule_Free(bytes);
  return text;
}

static void SaveNote(RedisModuleIO* io, void* value) {
  TryInside(RedisModule_GetContextFromIO(io), "rdb_save");
  RedisModule_SaveStringBuffer(io, value, strlen(value));
}

static void FreeNote(void* value) {
  RedisModule_Free(value);
}

static int LoadAux(RedisModuleIO* io, int encoding, int when) {
  (void)encoding;
  (void)when;
  notes_made = RedisModule_LoadSigned(io);
  return RedisModule_IsIOError(io) ? REDISMODULE_ERR : REDISMODULE_OK;
}

static void SaveAux(RedisModuleIO* io, int when) {
  (void)when;
  RedisModule_SaveSigned(io, notes_made);
}

static void Event(RedisModuleCtx* ctx, RedisModuleEvent event, uint64_t subevent, void* data) {
  (void)data;
  char text[30];
  snprintf(text, sizeof text, "%d.%d", (int)event.id, (int)subevent);
  Remember(text);
  TryInside(ctx, text);
}

static int KeyEvent(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  (void)key;
  if (type == REDISMODULE_NOTIFY_LOADED) ++loaded_keys;
  TryInside(ctx, event);
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_Init(ctx, "rdb", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  RedisModuleTypeMethods methods = {.version = 2,
                                    .rdb_load = LoadNote,
                                    .rdb_save = SaveNote,
                                    .free = FreeNote,
                                    .aux_load = LoadAux,
                                    .aux_save = SaveAux,
                                    .aux_save_triggers = REDISMODULE_AUX_BEFORE_RDB};
  notes = RedisModule_CreateDataType(ctx, "rdb-notes", 1, &methods);
  static const struct {
    const char* name;
    RedisModuleCmdFunc function;
  } commands[] = {{"rdb.save", SaveOrLoad}, {"rdb.load", SaveOrLoad}, {"rdb.heard", Heard},
                  {"rdb.inside", Inside},   {"rdb.held", Held},       {"rdb.scan", Scan},
                  {"rdb.thread", Thread},   {"rdb.fork", Fork},       {"rdb.forked", Forked},
                  {"rdb.note", Note},       {"rdb.notes", Notes}};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; ++i) {
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, "write", 0, 0, 0) !=
        REDISMODULE_OK)
      return REDISMODULE_ERR;
  }
  RedisModule_SubscribeToServerEvent(ctx, RedisModuleEvent_Persistence, Event);
  RedisModule_SubscribeToServerEvent(ctx, RedisModuleEvent_FlushDB, Event);
  RedisModule_SubscribeToServerEvent(ctx, RedisModuleEvent_Loading, Event);
  RedisModule_SubscribeToKeyspaceEvents(ctx, REDISMODULE_NOTIFY_ALL | REDISMODULE_NOTIFY_LOADED,
                                        KeyEvent);
  /* "early FILE": loads before the server has read its own data. */
  if (argc == 2) Remember(strerror(Try(ctx, "load", RedisModule_StringPtrLen(argv[1], NULL), 0)));
  return REDISMODULE_OK;
}
