#include "core/keyspace/key_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/base/glob.h"
#include "core/command/command_context.h"
#include "core/command/scan_options.h"
#include "core/config/config.h"
#include "core/keyspace/lazy_free.h"
#include "core/keyspace/type_ops.h"

namespace trellis {
namespace {

Status RemoveKeys(CommandContext& ctx, bool lazy) {
  int64_t removed = 0;
  for (size_t i = 1; i < ctx.argc(); ++i) {
    const std::string_view key = ctx.Arg(i);
    if (ctx.FindForWrite(key) == nullptr) continue;
    if (!ctx.keyspace().Remove(ctx.db_index(), key, ctx.Hash(key), lazy)) continue;
    ctx.Changed(key, events::kDel);
    ++removed;
  }
  return ctx.reply().Integer(removed);
}

Status Del(CommandContext& ctx) {
  return RemoveKeys(ctx, ctx.services().config->lazyfree_user_del());
}
Status Unlink(CommandContext& ctx) {
  return RemoveKeys(ctx, true);
}

Status Exists(CommandContext& ctx) {
  int64_t count = 0;
  for (size_t i = 1; i < ctx.argc(); ++i) {
    const std::string_view key = ctx.Arg(i);
    const Entry* entry =
        ctx.keyspace().FindForRead(ctx.db_index(), key, ctx.Hash(key), Keyspace::Access::kNoTouch);
    count += entry != nullptr ? 1 : 0;
  }
  return ctx.reply().Integer(count);
}

Status Touch(CommandContext& ctx) {
  int64_t count = 0;
  for (size_t i = 1; i < ctx.argc(); ++i)
    count += ctx.FindForRead(ctx.Arg(i)) != nullptr ? 1 : 0;
  return ctx.reply().Integer(count);
}

Status Type(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Entry* entry =
      ctx.keyspace().FindForRead(ctx.db_index(), key, ctx.Hash(key), Keyspace::Access::kNoTouch);
  return ctx.reply().Simple(entry == nullptr ? "none" : types::Of(*entry).name());
}

Status RenameKey(CommandContext& ctx, bool only_new) {
  const std::string_view source = ctx.Arg(1);
  const std::string_view target = ctx.Arg(2);
  Entry* entry = ctx.FindForWrite(source);
  if (entry == nullptr) return errors::kNoSuchKey;
  if (source == target) return only_new ? ctx.reply().Integer(0) : ctx.reply().Ok();
  if (ctx.FindForWrite(target) != nullptr) {
    if (only_new) return ctx.reply().Integer(0);
    ctx.keyspace().Remove(ctx.db_index(), target, ctx.Hash(target),
                          ctx.services().config->flag(Directive::kLazyfreeLazyServerDel));
  }
  Entry* old = ctx.db().Take(source, ctx.Hash(source));
  Entry* moved =
      old->embedded()
          ? Entry::CreateEmbedded(target, old->embedded_text(), old->expire_at_ms())
          : Entry::CreateSlot(target, old->type(), old->form(), old->slot(), old->expire_at_ms());
  moved->set_access_clock(old->access_clock());
  Entry::Free(old);
  ctx.db().Insert(moved, ctx.Hash(target));
  ctx.keyspace().Notify(ctx.db_index(), events::kNew, target);
  ctx.Changed(source, events::kRenameFrom);
  ctx.Changed(target, events::kRenameTo);
  return only_new ? ctx.reply().Integer(1) : ctx.reply().Ok();
}

Status Rename(CommandContext& ctx) {
  return RenameKey(ctx, false);
}
Status RenameNx(CommandContext& ctx) {
  return RenameKey(ctx, true);
}

Result<int> DatabaseArg(CommandContext& ctx, size_t i) {
  const std::optional<int64_t> index = ParseInt64(ctx.Arg(i));
  if (!index) return errors::kNotInteger;
  if (*index < 0 || *index >= ctx.keyspace().databases()) return errors::kInvalidDbIndex;
  return static_cast<int>(*index);
}

Status Move(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<int> target = DatabaseArg(ctx, 2);
  if (!target) return target.error();
  if (*target == ctx.db_index()) return errors::kSameObject;
  Entry* entry = ctx.FindForWrite(key);
  const uint64_t hash = ctx.Hash(key);
  if (entry == nullptr || ctx.keyspace().FindForWrite(*target, key, hash) != nullptr) {
    return ctx.reply().Integer(0);
  }
  ctx.keyspace().db(*target).Insert(ctx.db().Take(key, hash), hash);
  ctx.keyspace().Notify(*target, events::kNew, key);
  ctx.Changed(key, events::kMoveFrom);
  ctx.keyspace().Changed(*target, key, events::kMoveTo);
  return ctx.reply().Integer(1);
}

Status Copy(CommandContext& ctx) {
  const std::string_view source = ctx.Arg(1);
  const std::string_view target = ctx.Arg(2);
  int target_db = ctx.db_index();
  bool replace = false;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "REPLACE")) {
      replace = true;
    } else if (ctx.ArgIs(i, "DB") && i + 1 < ctx.argc()) {
      const Result<int> index = DatabaseArg(ctx, ++i);
      if (!index) return index.error();
      target_db = *index;
    } else {
      return errors::kSyntax;
    }
  }
  if (source == target && target_db == ctx.db_index()) return errors::kSameObject;
  const Entry* entry = ctx.FindForRead(source);
  if (entry == nullptr) return ctx.reply().Integer(0);
  const uint64_t hash = ctx.Hash(target);
  const bool exists = ctx.keyspace().FindForWrite(target_db, target, hash) != nullptr;
  if (exists && !replace) return ctx.reply().Integer(0);
  entry = ctx.db().Find(source);
  const int64_t expire_at = entry->expire_at_ms();
  Result<Value> copy = types::Of(*entry).CopyBetween(ctx.db_index(), *entry, target_db, target);
  if (!copy) return copy.error();
  Entry* made = ctx.keyspace().db(target_db).Set(target, hash, std::move(*copy), expire_at);
  ctx.keyspace().StampNew(*made);
  if (!exists) ctx.keyspace().Notify(target_db, events::kNew, target);
  ctx.keyspace().Changed(target_db, target, events::kCopyTo);
  return ctx.reply().Integer(1);
}

