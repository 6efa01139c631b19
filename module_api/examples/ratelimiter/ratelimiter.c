/* A rate limiter: buckets of tokens that fill up again with time.
 *
 *   RATELIMIT.TAKE key capacity rate [COST n]   takes n tokens (1) if they are there. `rate`: tokens per second.
 *                                               [1 if taken else 0, tokens left, ms to wait if not taken]
 *   RATELIMIT.SET key capacity rate level at    a bucket as it was: thousandths of tokens, Unix ms
 */
#include <strings.h>

#include "module_api/redismodule.h"

static const long long kMost = 1000000000;
static const long long kThousandths = 1000; /* of a token, so that a slow rate adds up, too */
static const char kNotANumber[] = "ERR value is not an integer or out of range";

typedef struct {
  long long capacity;
  long long rate;  /* tokens per second: thousandths per ms */
  long long level; /* thousandths of tokens, when it was last looked at */
  long long at_ms; /* which was then */
} Bucket;

static RedisModuleType* bucket_type;

static long long Missing(const Bucket* bucket) {
  return bucket->capacity * kThousandths - bucket->level;
}
static long long MsUntilFull(const Bucket* bucket) {
  return (Missing(bucket) + bucket->rate - 1) / bucket->rate;
}

/* Brings the level up to date. A clock that went back adds nothing. */
static void Refill(Bucket* bucket, long long now_ms) {
  const long long elapsed_ms = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;
  bucket->level = elapsed_ms >= MsUntilFull(bucket) ? bucket->capacity * kThousandths
                                                    : bucket->level + elapsed_ms * bucket->rate;
  bucket->at_ms = now_ms;
}

static int Sane(const Bucket* bucket) {
  return bucket->capacity >= 1 && bucket->capacity <= kMost && bucket->rate >= 1 &&
         bucket->rate <= kMost && bucket->level >= 0 && Missing(bucket) >= 0 && bucket->at_ms >= 0;
}

static Bucket* NewBucket(const Bucket* like) {
  Bucket* bucket = RedisModule_Alloc(sizeof(*bucket));
  *bucket = *like;
  return bucket;
}

/* ---- The type ---- */

static void BucketFree(void* value) {
  RedisModule_Free(value);
}

static void BucketSave(RedisModuleIO* io, void* value) {
  const Bucket* bucket = value;
  RedisModule_SaveSigned(io, bucket->capacity);
  RedisModule_SaveSigned(io, bucket->rate);
  RedisModule_SaveSigned(io, bucket->level);
  RedisModule_SaveSigned(io, bucket->at_ms);
}

static void* BucketLoad(RedisModuleIO* io, int encoding) {
  Bucket bucket;
  REDISMODULE_NOT_USED(encoding);
  bucket.capacity = RedisModule_LoadSigned(io);
  bucket.rate = RedisModule_LoadSigned(io);
  bucket.level = RedisModule_LoadSigned(io);
  bucket.at_ms = RedisModule_LoadSigned(io);
  if (RedisModule_IsIOError(io) || !Sane(&bucket)) return NULL;
  return NewBucket(&bucket);
}

static void BucketRewrite(RedisModuleIO* aof, RedisModuleString* key, void* value) {
  const Bucket* bucket = value;
  RedisModule_EmitAOF(aof, "RATELIMIT.SET", "sllll", key, bucket->capacity, bucket->rate,
                      bucket->level, bucket->at_ms);
}

static size_t BucketMemory(const void* value) {
  REDISMODULE_NOT_USED(value);
  return sizeof(Bucket);
}

static void* BucketCopy(RedisModuleString* from, RedisModuleString* to, const void* value) {
  REDISMODULE_NOT_USED(from);
  REDISMODULE_NOT_USED(to);
  return NewBucket(value);
}

static void BucketDigest(RedisModuleDigest* digest, void* value) {
  const Bucket* bucket = value;
  RedisModule_DigestAddLongLong(digest, bucket->capacity);
  RedisModule_DigestAddLongLong(digest, bucket->rate);
  RedisModule_DigestAddLongLong(digest, bucket->level);
  RedisModule_DigestAddLongLong(digest, bucket->at_ms);
  RedisModule_DigestEndSequence(digest);
}

/* ---- The commands ---- */

/* The bucket of an open key: null if there is none. 0 if the key holds another type. */
static int FindBucket(RedisModuleKey* key, Bucket** bucket) {
  *bucket = NULL;
  if (RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_EMPTY) return 1;
  if (RedisModule_ModuleTypeGetType(key) != bucket_type) return 0;
  *bucket = RedisModule_ModuleTypeGetValue(key);
  return 1;
}

/* A full bucket is as good as none: the key expires when it would be full. */
static void Store(RedisModuleKey* key, const Bucket* bucket) {
  const long long full_ms = MsUntilFull(bucket);
  RedisModule_ModuleTypeSetValue(key, bucket_type, NewBucket(bucket));
  RedisModule_SetExpire(key, full_ms > 1 ? full_ms : 1);
}

