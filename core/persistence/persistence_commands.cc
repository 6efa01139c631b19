#include "core/persistence/persistence_commands.h"

#include "core/persistence/debug_command.h"
#include "core/persistence/dump_payload.h"
#include "core/persistence/snapshot.h"

namespace trellis {
namespace {

// SAVE
Status SaveCommand(CommandContext& ctx) {
  Status saved = ctx.services().snapshot->Save();
  return saved.ok() ? ctx.reply().Ok() : saved;
}

// BGSAVE [SCHEDULE]
Status BgSave(CommandContext& ctx) {
  if (ctx.argc() > 2 || (ctx.argc() == 2 && !ctx.ArgIs(1, "SCHEDULE"))) return errors::kSyntax;
  Snapshot& snapshot = *ctx.services().snapshot;
  // Within EXEC a child would hold half a transaction; a module's child may have to end first.
  const bool scheduled = ctx.argc() == 2 && snapshot.other_child();
  if ((ctx.client().has(Client::kExecuting) || scheduled) && !snapshot.saving()) {
    snapshot.Schedule();
    return ctx.reply().Simple("Background saving scheduled");
  }
  Status started = snapshot.BgSave();
  return started.ok() ? ctx.reply().Simple("Background saving started") : started;
}

// LASTSAVE
Status LastSave(CommandContext& ctx) {
  return ctx.reply().Integer(ctx.services().snapshot->stats().last_save_s);
}

// DUMP key
Status Dump(CommandContext& ctx) {
  const Entry* entry = ctx.FindForRead(ctx.Arg(1));
  return entry == nullptr ? ctx.reply().Null()
                          : ctx.reply().Bulk(DumpPayload(*entry, ctx.db_index()));
}

struct RestoreOptions {
  bool replace = false;
  bool absolute = false;
  int64_t idle_seconds = -1;
  int64_t frequency = -1;
};

Result<RestoreOptions> ParseRestoreOptions(CommandContext& ctx) {
  RestoreOptions options;
  for (size_t i = 4; i < ctx.argc(); ++i) {
    const bool last = i + 1 == ctx.argc();
    if (ctx.ArgIs(i, "REPLACE")) {
      options.replace = true;
    } else if (ctx.ArgIs(i, "ABSTTL")) {
      options.absolute = true;
    } else if (ctx.ArgIs(i, "IDLETIME") && !last && options.frequency < 0) {
      const Result<int64_t> seconds = ctx.IntegerArg(++i);
      if (!seconds) return seconds.error();
      if (*seconds < 0) return Status::Error("Invalid IDLETIME value, must be >= 0");
      options.idle_seconds = *seconds;
    } else if (ctx.ArgIs(i, "FREQ") && !last && options.idle_seconds < 0) {
      const Result<int64_t> frequency = ctx.IntegerArg(++i);
      if (!frequency) return frequency.error();
      if (*frequency < 0 || *frequency > 255) {
        return Status::Error("Invalid FREQ value, must be >= 0 and <= 255");
      }
      options.frequency = *frequency;
    } else {
      return errors::kSyntax;
    }
  }
  return options;
}

// RESTORE key ttl payload [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]
Status Restore(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<RestoreOptions> options = ParseRestoreOptions(ctx);
  if (!options) return options.error();
  const bool exists = ctx.FindForWrite(key) != nullptr;
  if (exists && !options->replace) return errors::kBusyKey;
  const Result<int64_t> ttl = ctx.IntegerArg(2);
  if (!ttl) return ttl.error();
  int64_t expire_at_ms = *ttl == 0 ? kNoExpiry : *ttl;
  const int64_t now_ms = ctx.keyspace().now_ms();
  if (*ttl < 0 ||
      (*ttl > 0 && !options->absolute && __builtin_add_overflow(*ttl, now_ms, &expire_at_ms))) {
    return Status::Error("Invalid TTL value, must be >= 0");
  }
  Result<Value> value =
      ReadDumpPayload(ctx.Arg(3), {ctx.db_index(), key}, ctx.services().snapshot->skip_checksum());
  if (!value) return value.error();

  if (expire_at_ms != kNoExpiry && expire_at_ms <= now_ms) {
    if (exists) {
      ctx.Delete(key);
      ctx.Changed(key, events::kDel);
      ctx.PropagateAs({"DEL", std::string(key)});
    }
    return ctx.reply().Ok();
  }
  Entry* entry = ctx.SetValue(key, std::move(*value), expire_at_ms);
  if (ctx.keyspace().UsesLfu()) {
    if (options->frequency >= 0) {
      ctx.keyspace().SetFrequency(*entry, static_cast<int>(options->frequency));
    }
  } else if (options->idle_seconds >= 0) {
    ctx.keyspace().SetIdleSeconds(*entry, options->idle_seconds);
  }
  if (expire_at_ms != kNoExpiry && !options->absolute) {
    std::vector<std::string> words(ctx.args().begin(), ctx.args().end());
    words[2] = std::to_string(expire_at_ms);
    words.emplace_back("ABSTTL");
    ctx.PropagateAs(std::move(words));
  }
  ctx.Changed(key, events::kRestore);
  return ctx.reply().Ok();
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since,
                           std::string_view group) {
  return {.summary = summary, .since = since, .group = group};
}

constexpr Command kCommands[] = {
    {"bgsave",
     -1,
     BgSave,
     kAdmin | kNoScript | kNoAsyncLoading,
     Acl::kNone,
     {},
     Docs("Writes the RDB file from a forked child.", "1.0.0", "server")},
    {"debug",
     -2,
     Debug,
     kAdmin | kNoScript | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Tools for tests and for looking inside.", "1.0.0", "server")},
    {"dump", 2, Dump, kReadonly, Acl::kKeyspace, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Answers the value as bytes that RESTORE takes.", "2.6.0", "generic")},
    {"lastsave",
     1,
     LastSave,
     kLoading | kStale | kFast,
     Acl::kDangerous,
     {},
     Docs("Answers when the last RDB file was written.", "1.0.0", "server")},
    {"restore", -4, Restore, kWrite | kDenyOom, Acl::kKeyspace | Acl::kDangerous,
     KeySpec::At(1, kKeyOw | kUpdate),
     Docs("Makes a key of the bytes that DUMP gave.", "2.6.0", "generic")},
    {"restore-asking", -4, Restore, kWrite | kDenyOom | kAsking, Acl::kKeyspace | Acl::kDangerous,
     KeySpec::At(1, kKeyOw | kUpdate),
     Docs("RESTORE for a key that is on its way to this node.", "3.0.0", "server")},
    {"save",
     1,
     SaveCommand,
     kAdmin | kNoScript | kNoAsyncLoading | kNoMulti,
     Acl::kNone,
     {},
     Docs("Writes the RDB file while everybody waits.", "1.0.0", "server")},
};

}  // namespace

std::span<const Command> PersistenceCommands() {
  return kCommands;
}

}  // namespace trellis