Status RandomKey(CommandContext& ctx) {
  // Dead keys are passed over; a database of nothing but dead keys must still end.
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    const Entry* entry = ctx.db().table().Random([&] { return ctx.keyspace().random().Next(); });
    if (entry == nullptr) break;
    if (!ctx.keyspace().Expired(*entry) || i == kTries - 1) return ctx.reply().Bulk(entry->key());
    const std::string key(entry->key());
    ctx.FindForWrite(key);
  }
  return ctx.reply().Null();
}

Status Keys(CommandContext& ctx) {
  const std::string_view pattern = ctx.Arg(1);
  const bool all = pattern == "*";
  const ReplyWriter::Deferred head = ctx.reply().DeferContainer();
  size_t count = 0;
  ctx.db().table().ForEach([&](const Entry* entry) {
    if (ctx.keyspace().Expired(*entry)) return;
    if (!all && !GlobMatch(pattern, entry->key())) return;
    (void)ctx.reply().Bulk(entry->key());
    ++count;
  });
  ctx.reply().SetContainer(head, '*', count);
  return {};
}

Status Scan(CommandContext& ctx) {
  const Result<uint64_t> cursor = ScanCursorArg(ctx, 1);
  if (!cursor) return cursor.error();
  const Result<ScanOptions> options = ScanOptions::Parse(ctx, 2, ScanOptions::Own::kType);
  if (!options) return options.error();
  std::vector<std::string> found;
  std::vector<std::string> dead;
  int64_t seen = 0;
  const auto visit = [&](const Entry* entry) {
    ++seen;
    if (ctx.keyspace().Expired(*entry)) {
      dead.emplace_back(entry->key());
      return;
    }
    if (!options->type.empty() && types::Of(*entry).name() != options->type) return;
    if (options->Matches(entry->key())) found.emplace_back(entry->key());
  };
  const uint64_t next =
      options->Walk(*cursor, seen, [&](uint64_t at) { return ctx.db().table().Scan(at, visit); });
  for (const std::string& key : dead)
    ctx.FindForWrite(key);
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Bulk(std::to_string(next));
  (void)ctx.reply().Array(found.size());
  for (const std::string& key : found)
    (void)ctx.reply().Bulk(key);
  return {};
}

Status DbSize(CommandContext& ctx) {
  return ctx.reply().Integer(static_cast<int64_t>(ctx.db().size()));
}

Status Flush(CommandContext& ctx, int index) {
  bool lazy = ctx.services().config->flag(Directive::kLazyfreeLazyUserFlush);
  if (ctx.argc() > 2) return errors::kSyntax;
  if (ctx.argc() == 2) {
    if (!ctx.ArgIs(1, "ASYNC") && !ctx.ArgIs(1, "SYNC")) return errors::kSyntax;
    lazy = ctx.ArgIs(1, "ASYNC");
  }
  // One more than the keys: the command is a change even if there were none.
  ctx.keyspace().stats().dirty += ctx.keyspace().Flush(index, lazy) + 1;
  return ctx.reply().Ok();
}