static int ReadNumber(RedisModuleString* word, long long most, long long* number) {
  return RedisModule_StringToLongLong(word, number) == REDISMODULE_OK && *number >= 1 &&
         *number <= most;
}

static int Take(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  Bucket bucket;
  Bucket* found;
  long long cost = 1;
  if (argc < 4) return RedisModule_WrongArity(ctx);
  if (!ReadNumber(argv[2], kMost, &bucket.capacity) || !ReadNumber(argv[3], kMost, &bucket.rate)) {
    return RedisModule_ReplyWithError(ctx, kNotANumber);
  }
  if (argc != 4) {
    if (strcasecmp(RedisModule_StringPtrLen(argv[4], NULL), "cost") != 0 || argc != 6) {
      return RedisModule_ReplyWithError(ctx, "ERR syntax error");
    }
    if (!ReadNumber(argv[5], bucket.capacity, &cost)) {
      return RedisModule_ReplyWithError(ctx, kNotANumber);
    }
  }
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  if (!FindBucket(key, &found)) {
    RedisModule_CloseKey(key);
    return RedisModule_ReplyWithError(ctx, REDISMODULE_ERRORMSG_WRONGTYPE);
  }
  bucket.at_ms = RedisModule_Milliseconds();
  bucket.level = bucket.capacity * kThousandths;
  if (found != NULL) {
    Refill(found, bucket.at_ms);
    if (found->level < bucket.level) bucket.level = found->level;
  }
  const long long wanted = cost * kThousandths;
  const int taken = bucket.level >= wanted;
  if (taken) {
    bucket.level -= wanted;
    Store(key, &bucket);
    /* Not the command as it came: another clock would take from another level. */
    RedisModule_Replicate(ctx, "RATELIMIT.SET", "sllll", argv[1], bucket.capacity, bucket.rate,
                          bucket.level, bucket.at_ms);
    RedisModule_NotifyKeyspaceEvent(ctx, REDISMODULE_NOTIFY_MODULE, "ratelimit.take", argv[1]);
  }
  RedisModule_CloseKey(key);
  const long long wait_ms = taken ? 0 : (wanted - bucket.level + bucket.rate - 1) / bucket.rate;
  RedisModule_ReplyWithArray(ctx, 3);
  RedisModule_ReplyWithLongLong(ctx, taken);
  RedisModule_ReplyWithLongLong(ctx, bucket.level / kThousandths);
  return RedisModule_ReplyWithLongLong(ctx, wait_ms);
}

static int Set(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  Bucket bucket;
  Bucket* found;
  if (argc != 6) return RedisModule_WrongArity(ctx);
  long long* numbers[] = {&bucket.capacity, &bucket.rate, &bucket.level, &bucket.at_ms};
  for (int i = 0; i < 4; i++) {
    if (RedisModule_StringToLongLong(argv[i + 2], numbers[i]) != REDISMODULE_OK) {
      return RedisModule_ReplyWithError(ctx, kNotANumber);
    }
  }
  if (!Sane(&bucket)) return RedisModule_ReplyWithError(ctx, "ERR the numbers are no bucket");
  RedisModuleKey* key = RedisModule_OpenKey(ctx, argv[1], REDISMODULE_READ | REDISMODULE_WRITE);
  if (!FindBucket(key, &found)) {
    RedisModule_CloseKey(key);
    return RedisModule_ReplyWithError(ctx, REDISMODULE_ERRORMSG_WRONGTYPE);
  }
  Store(key, &bucket);
  RedisModule_CloseKey(key);
  RedisModule_ReplicateVerbatim(ctx);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* NOLINTNEXTLINE(readability-identifier-naming): the ABI's name */
__attribute__((visibility("default"))) int RedisModule_OnLoad(RedisModuleCtx* ctx,
                                                              RedisModuleString** argv, int argc) {
  RedisModuleTypeMethods methods = {
      .version = REDISMODULE_TYPE_METHOD_VERSION,
      .rdb_load = BucketLoad,
      .rdb_save = BucketSave,
      .aof_rewrite = BucketRewrite,
      .mem_usage = BucketMemory,
      .digest = BucketDigest,
      .free = BucketFree,
      .copy = BucketCopy,
  };
  REDISMODULE_NOT_USED(argv);
  REDISMODULE_NOT_USED(argc);
  if (RedisModule_Init(ctx, "ratelimit", 1, REDISMODULE_APIVER_1) == REDISMODULE_ERR) {
    return REDISMODULE_ERR;
  }
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  bucket_type = RedisModule_CreateDataType(ctx, "ratelimit", 1, &methods);
  if (bucket_type == NULL) return REDISMODULE_ERR;
  if (RedisModule_CreateCommand(ctx, "ratelimit.take", Take, "write deny-oom fast", 1, 1, 1) ==
      REDISMODULE_ERR) {
    return REDISMODULE_ERR;
  }
  return RedisModule_CreateCommand(ctx, "ratelimit.set", Set, "write deny-oom fast", 1, 1, 1);
}
