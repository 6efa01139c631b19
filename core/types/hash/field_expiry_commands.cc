#include "core/types/hash/field_expiry_commands.h"

#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/types/hash/field_arguments.h"
#include "core/types/hash/hash.h"

namespace trellis {
namespace {

enum class Condition : uint8_t {
  kNone,
  kOnlyWithout,  // NX
  kOnlyWith,     // XX
  kOnlyLater,    // GT
  kOnlyEarlier,  // LT
};

Condition ConditionArg(CommandContext& ctx, size_t i) {
  if (ctx.ArgIs(i, "NX")) return Condition::kOnlyWithout;
  if (ctx.ArgIs(i, "XX")) return Condition::kOnlyWith;
  if (ctx.ArgIs(i, "GT")) return Condition::kOnlyLater;
  if (ctx.ArgIs(i, "LT")) return Condition::kOnlyEarlier;
  return Condition::kNone;
}

// A field without an expiry counts as one that lives for ever.
bool Allowed(Condition condition, int64_t old, int64_t at) {
  const bool has = old != kNoExpiry;
  switch (condition) {
    case Condition::kOnlyWithout: return !has;
    case Condition::kOnlyWith: return has;
    case Condition::kOnlyLater: return has && at > old;
    case Condition::kOnlyEarlier: return !has || at < old;
    default: return true;
  }
}

// What became of one field.
enum Outcome : int64_t {
  kNoField = -2,
  kNotAllowed = 0,
  kSet = 1,
  kDeleted = 2,
};

Outcome Expire(Hash& hash, std::string_view field, Condition condition, int64_t at, int64_t now) {
  const std::optional<int64_t> old = hash.ExpiryOf(field);
  if (!old) return kNoField;
  if (!Allowed(condition, *old, at)) return kNotAllowed;
  if (at <= now) {
    hash.Erase(field);
    return kDeleted;
  }
  hash.SetExpiry(field, at);
  return kSet;
}

Status ReplyNoFields(CommandContext& ctx, size_t count) {
  (void)ctx.reply().Array(count);
  for (size_t i = 0; i < count; ++i)
    (void)ctx.reply().Integer(kNoField);
  return {};
}

// HEXPIRE key time [NX | XX | GT | LT] FIELDS n field [field ...], and its kin
Status ExpireFields(CommandContext& ctx, TimeUnit unit) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const Result<int64_t> at = FieldTimeArg(ctx, 2, unit);
  if (!at) return at.error();
  const Condition condition = ConditionArg(ctx, 3);
  const auto fields = FieldsArg(ctx, condition == Condition::kNone ? 3 : 4, kCountTooSmall);
  if (!fields) return fields.error();
  Hash* hash = *found;
  if (hash == nullptr) return ReplyNoFields(ctx, fields->size());
  (void)ctx.reply().Array(fields->size());
  std::vector<std::string_view> done;
  for (const std::string_view field : *fields) {
    const Outcome outcome = Expire(*hash, field, condition, *at, ctx.keyspace().now_ms());
    if (outcome == kSet || outcome == kDeleted) done.push_back(field);
    (void)ctx.reply().Integer(outcome);
  }
  if (done.empty()) return {};
  if (*at <= ctx.keyspace().now_ms()) {
    ctx.PropagateAs(HdelWords(key, done));
    ctx.ElementsRemoved(key, events::kHdel, hash->size() == 0);
    return {};
  }
  ctx.db().TrackFields(ctx.db().Find(key, ctx.Hash(key)));
  ctx.PropagateAs(WithFields({"HPEXPIREAT", std::string(key), std::to_string(*at)}, done));
  ctx.Changed(key, events::kHexpire);
  return {};
}

Status Hexpire(CommandContext& ctx) {
  return ExpireFields(ctx, kInSeconds);
}
Status Hpexpire(CommandContext& ctx) {
  return ExpireFields(ctx, kInMilliseconds);
}
Status HexpireAt(CommandContext& ctx) {
  return ExpireFields(ctx, kAtSecond);
}
Status HpexpireAt(CommandContext& ctx) {
  return ExpireFields(ctx, kAtMillisecond);
}

// HPERSIST key FIELDS n field [field ...]
Status Hpersist(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const auto fields = FieldsArg(ctx, 2);
  if (!fields) return fields.error();
  Hash* hash = *found;
  if (hash == nullptr) return ReplyNoFields(ctx, fields->size());
  bool changed = false;
  (void)ctx.reply().Array(fields->size());
  for (const std::string_view field : *fields) {
    if (!hash->Find(field, ctx.keyspace().dead_by_ms())) {
      (void)ctx.reply().Integer(kNoField);
    } else if (*hash->ExpiryOf(field) == kNoExpiry) {
      (void)ctx.reply().Integer(-1);
    } else {
      hash->SetExpiry(field, kNoExpiry);
      changed = true;
      (void)ctx.reply().Integer(1);
    }
  }
  if (changed) ctx.Changed(key, events::kHpersist);
  return {};
}

// HTTL key FIELDS n field [field ...], and its kin: -2 without a field, -1 without an expiry; else
// `value` of the absolute time.
template <typename ValueOf>
Status ReplyExpiries(CommandContext& ctx, ValueOf value) {
  const Result<const Hash*> found = ctx.Read<Hash>(ctx.Arg(1));
  if (!found) return found.error();
  const auto fields = FieldsArg(ctx, 2);
  if (!fields) return fields.error();
  const Hash* hash = *found;
  if (hash == nullptr) return ReplyNoFields(ctx, fields->size());
  (void)ctx.reply().Array(fields->size());
  for (const std::string_view field : *fields) {
    const std::optional<int64_t> at = hash->ExpiryOf(field);
    if (!at || (*at != kNoExpiry && *at <= ctx.keyspace().dead_by_ms())) {
      (void)ctx.reply().Integer(kNoField);
    } else {
      (void)ctx.reply().Integer(*at == kNoExpiry ? -1 : value(*at));
    }
  }
  return {};
}

// Milliseconds as seconds, rounded up.
int64_t Seconds(int64_t ms) {
  constexpr int64_t kSecond = 1000;
  return (ms + kSecond - 1) / kSecond;
}

Status Httl(CommandContext& ctx) {
  const int64_t now = ctx.keyspace().now_ms();
  return ReplyExpiries(ctx, [now](int64_t at) { return Seconds(at - now); });
}
Status Hpttl(CommandContext& ctx) {
  const int64_t now = ctx.keyspace().now_ms();
  return ReplyExpiries(ctx, [now](int64_t at) { return at - now; });
}
Status HexpireTime(CommandContext& ctx) {
  return ReplyExpiries(ctx, Seconds);
}
Status HpexpireTime(CommandContext& ctx) {
  return ReplyExpiries(ctx, [](int64_t at) { return at; });
}

constexpr CommandDocs Docs(std::string_view summary) {
  return {.summary = summary, .since = "7.4.0", .group = "hash"};
}
constexpr KeySpec kWriteKey = KeySpec::At(1, kKeyRw | kUpdate);
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);