Status FlushDb(CommandContext& ctx) {
  return Flush(ctx, ctx.db_index());
}
Status FlushAll(CommandContext& ctx) {
  return Flush(ctx, -1);
}

Status SwapDb(CommandContext& ctx) {
  int indexes[2];
  for (size_t i = 0; i < 2; ++i) {
    const std::optional<int64_t> index = ParseInt64(ctx.Arg(i + 1));
    if (!index) {
      return Status::Error(i == 0 ? "invalid first DB index" : "invalid second DB index");
    }
    if (*index < 0 || *index >= ctx.keyspace().databases()) return errors::kInvalidDbIndex;
    indexes[i] = static_cast<int>(*index);
  }
  ctx.keyspace().Swap(indexes[0], indexes[1]);
  ++ctx.keyspace().stats().dirty;
  return ctx.reply().Ok();
}

const Entry* Peek(CommandContext& ctx, std::string_view key) {
  return ctx.keyspace().FindForRead(ctx.db_index(), key, ctx.Hash(key), Keyspace::Access::kNoTouch);
}

Status ObjectEncoding(CommandContext& ctx) {
  const Entry* entry = Peek(ctx, ctx.Arg(2));
  if (entry == nullptr) return ctx.reply().Null();
  return ctx.reply().Bulk(types::Of(*entry).Encoding(*entry));
}

Status ObjectRefcount(CommandContext& ctx) {
  const Entry* entry = Peek(ctx, ctx.Arg(2));
  if (entry == nullptr) return ctx.reply().Null();
  // Values are never shared, but tools know small integers by this number, unless each value has an
  // access clock of its own for the eviction policy.
  constexpr int64_t kShared = INT32_MAX;
  constexpr uint64_t kSharedIntegers = 10000;
  const bool clocked = ctx.services().config->number(Directive::kMaxmemory) > 0 &&
                       (ctx.keyspace().UsesLru() || ctx.keyspace().UsesLfu());
  const bool shared = entry->integer() && entry->slot() < kSharedIntegers && !clocked;
  return ctx.reply().Integer(shared ? kShared : 1);
}

Status ObjectIdleTime(CommandContext& ctx) {
  const Entry* entry = Peek(ctx, ctx.Arg(2));
  if (entry == nullptr) return ctx.reply().Null();
  if (ctx.keyspace().UsesLfu()) {
    return Status::Error(
        "An LFU maxmemory policy is selected, idle time not tracked. Please note that when "
        "switching between policies at runtime LRU and LFU data will take some time to adjust.");
  }
  return ctx.reply().Integer(ctx.keyspace().IdleSeconds(*entry));
}

Status ObjectFreq(CommandContext& ctx) {
  const Entry* entry = Peek(ctx, ctx.Arg(2));
  if (entry == nullptr) return ctx.reply().Null();
  if (!ctx.keyspace().UsesLfu()) {
    return Status::Error(
        "An LFU maxmemory policy is not selected, access frequency not tracked. Please note that "
        "when switching between policies at runtime LRU and LFU data will take some time to "
        "adjust.");
  }
  return ctx.reply().Integer(ctx.keyspace().Frequency(*entry));
}

Status ObjectHelp(CommandContext& ctx) {
  constexpr std::string_view kLines[] = {
      "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "ENCODING <key>",
      "    Return the kind of internal representation used in order to store the value",
      "    associated with a <key>.",
      "FREQ <key>",
      "    Return the access frequency index of the <key>. The returned integer is",
      "    proportional to the logarithm of the recent access frequency of the key.",
      "IDLETIME <key>",
      "    Return the idle time of the <key>, that is the approximated number of",
      "    seconds elapsed since the last access to the key.",
      "REFCOUNT <key>",
      "    Return the number of references of the value associated with the specified",
      "    <key>.",
      "HELP",
      "    Prints this help.",
  };
  (void)ctx.reply().Array(std::size(kLines));
  for (const std::string_view line : kLines)
    (void)ctx.reply().Simple(line);
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "generic"};
}
constexpr KeySpec kObjectKey = KeySpec::At(2, kKeyRo);

