#include "core/persistence/debug_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/command/permission.h"
#include "core/command/server_control.h"
#include "core/config/config.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/digest.h"
#include "core/persistence/rdb_writer.h"
#include "core/persistence/snapshot.h"

namespace trellis {
namespace {

// DEBUG CHANGE-... and the like name a subcommand in argument 1; argc counts all words.
struct Subcommand {
  std::string_view name;
  size_t least;
  size_t most;
  Status (*handler)(CommandContext&);
};

Status DebugDigest(CommandContext& ctx) {
  return ctx.reply().Simple(DigestText(DigestKeyspace(ctx.keyspace())));
}

Status DebugDigestValue(CommandContext& ctx) {
  (void)ctx.reply().Array(ctx.argc() - 2);
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const std::string_view key = ctx.Arg(i);
    const Entry* entry = ctx.keyspace().FindForRead(ctx.db_index(), key, Database::Hash(key),
                                                    Keyspace::Access::kNoTouch);
    (void)ctx.reply().Simple(
        DigestText(entry == nullptr ? DigestBytes{} : DigestValue(*entry, ctx.db_index())));
  }
  return {};
}

// DEBUG CONFIG-REWRITE-FORCE-ALL
Status DebugRewriteConfig(CommandContext& ctx) {
  Status status = ctx.services().control->RewriteConfig(true);
  return status.ok() ? ctx.reply().Ok() : status;
}

// DEBUG RELOAD [NOSAVE] [NOFLUSH] [MERGE]
Status DebugReload(CommandContext& ctx) {
  bool save = true;
  bool flush = true;
  auto duplicates = Snapshot::Duplicates::kRefuse;
  for (size_t i = 2; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "NOSAVE")) {
      save = false;
    } else if (ctx.ArgIs(i, "NOFLUSH")) {
      flush = false;
    } else if (ctx.ArgIs(i, "MERGE")) {
      duplicates = Snapshot::Duplicates::kReplace;
    } else {
      return Status::Error("DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    }
  }
  // One load at a time.
  if (ctx.services().control->loading()) return errors::kLoading;
  Snapshot& snapshot = *ctx.services().snapshot;
  snapshot.WaitForChild();
  if (save) {
    Status saved = snapshot.Save();
    if (!saved.ok()) return saved;
  }
  if (flush) ctx.keyspace().Flush(-1, false);
  if (!snapshot.Load(snapshot.path(), duplicates).ok()) {
    return Status::Error("Error trying to load the RDB dump, check server logs.");
  }
  return ctx.reply().Ok();
}

Status DebugObject(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(2);
  const Entry* entry = ctx.keyspace().FindForRead(ctx.db_index(), key, Database::Hash(key),
                                                  Keyspace::Access::kNoTouch);
  if (entry == nullptr) return errors::kNoSuchKey;
  const TypeOps& ops = types::Of(*entry);
  std::string value;
  RdbWriter out(value, {});
  out.Value(*entry, ops.RdbTag(*entry));
  return ctx.reply().Simple(fmt::format(
      "Value at:{} refcount:1 encoding:{} serializedlength:{} lru:{} lru_seconds_idle:{}",
      static_cast<const void*>(entry), ops.Encoding(*entry), value.size(), entry->access_clock(),
      ctx.keyspace().IdleSeconds(*entry)));
}

// DEBUG SLEEP seconds
Status DebugSleep(CommandContext& ctx) {
  const Result<double> seconds = ctx.DoubleArg(2);
  if (!seconds) return seconds.error();
  constexpr double kLongest = 3600;
  if (!(*seconds >= 0) || *seconds > kLongest) return errors::kOutOfRange;
  const auto microseconds = static_cast<int64_t>(*seconds * 1e6);
  timespec rest{microseconds / 1000000, microseconds % 1000000 * 1000};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
  }
  return ctx.reply().Ok();
}