constexpr Command kCommands[] = {
    {"hexpire", -6, Hexpire, kWrite | kFast, Acl::kHash, kWriteKey,
     Docs("Lets fields die in so many seconds.")},
    {"hexpireat", -6, HexpireAt, kWrite | kFast, Acl::kHash, kWriteKey,
     Docs("Lets fields die at a Unix time in seconds.")},
    {"hexpiretime", -5, HexpireTime, kReadonly | kFast, Acl::kHash, kReadKey,
     Docs("Answers the Unix times at which fields die, in seconds.")},
    {"hpersist", -5, Hpersist, kWrite | kFast, Acl::kHash, kWriteKey,
     Docs("Lets fields live as long as their hash.")},
    {"hpexpire", -6, Hpexpire, kWrite | kFast, Acl::kHash, kWriteKey,
     Docs("Lets fields die in so many milliseconds.")},
    {"hpexpireat", -6, HpexpireAt, kWrite | kFast, Acl::kHash, kWriteKey,
     Docs("Lets fields die at a Unix time in milliseconds.")},
    {"hpexpiretime", -5, HpexpireTime, kReadonly | kFast, Acl::kHash, kReadKey,
     Docs("Answers the Unix times at which fields die, in milliseconds.")},
    {"hpttl", -5, Hpttl, kReadonly | kFast, Acl::kHash, kReadKey,
     Docs("Answers how long fields still live, in milliseconds.")},
    {"httl", -5, Httl, kReadonly | kFast, Acl::kHash, kReadKey,
     Docs("Answers how long fields still live, in seconds.")},
};

}  // namespace

std::span<const Command> FieldExpiryCommands() {
  return kCommands;
}

}  // namespace trellis
