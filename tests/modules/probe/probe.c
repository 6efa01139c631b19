/* Asks the host for what its functions promise. PROBE.<SUBJECT> answers OK, or the line that is not as it
 * should be. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "module_api/redismodule.h"

#define TELL(ctx, line) return RedisModule_ReplyWithErrorFormat(ctx, "ERR line %d", line)
#define CHECK(ctx, what)              \
  do {                                \
    if (!(what)) TELL(ctx, __LINE__); \
  } while (0)

static RedisModuleType* boxes;

static int Is(const RedisModuleString* string, const char* text) {
  size_t length;
  const char* bytes = RedisModule_StringPtrLen(string, &length);
  return length == strlen(text) && memcmp(bytes, text, length) == 0 && bytes[length] == '\0';
}

static RedisModuleString* Str(RedisModuleCtx* ctx, const char* text) {
  return RedisModule_CreateString(ctx, text, strlen(text));
}

static RedisModuleKey* Open(RedisModuleCtx* ctx, const char* name, int mode) {
  return RedisModule_OpenKey(ctx, Str(ctx, name), mode);
}

/* Strings: appending, numbers, retaining an argument. */
static RedisModuleString* kept;
static int Strings(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  RedisModule_AutoMemory(ctx);
  CHECK(ctx, argc == 2);
  RedisModuleString* string = Str(ctx, "ab");
  CHECK(ctx, RedisModule_StringAppendBuffer(ctx, string, "cd", 2) == REDISMODULE_OK);
  CHECK(ctx, Is(string, "abcd"));
  CHECK(ctx, RedisModule_StringCompare(string, Str(ctx, "abce")) == -1);
  long long number;
  CHECK(ctx, RedisModule_StringToLongLong(Str(ctx, "-12"), &number) == REDISMODULE_OK);
  CHECK(ctx, number == -12);
  CHECK(ctx, RedisModule_StringToLongLong(Str(ctx, "1x"), &number) == REDISMODULE_ERR);
  double real;
  CHECK(ctx, RedisModule_StringToDouble(Str(ctx, "1.5e3"), &real) == REDISMODULE_OK);
  CHECK(ctx, real == 1500);
  CHECK(ctx, Is(RedisModule_CreateStringPrintf(ctx, "%s-%d", "x", 7), "x-7"));
  if (kept != NULL) RedisModule_FreeString(NULL, kept);
  RedisModule_RetainString(ctx, argv[1]);
  kept = argv[1];
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int Kept(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return kept == NULL ? RedisModule_ReplyWithNull(ctx) : RedisModule_ReplyWithString(ctx, kept);
}

/* Keys of strings: bytes in place, truncation, expiry, deletion. */
static int StringKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  const int both = REDISMODULE_READ | REDISMODULE_WRITE;
  CHECK(ctx, Open(ctx, "probe:none", REDISMODULE_READ) == NULL);
  RedisModuleKey* key = Open(ctx, "probe:s", both);
  CHECK(ctx, key != NULL && RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY);
  CHECK(ctx, RedisModule_StringSet(key, Str(ctx, "12345")) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_STRING);
  CHECK(ctx, RedisModule_ValueLength(key) == 5);
  size_t length;
  char* bytes = RedisModule_StringDMA(key, &length, REDISMODULE_READ);
  CHECK(ctx, length == 5 && memcmp(bytes, "12345", 5) == 0);
  bytes = RedisModule_StringDMA(key, &length, REDISMODULE_WRITE);
  bytes[0] = 'x';
  CHECK(ctx, RedisModule_StringTruncate(key, 8) == REDISMODULE_OK);
  bytes = RedisModule_StringDMA(key, &length, REDISMODULE_READ);
  CHECK(ctx, length == 8 && memcmp(bytes, "x2345\0\0\0", 8) == 0);
  CHECK(ctx, RedisModule_StringTruncate(key, 2) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_GetExpire(key) == REDISMODULE_NO_EXPIRE);
  CHECK(ctx, RedisModule_SetExpire(key, 100000) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_GetExpire(key) > 90000);
  RedisModuleCallReply* reply = RedisModule_Call(ctx, "GET", "c", "probe:s");
  bytes = (char*)RedisModule_CallReplyStringPtr(reply, &length);
  CHECK(ctx, length == 2 && memcmp(bytes, "x2", 2) == 0);
  /* The open handle sees what another command did to its key. */
  reply = RedisModule_Call(ctx, "SET", "cl", "probe:s", 77LL);
  bytes = RedisModule_StringDMA(key, &length, REDISMODULE_READ);
  CHECK(ctx, length == 2 && memcmp(bytes, "77", 2) == 0);
  CHECK(ctx, RedisModule_DeleteKey(key) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY);
  CHECK(ctx, RedisModule_KeyExists(ctx, Str(ctx, "probe:s")) == 0);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int HashKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  RedisModuleKey* key = Open(ctx, "probe:h", REDISMODULE_WRITE);
  RedisModule_DeleteKey(key);
  const int names = REDISMODULE_HASH_CFIELDS;
  CHECK(ctx, RedisModule_HashSet(key, names, "a", Str(ctx, "1"), "b", Str(ctx, "x"), NULL) == 0);
  CHECK(ctx, errno == ENOENT);
  CHECK(ctx, RedisModule_HashSet(key, names | REDISMODULE_HASH_NX, "a", Str(ctx, "2"), "c",
                                 Str(ctx, "3"), NULL) == 0);
  CHECK(ctx, RedisModule_HashSet(key, names | REDISMODULE_HASH_COUNT_ALL, "d", Str(ctx, "4"), "a",
                                 Str(ctx, "5"), NULL) == 2);
  RedisModuleString *a, *b, *none;
  CHECK(ctx,
        RedisModule_HashGet(key, names, "a", &a, "b", &b, "none", &none, NULL) == REDISMODULE_OK);
  CHECK(ctx, Is(a, "5") && Is(b, "x") && none == NULL);
  int exists;
  RedisModule_HashGet(key, names | REDISMODULE_HASH_EXISTS, "d", &exists, NULL);
  CHECK(ctx, exists == 1);
  CHECK(ctx, RedisModule_ValueLength(key) == 4);
  CHECK(ctx,
        RedisModule_HashSet(key, names, "a", REDISMODULE_HASH_DELETE, "b", REDISMODULE_HASH_DELETE,
                            "c", REDISMODULE_HASH_DELETE, "d", REDISMODULE_HASH_DELETE, NULL) == 4);
  CHECK(ctx, RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY);
  RedisModule_StringSet(key, Str(ctx, "text"));
  CHECK(ctx, RedisModule_HashGet(key, names, "a", &a, NULL) == REDISMODULE_ERR);
  CHECK(ctx, errno == ENOTSUP);
  RedisModule_DeleteKey(key);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static void CountField(RedisModuleKey* key, RedisModuleString* field, RedisModuleString* value,
                       void* count) {
  (void)key;
  (void)field;
  (void)value;
  ++*(int*)count;
}

// Fields of hashes that die, of a host that has them. The hash probe:dying has a dead field, "a", that
// nobody has removed yet, and a living one.
static int FieldExpiry(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  RedisModuleKey* key = Open(ctx, "probe:h", REDISMODULE_WRITE);
  RedisModule_DeleteKey(key);
  const int names = REDISMODULE_HASH_CFIELDS;
  RedisModule_HashSet(key, names, "a", Str(ctx, "1"), "b", Str(ctx, "2"), "c", Str(ctx, "3"), NULL);
  CHECK(ctx, RedisModule_HashFieldMinExpire(key) == REDISMODULE_NO_EXPIRE);
  const mstime_t late = 60000000000001;
  RedisModule_Call(ctx, "HPEXPIREAT", "clccc", "probe:h", late + 1, "FIELDS", "1", "b");
  RedisModule_Call(ctx, "HPEXPIREAT", "clccc", "probe:h", late, "FIELDS", "1", "a");
  CHECK(ctx, RedisModule_HashFieldMinExpire(key) == late);
  // A value that is set lives as long as its hash, as after HSET.
  RedisModule_HashSet(key, names, "a", Str(ctx, "4"), NULL);
  CHECK(ctx, RedisModule_HashFieldMinExpire(key) == late + 1);
  RedisModule_HashSet(key, names, "b", REDISMODULE_HASH_DELETE, NULL);
  CHECK(ctx, RedisModule_HashFieldMinExpire(key) == REDISMODULE_NO_EXPIRE);
  RedisModule_DeleteKey(key);
  CHECK(ctx, RedisModule_HashFieldMinExpire(key) == REDISMODULE_NO_EXPIRE);
  RedisModuleKey* dying = Open(ctx, "probe:dying", REDISMODULE_READ | REDISMODULE_WRITE);
  CHECK(ctx, RedisModule_ValueLength(dying) == 2);
  RedisModuleString* a;
  RedisModule_HashGet(dying, names, "a", &a, NULL);
  CHECK(ctx, a == NULL);
  int exists;
  RedisModule_HashGet(dying, names | REDISMODULE_HASH_EXISTS, "a", &exists, NULL);
  CHECK(ctx, exists == 0);
  int seen = 0;
  RedisModuleScanCursor* cursor = RedisModule_ScanCursorCreate();
  while (RedisModule_ScanKey(dying, cursor, CountField, &seen)) {
  }
  RedisModule_ScanCursorDestroy(cursor);
  CHECK(ctx, seen == 1);
  RedisModule_HashSet(dying, names | REDISMODULE_HASH_XX, "a", Str(ctx, "5"), NULL);
  RedisModule_HashGet(dying, names | REDISMODULE_HASH_EXISTS, "a", &exists, NULL);
  CHECK(ctx, exists == 0);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int ListKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  RedisModuleKey* key = Open(ctx, "probe:l", REDISMODULE_READ | REDISMODULE_WRITE);
  RedisModule_DeleteKey(key);
  RedisModule_ListPush(key, REDISMODULE_LIST_TAIL, Str(ctx, "b"));
  RedisModule_ListPush(key, REDISMODULE_LIST_HEAD, Str(ctx, "a"));
  CHECK(ctx, RedisModule_ListInsert(key, -1, Str(ctx, "d")) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ListInsert(key, 2, Str(ctx, "c")) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ValueLength(key) == 4);
  CHECK(ctx, Is(RedisModule_ListGet(key, 2), "c") && Is(RedisModule_ListGet(key, -1), "d"));
  CHECK(ctx, RedisModule_ListGet(key, 4) == NULL && errno == EDOM);
  CHECK(ctx, RedisModule_ListSet(key, 0, Str(ctx, "A")) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ListDelete(key, 1) == REDISMODULE_OK);
  CHECK(ctx, Is(RedisModule_ListPop(key, REDISMODULE_LIST_HEAD), "A"));
  CHECK(ctx, Is(RedisModule_ListPop(key, REDISMODULE_LIST_TAIL), "d"));
  CHECK(ctx, Is(RedisModule_ListPop(key, REDISMODULE_LIST_TAIL), "c"));
  CHECK(ctx, RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int ZsetKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  RedisModuleKey* key = Open(ctx, "probe:z", REDISMODULE_READ | REDISMODULE_WRITE);
  RedisModule_DeleteKey(key);
  int flags = REDISMODULE_ZADD_XX;
  CHECK(ctx, RedisModule_ZsetAdd(key, 1, Str(ctx, "a"), &flags) == REDISMODULE_OK);
  CHECK(ctx, flags == REDISMODULE_ZADD_NOP);
  CHECK(ctx, RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY);
  flags = 0;
  RedisModule_ZsetAdd(key, 1, Str(ctx, "a"), &flags);
  CHECK(ctx, flags == REDISMODULE_ZADD_ADDED);
  RedisModule_ZsetAdd(key, 2, Str(ctx, "b"), NULL);
  RedisModule_ZsetAdd(key, 3, Str(ctx, "c"), NULL);
  double score;
  flags = 0;
  RedisModule_ZsetIncrby(key, 0.5, Str(ctx, "a"), &flags, &score);
  CHECK(ctx, score == 1.5 && flags == REDISMODULE_ZADD_UPDATED);
  CHECK(ctx, RedisModule_ZsetScore(key, Str(ctx, "none"), &score) == REDISMODULE_ERR);
  CHECK(ctx, RedisModule_ZsetFirstInScoreRange(key, 1.5, 3, 1, 0) == REDISMODULE_OK);
  CHECK(ctx, Is(RedisModule_ZsetRangeCurrentElement(key, &score), "b") && score == 2);
  CHECK(ctx, RedisModule_ZsetRangeNext(key) == 1);
  CHECK(ctx, Is(RedisModule_ZsetRangeCurrentElement(key, NULL), "c"));
  CHECK(ctx, RedisModule_ZsetRangeNext(key) == 0 && RedisModule_ZsetRangeEndReached(key) == 1);
  RedisModule_ZsetRangeStop(key);
  CHECK(ctx, RedisModule_ZsetLastInScoreRange(key, 1, 2, 0, 0) == REDISMODULE_OK);
  CHECK(ctx, Is(RedisModule_ZsetRangeCurrentElement(key, NULL), "b"));
  CHECK(ctx, RedisModule_ZsetRangePrev(key) == 1);
  CHECK(ctx, Is(RedisModule_ZsetRangeCurrentElement(key, NULL), "a"));
  RedisModule_ZsetRangeStop(key);
  int deleted;
  CHECK(ctx, RedisModule_ZsetRem(key, Str(ctx, "a"), &deleted) == REDISMODULE_OK && deleted == 1);
  CHECK(ctx, RedisModule_ZsetRem(key, Str(ctx, "a"), &deleted) == REDISMODULE_OK && deleted == 0);
  CHECK(ctx, RedisModule_ValueLength(key) == 2);
  RedisModule_DeleteKey(key);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* Dictionaries: an iterator that starts behind the key of one that was stopped, as RedisTimeSeries has it. */
static int Dicts(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModuleDict* dict = RedisModule_CreateDict(NULL);
  const char* names[] = {"a", "b", "a key that is longer than most keys are"};
  for (size_t i = 0; i < 3; ++i)
    RedisModule_DictSetC(dict, (void*)names[i], strlen(names[i]), NULL);
  int steps = 0;
  size_t length;
  char* key;
  RedisModuleDictIter* at = RedisModule_DictIteratorStartC(dict, "^", NULL, 0);
  while (steps < 10 && (key = RedisModule_DictNextC(at, &length, NULL)) != NULL) {
    ++steps;
    RedisModule_DictIteratorStop(at);
    at = RedisModule_DictIteratorStartC(dict, ">", key, length);
  }
  RedisModule_DictIteratorStop(at);
  RedisModule_FreeDict(NULL, dict);
  CHECK(ctx, steps == 3);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* Called commands: formats, errors, replies of RESP3. */
static int Calls(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argc;
  RedisModule_AutoMemory(ctx);
  CHECK(ctx, RedisModule_Call(ctx, "NO.SUCH", "c", "x") == NULL && errno == ENOENT);
  CHECK(ctx, RedisModule_Call(ctx, "GET", "") == NULL && errno == EINVAL);
  CHECK(ctx, RedisModule_Call(ctx, "GET", "?", "x") == NULL && errno == EBADF);
  CHECK(ctx, RedisModule_Call(ctx, "SET", "Wcc", "k", "v") == NULL && errno == ENOSPC);
  RedisModuleCallReply* reply = RedisModule_Call(ctx, "NO.SUCH", "Ec", "x");
  CHECK(ctx, RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_ERROR);
  RedisModuleString* words[2] = {Str(ctx, "probe:v"), Str(ctx, "v")};
  reply = RedisModule_Call(ctx, "SET", "v!", words, (size_t)2);
  CHECK(ctx, RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_STRING);
  reply = RedisModule_Call(ctx, "LPUSH", "cc", "probe:v", "x");
  size_t length;
  const char* text = RedisModule_CallReplyStringPtr(reply, &length);
  CHECK(ctx, length > 9 && memcmp(text, "WRONGTYPE", 9) == 0);
  RedisModule_Call(ctx, "HSET", "cbbcc", "probe:map", "f\0g", (size_t)3, "v", (size_t)1, "g", "w");
  reply = RedisModule_Call(ctx, "HGETALL", "3c", "probe:map");
  CHECK(ctx, RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_MAP);
  CHECK(ctx, RedisModule_CallReplyLength(reply) == 2);
  RedisModuleCallReply *key, *value;
  CHECK(ctx, RedisModule_CallReplyMapElement(reply, 0, &key, &value) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_CallReplyLength(key) == 3);
  reply = RedisModule_Call(ctx, "HGETALL", "c", "probe:map");
  CHECK(ctx, RedisModule_CallReplyType(reply) == REDISMODULE_REPLY_ARRAY);
  CHECK(ctx, RedisModule_CallReplyLength(reply) == 4);
  CHECK(ctx, RedisModule_CallReplyArrayElement(reply, 4) == NULL);
  RedisModule_Call(ctx, "DEL", "cc", "probe:map", "probe:v");
  /* A module's command, called through itself. */
  reply = RedisModule_Call(ctx, "probe.strings", "s", argv[0]);
  CHECK(ctx, Is(RedisModule_CreateStringFromCallReply(reply), "OK"));
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* Every kind of reply, some of unknown length. */
static int Replies(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_ReplyWithArray(ctx, REDISMODULE_POSTPONED_LEN);
  RedisModule_ReplyWithLongLong(ctx, -1);
  RedisModule_ReplyWithDouble(ctx, 0.1);
  RedisModule_ReplyWithBool(ctx, 1);
  RedisModule_ReplyWithNull(ctx);
  RedisModule_ReplyWithBigNumber(ctx, "123456789012345678901234567890", 30);
  RedisModule_ReplyWithVerbatimString(ctx, "text", 4);
  RedisModule_ReplyWithMap(ctx, REDISMODULE_POSTPONED_LEN);
  RedisModule_ReplyWithCString(ctx, "k");
  RedisModule_ReplyWithSet(ctx, REDISMODULE_POSTPONED_LEN);
  RedisModule_ReplyWithCString(ctx, "m");
  RedisModule_ReplySetSetLength(ctx, 1);
  RedisModule_ReplySetMapLength(ctx, 1);
  RedisModule_ReplyWithLongDouble(ctx, 0.00000000000000001L);
  RedisModule_ReplySetArrayLength(ctx, 8);
  return REDISMODULE_OK;
}

/* A type: a number in a box, with aux data: how often it was saved. */
typedef struct Box {
  long long number;
  RedisModuleString* label;
} Box;
static long long saves_loaded;

static void* LoadBox(RedisModuleIO* io, int encoding) {
  if (encoding != 1) return NULL;
  Box* box = RedisModule_Calloc(1, sizeof(Box));
  box->number = RedisModule_LoadSigned(io);
  box->label = RedisModule_LoadString(io);
  const double half = RedisModule_LoadDouble(io);
  const float third = RedisModule_LoadFloat(io);
  const long double tenth = RedisModule_LoadLongDouble(io);
  if (!RedisModule_IsIOError(io) && half == 0.5 && third == 1.0F / 3 && tenth == 0.1L) return box;
  if (box->label != NULL) RedisModule_FreeString(NULL, box->label);
  RedisModule_Free(box);
  return NULL;
}

static void SaveBox(RedisModuleIO* io, void* value) {
  Box* box = value;
  RedisModule_SaveSigned(io, box->number);
  RedisModule_SaveString(io, box->label);
  RedisModule_SaveDouble(io, 0.5);
  RedisModule_SaveFloat(io, 1.0F / 3);
  RedisModule_SaveLongDouble(io, 0.1L);
}

static void FreeBox(void* value) {
  Box* box = value;
  RedisModule_FreeString(NULL, box->label);
  RedisModule_Free(box);
}

static int AuxLoad(RedisModuleIO* io, int encoding, int when) {
  (void)encoding;
  if (when != REDISMODULE_AUX_AFTER_RDB) return REDISMODULE_ERR;
  saves_loaded = RedisModule_LoadSigned(io);
  return RedisModule_IsIOError(io) ? REDISMODULE_ERR : REDISMODULE_OK;
}

static void AuxSave(RedisModuleIO* io, int when) {
  (void)when;
  if (saves_loaded >= 0) RedisModule_SaveSigned(io, saves_loaded + 1);
}

/* PROBE.BOX key number label */
static int MakeBox(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 4) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  Box* box = RedisModule_Calloc(1, sizeof(Box));
  RedisModule_StringToLongLong(argv[2], &box->number);
  box->label = argv[3];
  RedisModule_RetainString(ctx, argv[3]);
  RedisModule_ModuleTypeSetValue(key, boxes, box);
  RedisModule_CloseKey(key);
  RedisModule_ReplicateVerbatim(ctx);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* PROBE.UNBOX key: number, label, how often aux data was saved before this server loaded it */
static int Unbox(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ);
  if (RedisModule_ModuleTypeGetType(key) != boxes) {
    RedisModule_CloseKey(key);
    return RedisModule_ReplyWithError(ctx, REDISMODULE_ERRORMSG_WRONGTYPE);
  }
  const Box* box = RedisModule_ModuleTypeGetValue(key);
  RedisModule_ReplyWithArray(ctx, 3);
  RedisModule_ReplyWithLongLong(ctx, box->number);
  RedisModule_ReplyWithString(ctx, box->label);
  RedisModule_ReplyWithLongLong(ctx, saves_loaded);
  RedisModule_CloseKey(key);
  return REDISMODULE_OK;
}

/* Contexts of a thread that own an open key and are freed without the lock. */
static void* OpenAndFree(void* handle) {
  RedisModuleBlockedClient* client = handle;
  for (int i = 0; i < 3000; ++i) {
    RedisModuleCtx* ctx = RedisModule_GetThreadSafeContext(client);
    RedisModule_AutoMemory(ctx);
    RedisModule_ThreadSafeContextLock(ctx);
    RedisModuleString* name = RedisModule_CreateString(ctx, "string", 6);
    (void)RedisModule_OpenKey(ctx, name, REDISMODULE_READ);
    RedisModule_ThreadSafeContextUnlock(ctx);
    RedisModule_FreeThreadSafeContext(ctx);
  }
  RedisModule_UnblockClient(client, NULL);
  return NULL;
}

static int ReplyDone(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int ThreadKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModuleBlockedClient* client = RedisModule_BlockClient(ctx, ReplyDone, NULL, NULL, 0);
  pthread_t thread;
  if (pthread_create(&thread, NULL, OpenAndFree, client) != 0) {
    RedisModule_AbortBlock(client);
    return RedisModule_ReplyWithError(ctx, "ERR no thread");
  }
  pthread_detach(thread);
  return REDISMODULE_OK;
}

/* The key of rename_from, remembered as RediSearch does: not retained, read when rename_to follows. */
static RedisModuleString* renamed_from;
static char last_rename[200];

static int Heard(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  (void)ctx;
  (void)type;
  if (strcmp(event, "rename_from") == 0) renamed_from = key;
  if (strcmp(event, "rename_to") == 0 && renamed_from != NULL)
    snprintf(last_rename, sizeof last_rename, "%s -> %s",
             RedisModule_StringPtrLen(renamed_from, NULL), RedisModule_StringPtrLen(key, NULL));
  return REDISMODULE_OK;
}

static int LastRename(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  return RedisModule_ReplyWithCString(ctx, last_rename);
}

/* Settings of the server, read and changed by their kinds. */
static int Settings(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  RedisModuleConfigType type;
  CHECK(ctx, RedisModule_ConfigGetType("no-such", &type) == REDISMODULE_ERR);
  CHECK(ctx, RedisModule_ConfigGetType("hz", &type) == REDISMODULE_OK);
  CHECK(ctx, type == REDISMODULE_CONFIG_TYPE_NUMERIC);
  long long number = 0;
  CHECK(ctx, RedisModule_ConfigSetNumeric(ctx, "hz", 20, NULL) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ConfigGetNumeric(ctx, "hz", &number) == REDISMODULE_OK && number == 20);
  CHECK(ctx, RedisModule_ConfigGetNumeric(ctx, "dbfilename", &number) == REDISMODULE_ERR);
  int on = 0;
  CHECK(ctx, RedisModule_ConfigSetBool(ctx, "lazyfree-lazy-expire", 1, NULL) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ConfigGetBool(ctx, "lazyfree-lazy-expire", &on) == REDISMODULE_OK && on);
  RedisModuleString* text = NULL;
  RedisModuleString* error = NULL;
  const char* policy = "maxmemory-policy";
  CHECK(ctx, RedisModule_ConfigSetEnum(ctx, policy, Str(ctx, "x"), &error) == REDISMODULE_ERR);
  CHECK(ctx, error != NULL && strstr(RedisModule_StringPtrLen(error, NULL), "allkeys-lru") != NULL);
  CHECK(ctx,
        RedisModule_ConfigSetEnum(ctx, policy, Str(ctx, "allkeys-lru"), NULL) == REDISMODULE_OK);
  CHECK(ctx, RedisModule_ConfigGetEnum(ctx, policy, &text) == REDISMODULE_OK);
  CHECK(ctx, Is(text, "allkeys-lru"));
  CHECK(ctx, RedisModule_ConfigSet(ctx, "slowlog-max-len", Str(ctx, "7"), NULL) == REDISMODULE_OK);
  CHECK(ctx,
        RedisModule_ConfigGet(ctx, "slowlog-max-len", &text) == REDISMODULE_OK && Is(text, "7"));
  RedisModuleConfigIterator* each = RedisModule_ConfigIteratorCreate(ctx, "slowlog-*");
  int names = 0;
  while (RedisModule_ConfigIteratorNext(each) != NULL)
    names++;
  RedisModule_ConfigIteratorRelease(ctx, each);
  CHECK(ctx, names == 2);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* As Settings, on a server whose rename-command has taken CONFIG away. */
static int NoSettings(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  long long number = 0;
  RedisModuleString* error = NULL;
  CHECK(ctx, RedisModule_ConfigGetNumeric(ctx, "hz", &number) == REDISMODULE_ERR);
  CHECK(ctx, RedisModule_ConfigSetNumeric(ctx, "hz", 20, &error) == REDISMODULE_ERR && error);
  CHECK(ctx, RedisModule_ConfigIteratorNext(RedisModule_ConfigIteratorCreate(ctx, "*")) == NULL);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int Slots(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  RedisModule_AutoMemory(ctx);
  CHECK(ctx, RedisModule_ClusterKeySlot(Str(ctx, "foo")) == 12182);
  CHECK(ctx, RedisModule_ClusterKeySlot(Str(ctx, "x{foo}y")) == 12182);
  for (unsigned int slot = 0; slot < 16384; slot++) {
    const char* name = RedisModule_ClusterCanonicalKeyNameInSlot(slot);
    CHECK(ctx, RedisModule_ClusterKeySlot(Str(ctx, name)) == slot);
  }
  CHECK(ctx, RedisModule_ClusterCanonicalKeyNameInSlot(16384) == NULL);
  /* No cluster, no secret that its nodes would share; the length stays as it was. */
  size_t length = 77;
  CHECK(ctx, RedisModule_GetInternalSecret(ctx, &length) == NULL && length == 77);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* Each SET is counted in a key, when the command that has set is over. */
static int jobs_freed;
static void CountJob(RedisModuleCtx* ctx, void* key) {
  RedisModule_FreeCallReply(RedisModule_Call(ctx, "INCR", "c", (const char*)key));
}

static void FreeJob(void* key) {
  RedisModule_Free(key);
  jobs_freed++;
}

static int CountLater(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key) {
  (void)type;
  (void)key;
  if (strcmp(event, "set") != 0) return REDISMODULE_OK;
  return RedisModule_AddPostNotificationJob(ctx, CountJob, RedisModule_Strdup("probe:sets"),
                                            FreeJob);
}

static int Counting(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  CHECK(ctx, argc == 2);
  const int on = Is(argv[1], "on");
  const int done =
      on ? RedisModule_SubscribeToKeyspaceEvents(ctx, REDISMODULE_NOTIFY_STRING, CountLater)
         : RedisModule_UnsubscribeFromKeyspaceEvents(ctx, REDISMODULE_NOTIFY_STRING, CountLater);
  CHECK(ctx, done == REDISMODULE_OK);
  return RedisModule_ReplyWithLongLong(ctx, jobs_freed);
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv;
  (void)argc;
  if (RedisModule_Init(ctx, "probe", 7, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  RedisModuleTypeMethods methods;
  memset(&methods, 0, sizeof(methods));
  methods.version = REDISMODULE_TYPE_METHOD_VERSION;
  methods.rdb_load = LoadBox;
  methods.rdb_save = SaveBox;
  methods.free = FreeBox;
  methods.aux_load = AuxLoad;
  methods.aux_save2 = AuxSave;
  methods.aux_save_triggers = REDISMODULE_AUX_AFTER_RDB;
  boxes = RedisModule_CreateDataType(ctx, "probe-box", 1, &methods);
  if (boxes == NULL) return REDISMODULE_ERR;
  const struct {
    const char* name;
    RedisModuleCmdFunc function;
  } commands[] = {{"probe.strings", Strings},         {"probe.kept", Kept},
                  {"probe.stringkeys", StringKeys},   {"probe.hashkeys", HashKeys},
                  {"probe.fieldexpiry", FieldExpiry}, {"probe.listkeys", ListKeys},
                  {"probe.zsetkeys", ZsetKeys},       {"probe.calls", Calls},
                  {"probe.replies", Replies},         {"probe.settings", Settings},
                  {"probe.nosettings", NoSettings},   {"probe.slots", Slots},
                  {"probe.counting", Counting},       {"probe.dicts", Dicts}};
  for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, "write", 0, 0, 0) ==
        REDISMODULE_ERR)
      return REDISMODULE_ERR;
  }
  if (RedisModule_SubscribeToKeyspaceEvents(ctx, REDISMODULE_NOTIFY_GENERIC, Heard) ==
          REDISMODULE_ERR ||
      RedisModule_CreateCommand(ctx, "probe.renamed", LastRename, "readonly", 0, 0, 0) ==
          REDISMODULE_ERR ||
      RedisModule_CreateCommand(ctx, "probe.threadkeys", ThreadKeys, "readonly", 0, 0, 0) ==
          REDISMODULE_ERR ||
      RedisModule_CreateCommand(ctx, "probe.group", NULL, "readonly", 0, 0, 0) == REDISMODULE_ERR ||
      RedisModule_CreateSubcommand(RedisModule_GetCommand(ctx, "probe.group"), "renamed",
                                   LastRename, "readonly", 0, 0, 0) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "probe.box", MakeBox, "write deny-oom", 1, 1, 1) ==
      REDISMODULE_ERR)
    return REDISMODULE_ERR;
  return RedisModule_CreateCommand(ctx, "probe.unbox", Unbox, "readonly fast", 1, 1, 1);
}
