/* A type with one flaw, named by the word that the module is loaded with; trellis-module-check must find each.
 *
 *   FLAWED.SET key text     stores a box of text
 *   FLAWED.GET key          the text
 */
#include <pthread.h>
#include <string.h>

#include "module_api/redismodule.h"

typedef struct {
  size_t size;
  char* text;
} Box;

static RedisModuleType* box_type;
static char flaw[32];
static pthread_t main_thread;

static int Has(const char* name) {
  return strcmp(flaw, name) == 0;
}

static Box* NewBox(const char* text, size_t size) {
  Box* box = RedisModule_Alloc(sizeof(*box));
  box->size = size;
  box->text = RedisModule_Alloc(size + 1);
  memcpy(box->text, text, size);
  return box;
}

static void Save(RedisModuleIO* io, void* value) {
  const Box* box = value;
  RedisModule_SaveUnsigned(io, box->size);
  RedisModule_SaveStringBuffer(io, box->text, box->size);
}

static void* Load(RedisModuleIO* io, int encoding) {
  size_t size = 0;
  const size_t told = RedisModule_LoadUnsigned(io);
  char* text = RedisModule_LoadStringBuffer(io, &size);
  Box* box;
  (void)encoding;
  if (Has("believes")) { /* the length that the payload tells */
    box = NewBox(text, size);
    box->size = told;
    RedisModule_Free(text);
    return box;
  }
  if (RedisModule_IsIOError(io) || text == NULL || told != size) {
    if (!Has("leaks-refused")) RedisModule_Free(text);
    return NULL;
  }
  box = NewBox(text, Has("forgets") ? size / 2 : size);
  RedisModule_Free(text);
  return box;
}

static void Free(void* value) {
  Box* box = value;
  if (Has("main-thread") && !pthread_equal(pthread_self(), main_thread)) *(volatile int*)8 = 0;
  if (!Has("leaks")) RedisModule_Free(box->text);
  RedisModule_Free(box);
}

static void* Copy(RedisModuleString* from, RedisModuleString* to, const void* value) {
  const Box* box = value;
  Box* copy = NewBox(box->text, box->size);
  (void)from;
  (void)to;
  if (Has("copies-half")) copy->size /= 2;
  return copy;
}

static void Rewrite(RedisModuleIO* aof, RedisModuleString* key, void* value) {
  const Box* box = value;
  const size_t size = Has("rewrites-half") ? box->size / 2 : box->size;
  RedisModule_EmitAOF(aof, Has("rewrites-wrong") ? "FLAWED.GET" : "FLAWED.SET", "sb", key,
                      box->text, size);
}

static void Unlink(RedisModuleString* key, const void* value) {
  (void)key;
  if (Has("unlinks-badly")) *(volatile int*)value = *(volatile int*)8;
}

static int Defrag(RedisModuleDefragCtx* ctx, RedisModuleString* key, void** value) {
  Box* box = *value;
  char* moved = RedisModule_DefragAlloc(ctx, box->text);
  (void)key;
  if (moved == NULL) return 0;
  if (Has("moves-badly")) memset(moved, '?', box->size);
  box->text = moved;
  return 0;
}

static size_t Memory(const void* value) {
  const Box* box = value;
  return Has("boasts") ? 100000 : sizeof(*box) + box->size;
}

static void Digest(RedisModuleDigest* digest, void* value) {
  const Box* box = value;
  RedisModule_DigestAddStringBuffer(digest, box->text, box->size);
  RedisModule_DigestEndSequence(digest);
}

static int Set(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 3) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_WRITE);
  size_t size;
  const char* text = RedisModule_StringPtrLen(argv[2], &size);
  RedisModule_ModuleTypeSetValue(key, box_type, NewBox(text, size));
  RedisModule_CloseKey(key);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

static int Get(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ);
  const Box* box = RedisModule_ModuleTypeGetValue(key);
  if (box == NULL) return RedisModule_ReplyWithNull(ctx);
  RedisModule_ReplyWithStringBuffer(ctx, box->text, box->size);
  RedisModule_CloseKey(key);
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  RedisModuleTypeMethods methods = {.version = REDISMODULE_TYPE_METHOD_VERSION,
                                    .rdb_load = Load,
                                    .rdb_save = Save,
                                    .aof_rewrite = Rewrite,
                                    .mem_usage = Memory,
                                    .digest = Digest,
                                    .free = Free,
                                    .unlink = Unlink,
                                    .copy = Copy,
                                    .defrag = Defrag};
  if (RedisModule_Init(ctx, "flawed", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  if (argc > 0) strncpy(flaw, RedisModule_StringPtrLen(argv[0], NULL), sizeof(flaw) - 1);
  if (Has("refuses")) return REDISMODULE_ERR;
  if (Has("no-free")) methods.free = NULL;
  if (Has("no-rewrite")) methods.aof_rewrite = NULL;
  main_thread = pthread_self();
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  box_type = RedisModule_CreateDataType(ctx, "flawedbox", 3, &methods);
  if (box_type == NULL) return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "flawed.set", Set, "write", 1, 1, 1) == REDISMODULE_ERR)
    return REDISMODULE_ERR;
  return RedisModule_CreateCommand(ctx, "flawed.get", Get, "readonly", 1, 1, 1);
}