Status DebugSetActiveExpire(CommandContext& ctx) {
  ctx.keyspace().set_active_expire(ctx.Arg(2) != "0");
  return ctx.reply().Ok();
}

Status DebugSkipChecksum(CommandContext& ctx) {
  ctx.services().snapshot->set_skip_checksum(ctx.Arg(2) != "0");
  return ctx.reply().Ok();
}

// DEBUG POPULATE count [prefix] [size]
Status DebugPopulate(CommandContext& ctx) {
  const Result<int64_t> count = ctx.IntegerArg(2);
  if (!count) return count.error();
  int64_t size = 0;
  if (ctx.argc() == 5) {
    const Result<int64_t> given = ctx.IntegerArg(4);
    if (!given) return given.error();
    size = *given;
  }
  constexpr int64_t kMostKeys = 1000000000;
  constexpr int64_t kLargest = 512 << 20;
  if (*count < 0 || *count > kMostKeys || size < 0 || size > kLargest) return errors::kNotPositive;
  const std::string_view prefix = ctx.argc() > 3 ? ctx.Arg(3) : "key";
  for (int64_t i = 0; i < *count; ++i) {
    const std::string key = fmt::format("{}:{}", prefix, i);
    const uint64_t hash = Database::Hash(key);
    if (ctx.db().Find(key, hash) != nullptr) continue;
    std::string text = fmt::format("value:{}", i);
    if (size != 0) text.resize(static_cast<size_t>(size), '\0');
    Entry* entry = ctx.db().Set(key, hash, Value::String(text), kNoExpiry);
    ctx.keyspace().StampNew(*entry);
    ctx.keyspace().Touched(ctx.db_index(), key);
  }
  return ctx.reply().Ok();
}

// DEBUG ERROR text: the first word is the code.
Status DebugError(CommandContext& ctx) {
  const std::string_view text = ctx.Arg(2);
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return Status::Error(text, "");
  return Status::Error(text.substr(0, blank), std::string(text.substr(blank + 1)));
}

Status DebugLog(CommandContext& ctx) {
  Log(LogLevel::kWarning, "DEBUG LOG: {}", ctx.Arg(2));
  return ctx.reply().Ok();
}

// DEBUG HTSTATS db
Status DebugHtStats(CommandContext& ctx) {
  const Result<int64_t> index = ctx.IntegerArg(2);
  if (!index) return index.error();
  if (*index < 0 || *index >= ctx.keyspace().databases()) {
    return Status::Error("Out of range database");
  }
  const Database& db = ctx.keyspace().db(static_cast<int>(*index));
  return ctx.reply().Verbatim(
      "txt", fmt::format("[Dictionary HT]\nHash table 0 stats (main hash table):\n table size: {}\n"
                         " number of elements: {}\n[Expires HT]\n number of elements: {}\n",
                         db.table().bucket_count(), db.size(), db.expires()));
}

// Settings of structures that have no counterpart here: their tests ask for a plain OK.
Status DebugAccepted(CommandContext& ctx) {
  return ctx.reply().Ok();
}