constexpr Command kObjectCommands[] = {
    {"encoding", 3, ObjectEncoding, kReadonly, Acl::kKeyspace, kObjectKey,
     Docs("Names the form that a value is kept in.", "2.2.3")},
    {"freq", 3, ObjectFreq, kReadonly, Acl::kKeyspace, kObjectKey,
     Docs("Answers how often a key is used, on a logarithmic scale.", "4.0.0")},
    {"help",
     2,
     ObjectHelp,
     kLoading | kStale,
     Acl::kKeyspace,
     {},
     Docs("Tells what the subcommands do.", "6.2.0")},
    {"idletime", 3, ObjectIdleTime, kReadonly, Acl::kKeyspace, kObjectKey,
     Docs("Answers the seconds since a key was last used.", "2.2.3")},
    {"refcount", 3, ObjectRefcount, kReadonly, Acl::kKeyspace, kObjectKey,
     Docs("Answers how many hold the value.", "2.2.3")},
};

constexpr Command kCommands[] = {
    {"copy",
     -3,
     Copy,
     kWrite | kDenyOom,
     Acl::kKeyspace,
     {KeySpec::At(1, kKeyRo | kAccess), KeySpec::At(2, kKeyOw | kUpdate)},
     Docs("Copies a value under another key.", "6.2.0")},
    {"dbsize",
     1,
     DbSize,
     kReadonly | kFast,
     Acl::kKeyspace,
     {},
     Docs("Counts the keys of the database.", "1.0.0")},
    {"del", -2, Del, kWrite, Acl::kKeyspace, KeySpec::Range(1, -1, 1, kKeyRm | kDelete),
     Docs("Deletes keys.", "1.0.0")},
    {"exists", -2, Exists, kReadonly | kFast, Acl::kKeyspace, KeySpec::Range(1, -1, 1, kKeyRo),
     Docs("Counts how many of the keys exist.", "1.0.0")},
    {"flushall",
     -1,
     FlushAll,
     kWrite,
     Acl::kKeyspace | Acl::kDangerous,
     {},
     Docs("Empties all databases.", "1.0.0")},
    {"flushdb",
     -1,
     FlushDb,
     kWrite,
     Acl::kKeyspace | Acl::kDangerous,
     {},
     Docs("Empties the database.", "1.0.0")},
    {"keys",
     2,
     Keys,
     kReadonly,
     Acl::kKeyspace | Acl::kDangerous,
     {},
     Docs("Names all keys that fit a pattern.", "1.0.0")},
    {"move", 3, Move, kWrite | kFast, Acl::kKeyspace, KeySpec::At(1, kKeyRw | kAccess | kDelete),
     Docs("Moves a key to another database.", "1.0.0")},
    {"object",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Looks at how a value is kept.", "2.2.3"),
     kObjectCommands},
    {"randomkey",
     1,
     RandomKey,
     kReadonly,
     Acl::kKeyspace,
     {},
     Docs("Answers a key drawn by chance.", "1.0.0")},
    {"rename",
     3,
     Rename,
     kWrite,
     Acl::kKeyspace,
     {KeySpec::At(1, kKeyRw | kAccess | kDelete), KeySpec::At(2, kKeyOw | kUpdate)},
     Docs("Renames a key, replacing what has the new name.", "1.0.0")},
    {"renamenx",
     3,
     RenameNx,
     kWrite | kFast,
     Acl::kKeyspace,
     {KeySpec::At(1, kKeyRw | kAccess | kDelete), KeySpec::At(2, kKeyOw | kInsert)},
     Docs("Renames a key if the new name is free.", "1.0.0")},
    {"scan",
     -2,
     Scan,
     kReadonly,
     Acl::kKeyspace,
     {},
     Docs("Walks over the keys, some at a time.", "2.8.0")},
    {"swapdb",
     3,
     SwapDb,
     kWrite | kFast,
     Acl::kKeyspace | Acl::kDangerous,
     {},
     Docs("Exchanges two databases.", "4.0.0")},
    {"touch", -2, Touch, kReadonly | kFast, Acl::kKeyspace, KeySpec::Range(1, -1, 1, kKeyRo),
     Docs("Alters the last access time of a key(s)", "3.2.1")},
    {"type", 2, Type, kReadonly | kFast, Acl::kKeyspace, KeySpec::At(1, kKeyRo),
     Docs("Names the type of a value.", "1.0.0")},
    {"unlink", -2, Unlink, kWrite | kFast, Acl::kKeyspace,
     KeySpec::Range(1, -1, 1, kKeyRm | kDelete),
     Docs("Delete a key asynchronously in another thread", "4.0.0")},
};

}  // namespace

std::span<const Command> KeyCommands() {
  return kCommands;
}

}  // namespace trellis
