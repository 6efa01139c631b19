// A rate limiter: buckets of tokens that fill up again with time.
//
//   RATELIMIT.TAKE key capacity rate [COST n]   takes n tokens (1) if they are there. `rate`: tokens per second.
//                                               [1 if taken else 0, tokens left, ms to wait if not taken]
//   RATELIMIT.SET key capacity rate level at    a bucket as it was: thousandths of tokens, Unix ms
#include <algorithm>
#include <memory>
#include <tuple>

#include "module_api/cpp/trellis_module.h"

namespace {

using trellis::Arguments, trellis::CommandContext, trellis::Result, trellis::Status;

constexpr int64_t kMost = 1'000'000'000;
constexpr int64_t kThousandths = 1000;  // of a token, so that a slow rate adds up, too

struct Bucket {
  int64_t capacity = 1;
  int64_t rate = 1;   // tokens per second: thousandths per ms
  int64_t level = 0;  // thousandths of tokens, when it was last looked at
  int64_t at_ms = 0;  // which was then

  [[nodiscard]] int64_t missing() const { return capacity * kThousandths - level; }
  [[nodiscard]] int64_t MsUntilFull() const { return (missing() + rate - 1) / rate; }
  auto Fields() { return std::tie(capacity, rate, level, at_ms); }
};

// Brings the level up to date. A clock that went back adds nothing.
void Refill(Bucket& bucket, int64_t now_ms) {
  const int64_t elapsed_ms = std::max<int64_t>(0, now_ms - bucket.at_ms);
  bucket.level = elapsed_ms >= bucket.MsUntilFull() ? bucket.capacity * kThousandths
                                                    : bucket.level + elapsed_ms * bucket.rate;
  bucket.at_ms = now_ms;
}

bool Sane(const Bucket& bucket) {
  return bucket.capacity >= 1 && bucket.capacity <= kMost && bucket.rate >= 1 &&
         bucket.rate <= kMost && bucket.level >= 0 && bucket.missing() >= 0 && bucket.at_ms >= 0;
}

std::unique_ptr<Bucket> Load(trellis::Reader& reader, int encoding) {
  std::unique_ptr<Bucket> bucket = trellis::LoadFields<Bucket>(reader, encoding);
  if (bucket == nullptr || Sane(*bucket)) return bucket;
  reader.Fail("the numbers are no bucket");
  return nullptr;
}

void Rewrite(trellis::AofWriter& aof, RedisModuleString* key, const Bucket& bucket) {
  aof.Emit("RATELIMIT.SET", key, bucket.capacity, bucket.rate, bucket.level, bucket.at_ms);
}

constexpr trellis::Type<Bucket> kBucketType = [] {
  trellis::Type<Bucket> type = trellis::TypeOfFields<Bucket>("ratelimit", 1, Rewrite);
  type.load = Load;
  return type;
}();

// A full bucket is as good as none: the key expires when it would be full.
void Store(trellis::Key& key, const Bucket& bucket) {
  key.Set(std::make_unique<Bucket>(bucket));
  key.SetExpireMs(std::max<int64_t>(1, bucket.MsUntilFull()));
}

Status Take(CommandContext& ctx) {
  Arguments args(ctx, 2);
  const int64_t capacity = args.Integer(1, kMost);
  const int64_t rate = args.Integer(1, kMost);
  const int64_t cost = args.Take("COST") ? args.Integer(1, std::max<int64_t>(1, capacity)) : 1;
  if (args.more()) return trellis::errors::kSyntax;
  if (!args.ok()) return args.error();

  trellis::Key key = ctx.OpenWrite(ctx.ArgString(1));
  const Result<Bucket*> found = key.Get<Bucket>();
  if (!found) return found.error();
  const int64_t now_ms = RedisModule_Milliseconds();
  Bucket bucket{capacity, rate, capacity * kThousandths, now_ms};
  if (*found != nullptr) {
    Refill(**found, now_ms);
    bucket.level = std::min((*found)->level, capacity * kThousandths);
  }
  const int64_t wanted = cost * kThousandths;
  const bool taken = bucket.level >= wanted;
  if (taken) {
    bucket.level -= wanted;
    Store(key, bucket);
    // Not the command as it came: another clock would take from another level.
    ctx.Replicate("RATELIMIT.SET", ctx.ArgString(1), bucket.capacity, bucket.rate, bucket.level,
                  bucket.at_ms);
    ctx.Notify(REDISMODULE_NOTIFY_MODULE, "ratelimit.take", ctx.ArgString(1));
  }
  ctx.reply().Array(3);
  ctx.reply().Integer(taken ? 1 : 0);
  ctx.reply().Integer(bucket.level / kThousandths);
  return ctx.reply().Integer(taken ? 0 : (wanted - bucket.level + rate - 1) / rate);
}

Status Set(CommandContext& ctx) {
  Arguments args(ctx, 2);
  Bucket bucket{args.Integer(), args.Integer(), args.Integer(), args.Integer()};
  if (!args.ok()) return args.error();
  if (!Sane(bucket)) return Status::Error("ERR the numbers are no bucket");
  trellis::Key key = ctx.OpenWrite(ctx.ArgString(1));
  const Result<Bucket*> found = key.Get<Bucket>();
  if (!found) return found.error();
  Store(key, bucket);
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

constexpr trellis::Command kCommands[] = {
    {.name = "ratelimit.take",
     .arity = -4,
     .handler = Take,
     .flags = trellis::kWrite | trellis::kDenyOom | trellis::kFast,
     .keys = trellis::KeyAt(1),
     .summary = "Takes tokens from a bucket, if they are there."},
    {.name = "ratelimit.set",
     .arity = 6,
     .handler = Set,
     .flags = trellis::kWrite | trellis::kDenyOom | trellis::kFast,
     .keys = trellis::KeyAt(1),
     .summary = "Makes a bucket as it was."},
};

Status Register(trellis::Registrar& registrar) {
  registrar.Add<kBucketType>();
  registrar.Add<kCommands>();
  return registrar.Done();
}

}  // namespace

TRELLIS_MODULE("ratelimit", 1, Register)