// DEBUG PROTOCOL kind: one reply of that kind, for testing clients.
Status DebugProtocol(CommandContext& ctx) {
  ReplyWriter& reply = ctx.reply();
  constexpr int kItems = 3;
  if (ctx.ArgIs(2, "STRING")) return reply.Bulk("Hello World");
  if (ctx.ArgIs(2, "INTEGER")) return reply.Integer(12345);
  if (ctx.ArgIs(2, "DOUBLE")) return reply.Double(3.141);
  if (ctx.ArgIs(2, "NULL")) return reply.Null();
  if (ctx.ArgIs(2, "TRUE")) return reply.Bool(true);
  if (ctx.ArgIs(2, "FALSE")) return reply.Bool(false);
  if (ctx.ArgIs(2, "BIGNUM")) return reply.BigNumber("1234567999999999999999999999999999999");
  if (ctx.ArgIs(2, "VERBATIM")) return reply.Verbatim("txt", "This is a verbatim\nstring");
  if (ctx.ArgIs(2, "ARRAY") || ctx.ArgIs(2, "SET")) {
    (void)(ctx.ArgIs(2, "SET") ? reply.Set(kItems) : reply.Array(kItems));
    for (int i = 0; i < kItems; ++i)
      (void)reply.Integer(i);
    return {};
  }
  if (ctx.ArgIs(2, "MAP")) {
    (void)reply.Map(kItems);
    for (int i = 0; i < kItems; ++i) {
      (void)reply.Integer(i);
      (void)reply.Bool(i == 1);
    }
    return {};
  }
  if (ctx.ArgIs(2, "ATTRIB")) {
    if (reply.protocol() == 3) {
      (void)reply.Attribute(1);
      (void)reply.Bulk("key-popularity");
      (void)reply.Array(2);
      (void)reply.Bulk("key:123");
      (void)reply.Integer(90);
    }
    return reply.Bulk("Some real reply following the attribute");
  }
  if (ctx.ArgIs(2, "PUSH")) {
    if (reply.protocol() != 3) return Status::Error("RESP2 is not supported by this command");
    (void)reply.Push(2);
    (void)reply.Bulk("server-cpu-usage");
    (void)reply.Integer(42);
    return reply.Bulk("Some real reply following the push reply");
  }
  return Status::Error(
      "Wrong protocol type name. Please use one of the following: "
      "string|integer|double|null|array|set|map|attrib|push|verbatim|true|false");
}

constexpr size_t kAny = SIZE_MAX;
constexpr Subcommand kSubcommands[] = {
    {"CONFIG-REWRITE-FORCE-ALL", 2, 2, DebugRewriteConfig},
    {"DIGEST", 2, 2, DebugDigest},
    {"DIGEST-VALUE", 2, kAny, DebugDigestValue},
    {"ERROR", 3, 3, DebugError},
    {"HTSTATS", 3, 4, DebugHtStats},
    {"LOG", 3, 3, DebugLog},
    {"OBJECT", 3, 4, DebugObject},
    {"POPULATE", 3, 5, DebugPopulate},
    {"PROTOCOL", 3, 3, DebugProtocol},
    {"QUICKLIST-PACKED-THRESHOLD", 3, 3, DebugAccepted},
    {"RELOAD", 2, kAny, DebugReload},
    {"REPLYBUFFER", 4, 4, DebugAccepted},
    {"SET-ACTIVE-EXPIRE", 3, 3, DebugSetActiveExpire},
    {"SET-DISABLE-DENY-SCRIPTS", 3, 3, DebugAccepted},
    {"SET-SKIP-CHECKSUM-VALIDATION", 3, 3, DebugSkipChecksum},
    {"SLEEP", 3, 3, DebugSleep},
};

}  // namespace

Status Debug(CommandContext& ctx) {
  if (!Permitted(*ctx.services().config, Directive::kEnableDebugCommand, ctx.client())) {
    return Status::Error(
        "DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you "
        "can run it from a local connection, otherwise you need to set this option in the "
        "configuration file, and then restart the server.");
  }
  if (ctx.ArgIs(1, "HELP") && ctx.argc() == 2) {
    std::vector<std::string_view> lines = {
        "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"};
    for (const Subcommand& subcommand : kSubcommands)
      lines.push_back(subcommand.name);
    return ctx.reply().Lines(lines);
  }
  for (const Subcommand& subcommand : kSubcommands) {
    if (!ctx.ArgIs(1, subcommand.name)) continue;
    if (ctx.argc() < subcommand.least || ctx.argc() > subcommand.most) break;
    return subcommand.handler(ctx);
  }
  return Status::Error(
      fmt::format("unknown subcommand or wrong number of arguments for '{}'. Try DEBUG HELP.",
                  ctx.Arg(1).substr(0, 128)));
}

}  // namespace trellis
