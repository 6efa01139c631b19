#include "core/keyspace/expire_commands.h"

#include <fmt/core.h>

#include "core/command/command_context.h"
#include "core/command/command_table.h"

namespace trellis {
namespace {

struct Conditions {
  bool only_without = false;  // NX
  bool only_with = false;     // XX
  bool only_later = false;    // GT
  bool only_earlier = false;  // LT
};

Result<Conditions> ParseConditions(CommandContext& ctx) {
  Conditions conditions;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "NX")) {
      conditions.only_without = true;
    } else if (ctx.ArgIs(i, "XX")) {
      conditions.only_with = true;
    } else if (ctx.ArgIs(i, "GT")) {
      conditions.only_later = true;
    } else if (ctx.ArgIs(i, "LT")) {
      conditions.only_earlier = true;
    } else {
      return Status::Error(fmt::format("Unsupported option {}", ctx.Arg(i)));
    }
  }
  if (conditions.only_without &&
      (conditions.only_with || conditions.only_later || conditions.only_earlier)) {
    return Status::Error("NX and XX, GT or LT options at the same time are not compatible");
  }
  if (conditions.only_later && conditions.only_earlier) {
    return Status::Error("GT and LT options at the same time are not compatible");
  }
  return conditions;
}

// A key without an expiry counts as one that lives for ever.
bool Allowed(const Conditions& conditions, const Entry& entry, int64_t at) {
  const bool has = entry.has_expiry();
  if (conditions.only_without && has) return false;
  if (conditions.only_with && !has) return false;
  if (conditions.only_later && (!has || at <= entry.expire_at_ms())) return false;
  return !(conditions.only_earlier && has && at >= entry.expire_at_ms());
}

Status ExpireAt(CommandContext& ctx, int64_t unit_ms, bool absolute) {
  const std::string_view key = ctx.Arg(1);
  const Result<int64_t> number = ctx.IntegerArg(2);
  if (!number) return number.error();
  const Result<Conditions> conditions = ParseConditions(ctx);
  if (!conditions) return conditions.error();
  int64_t at = 0;
  if (__builtin_mul_overflow(*number, unit_ms, &at) ||
      (!absolute && __builtin_add_overflow(at, ctx.keyspace().now_ms(), &at))) {
    return Status::Error(
        fmt::format("invalid expire time in '{}' command", ctx.command().full_name()));
  }
  if (at < 0) at = 0;
  Entry* entry = ctx.FindForWrite(key);
  if (entry == nullptr || !Allowed(*conditions, *entry, at)) return ctx.reply().Integer(0);
  if (at <= ctx.keyspace().now_ms()) {
    ctx.Delete(key);
    ctx.Changed(key, events::kDel);
    ctx.PropagateAs({"DEL", std::string(key)});
    return ctx.reply().Integer(1);
  }
  ctx.db().SetExpiry(entry, at);
  ctx.Changed(key, events::kExpire);
  ctx.PropagateAs({"PEXPIREAT", std::string(key), std::to_string(at)});
  return ctx.reply().Integer(1);
}

constexpr int64_t kSecond = 1000;

Status Expire(CommandContext& ctx) {
  return ExpireAt(ctx, kSecond, false);
}
Status Pexpire(CommandContext& ctx) {
  return ExpireAt(ctx, 1, false);
}
Status ExpireAtSeconds(CommandContext& ctx) {
  return ExpireAt(ctx, kSecond, true);
}
Status PexpireAt(CommandContext& ctx) {
  return ExpireAt(ctx, 1, true);
}

Status Persist(CommandContext& ctx) {
  Entry* entry = ctx.FindForWrite(ctx.Arg(1));
  if (entry == nullptr || !entry->has_expiry()) return ctx.reply().Integer(0);
  ctx.db().SetExpiry(entry, kNoExpiry);
  ctx.Changed(ctx.Arg(1), events::kPersist);
  return ctx.reply().Integer(1);
}

// -2 without a key, -1 without an expiry; else `value` of the absolute time.
template <typename ValueOf>
Status ReplyExpiry(CommandContext& ctx, ValueOf value) {
  const std::string_view key = ctx.Arg(1);
  const Entry* entry =
      ctx.keyspace().FindForRead(ctx.db_index(), key, ctx.Hash(key), Keyspace::Access::kNoTouch);
  if (entry == nullptr) return ctx.reply().Integer(-2);
  if (!entry->has_expiry()) return ctx.reply().Integer(-1);
  return ctx.reply().Integer(value(entry->expire_at_ms()));
}

// To the nearest second; the latest of all times has no half second after it.
int64_t Seconds(int64_t ms) {
  return ms / kSecond + (ms % kSecond >= kSecond / 2 ? 1 : 0);
}

Status Ttl(CommandContext& ctx) {
  const int64_t now = ctx.keyspace().now_ms();
  return ReplyExpiry(ctx, [now](int64_t at) { return Seconds(at - now); });
}
Status Pttl(CommandContext& ctx) {
  const int64_t now = ctx.keyspace().now_ms();
  return ReplyExpiry(ctx, [now](int64_t at) { return at - now; });
}
Status ExpireTime(CommandContext& ctx) {
  return ReplyExpiry(ctx, Seconds);
}
Status PexpireTime(CommandContext& ctx) {
  return ReplyExpiry(ctx, [](int64_t at) { return at; });
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "generic"};
}
constexpr KeySpec kWriteKey = KeySpec::At(1, kKeyRw | kUpdate);
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);

constexpr Command kCommands[] = {
    {"expire", -3, Expire, kWrite | kFast, Acl::kKeyspace, kWriteKey,
     Docs("Lets a key die in so many seconds.", "1.0.0")},
    {"expireat", -3, ExpireAtSeconds, kWrite | kFast, Acl::kKeyspace, kWriteKey,
     Docs("Lets a key die at a Unix time in seconds.", "1.2.0")},
    {"expiretime", 2, ExpireTime, kReadonly | kFast, Acl::kKeyspace, kReadKey,
     Docs("Answers the Unix time at which a key dies, in seconds.", "7.0.0")},
    {"persist", 2, Persist, kWrite | kFast, Acl::kKeyspace, kWriteKey,
     Docs("Lets a key live for ever.", "2.2.0")},
    {"pexpire", -3, Pexpire, kWrite | kFast, Acl::kKeyspace, kWriteKey,
     Docs("Lets a key die in so many milliseconds.", "2.6.0")},
    {"pexpireat", -3, PexpireAt, kWrite | kFast, Acl::kKeyspace, kWriteKey,
     Docs("Lets a key die at a Unix time in milliseconds.", "2.6.0")},
    {"pexpiretime", 2, PexpireTime, kReadonly | kFast, Acl::kKeyspace, kReadKey,
     Docs("Answers the Unix time at which a key dies, in milliseconds.", "7.0.0")},
    {"pttl", 2, Pttl, kReadonly | kFast, Acl::kKeyspace, kReadKey,
     Docs("Answers how long a key still lives, in milliseconds.", "2.6.0")},
    {"ttl", 2, Ttl, kReadonly | kFast, Acl::kKeyspace, kReadKey,
     Docs("Answers how long a key still lives, in seconds.", "1.0.0")},
};

}  // namespace

std::span<const Command> ExpireCommands() {
  return kCommands;
}

}  // namespace trellis
