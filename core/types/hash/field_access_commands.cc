#include "core/types/hash/field_access_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/types/hash/dead_fields.h"
#include "core/types/hash/field_arguments.h"
#include "core/types/hash/hash.h"

namespace trellis {
namespace {

// What the field holds, or null. A view, so it is written before anything changes.
void ReplyValue(CommandContext& ctx, const Hash* hash, std::string_view field) {
  const std::optional<PackedElement> value =
      hash == nullptr ? std::nullopt : hash->Find(field, ctx.keyspace().dead_by_ms());
  (void)(value ? ctx.reply().Element(*value) : ctx.reply().Null());
}

// HGETDEL key FIELDS n field [field ...]
Status HgetDel(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const auto fields = FieldsArg(ctx, 2);
  if (!fields) return fields.error();
  Hash* hash = RemoveDead(ctx, key, *found, *fields);
  bool erased = false;
  (void)ctx.reply().Array(fields->size());
  for (const std::string_view field : *fields) {
    ReplyValue(ctx, hash, field);
    if (hash != nullptr && hash->Erase(field)) erased = true;
  }
  if (!erased) return {};
  ctx.PropagateAs(HdelWords(key, *fields));
  ctx.ElementsRemoved(key, events::kHdel, hash->size() == 0);
  return {};
}

// What HGETEX does to the fields it answers.
struct GetExOptions {
  bool persist = false;
  std::optional<int64_t> expire_at_ms;
  std::span<const std::string_view> fields;
};

Result<GetExOptions> ParseGetEx(CommandContext& ctx) {
  GetExOptions options;
  size_t i = 2;
  if (const std::optional<TimeUnit> unit = TimeUnitArg(ctx, i)) {
    const Result<int64_t> at = FieldTimeArg(ctx, i + 1, *unit);
    if (!at) return at.error();
    options.expire_at_ms = *at;
    i += 2;
  } else if (ctx.ArgIs(i, "PERSIST")) {
    options.persist = true;
    ++i;
  }
  const auto fields = FieldsArg(ctx, i);
  if (!fields) return fields.error();
  options.fields = *fields;
  return options;
}

// HGETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST] FIELDS n field [field ...]
Status HgetEx(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const Result<GetExOptions> options = ParseGetEx(ctx);
  if (!options) return options.error();
  Hash* hash = RemoveDead(ctx, key, *found, options->fields);
  const bool expires = options->expire_at_ms.has_value();
  const bool past = expires && *options->expire_at_ms <= ctx.keyspace().now_ms();
  std::vector<std::string_view> changed;
  (void)ctx.reply().Array(options->fields.size());
  for (const std::string_view field : options->fields) {
    ReplyValue(ctx, hash, field);
    const std::optional<int64_t> old = hash == nullptr ? std::nullopt : hash->ExpiryOf(field);
    if (!old) continue;
    if (past) {
      hash->Erase(field);
    } else if (expires) {
      hash->SetExpiry(field, *options->expire_at_ms);
    } else if (options->persist && *old != kNoExpiry) {
      hash->SetExpiry(field, kNoExpiry);
    } else {
      continue;
    }
    changed.push_back(field);
  }
  // Without a change it was but a reading, which nobody else needs to hear of.
  if (changed.empty()) return {};
  if (past) {
    ctx.PropagateAs(HdelWords(key, changed));
    ctx.ElementsRemoved(key, events::kHdel, hash->size() == 0);
  } else if (expires) {
    ctx.db().TrackFields(ctx.db().Find(key, ctx.Hash(key)));
    ctx.PropagateAs(WithFields(
        {"HPEXPIREAT", std::string(key), std::to_string(*options->expire_at_ms)}, changed));
    ctx.Changed(key, events::kHexpire);
  } else {
    ctx.PropagateAs(WithFields({"HPERSIST", std::string(key)}, changed));
    ctx.Changed(key, events::kHpersist);
  }
  return {};
}

struct SetExOptions {
  enum class Condition : uint8_t {
    kNone,
    kAllNew,   // FNX
    kAllThere  // FXX
  };
  Condition condition = Condition::kNone;
  bool keep_expiry = false;
  std::optional<int64_t> expire_at_ms;
  std::span<const std::string_view> pairs;  // field, value, field, value ...
};

// `FIELDS n field value ...` from argument i on.
Result<std::span<const std::string_view>> PairsArg(CommandContext& ctx, size_t i) {
  if (i + 1 >= ctx.argc()) return WrongArity(ctx);
  const Result<int64_t> count = ctx.IntegerArg(i + 1);
  if (!count || *count < 1 || *count > std::numeric_limits<int32_t>::max()) {
    return Status::Error("invalid number of fields");
  }
  const std::span<const std::string_view> pairs = ctx.args().subspan(i + 2);
  if (static_cast<uint64_t>(*count) * 2 != pairs.size()) return WrongArity(ctx);
  return pairs;
}

// One option that is not FIELDS; `i` moves on behind it.
Status ParseSetExOption(CommandContext& ctx, size_t& i, SetExOptions& options) {
  using Condition = SetExOptions::Condition;
  const bool all_new = ctx.ArgIs(i, "FNX");
  if (all_new || ctx.ArgIs(i, "FXX")) {
    if (options.condition != Condition::kNone) {
      return Status::Error("Only one of FXX or FNX arguments can be specified");
    }
    options.condition = all_new ? Condition::kAllNew : Condition::kAllThere;
    ++i;
    return {};
  }
  const std::optional<TimeUnit> unit = TimeUnitArg(ctx, i);
  if (!unit && !ctx.ArgIs(i, "KEEPTTL")) {
    return Status::Error(fmt::format("unknown argument: {}", ctx.Arg(i)));
  }
  if (options.keep_expiry || options.expire_at_ms) {
    return Status::Error("Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
  }
  if (!unit) {
    options.keep_expiry = true;
    ++i;
    return {};
  }
  if (i + 1 >= ctx.argc()) return WrongArity(ctx);
  const Result<int64_t> at = FieldTimeArg(ctx, i + 1, *unit);
  if (!at) return at.error();
  options.expire_at_ms = *at;
  i += 2;
  return {};
}

Result<SetExOptions> ParseSetEx(CommandContext& ctx) {
  SetExOptions options;
  for (size_t i = 2; i < ctx.argc();) {
    if (ctx.ArgIs(i, "FIELDS")) {
      const auto pairs = PairsArg(ctx, i);
      if (!pairs) return pairs.error();
      options.pairs = *pairs;
      return options;
    }
    const Status parsed = ParseSetExOption(ctx, i, options);
    if (!parsed.ok()) return parsed;
  }
  return WrongArity(ctx);
}

std::vector<std::string_view> FieldsOf(std::span<const std::string_view> pairs) {
  std::vector<std::string_view> fields;
  for (size_t i = 0; i < pairs.size(); i += 2)
    fields.push_back(pairs[i]);
  return fields;
}

bool MaySet(const SetExOptions& options, const Hash* hash, int64_t dead_by_ms) {
  if (options.condition == SetExOptions::Condition::kNone) return true;
  const bool wanted = options.condition == SetExOptions::Condition::kAllThere;
  const std::vector<std::string_view> fields = FieldsOf(options.pairs);
  return std::all_of(fields.begin(), fields.end(), [&](std::string_view field) {
    return (hash != nullptr && hash->Find(field, dead_by_ms).has_value()) == wanted;
  });
}

// The time is past: the fields end as if they had been set and had died, even those of no hash at all.
void EraseAsSet(CommandContext& ctx, std::string_view key, Hash* hash,
                std::span<const std::string_view> fields) {
  for (size_t i = 0; hash != nullptr && i < fields.size(); ++i)
    hash->Erase(fields[i]);
  const bool emptied = hash == nullptr || hash->size() == 0;
  ctx.PropagateAs(HdelWords(key, fields));
  ctx.keyspace().Notify(ctx.db_index(), events::kHset, key);
  ctx.ElementsRemoved(key, events::kHdel, emptied);
}

// HSETEX key [FNX | FXX] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL] FIELDS n field value [...]
Status HsetEx(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<SetExOptions> options = ParseSetEx(ctx);
  if (!options) return options.error();
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const std::vector<std::string_view> fields = FieldsOf(options->pairs);
  Hash* hash = *found;
  // A field that is dead is a new one, and must not die of its old time again.
  if (options->condition != SetExOptions::Condition::kNone || options->keep_expiry) {
    hash = RemoveDead(ctx, key, hash, fields);
  }
  if (!MaySet(*options, hash, ctx.keyspace().dead_by_ms())) return ctx.reply().Integer(0);
  if (options->expire_at_ms && *options->expire_at_ms <= ctx.keyspace().now_ms()) {
    EraseAsSet(ctx, key, hash, fields);
    return ctx.reply().Integer(1);
  }
  if (hash == nullptr) {
    const Result<Hash*> made = ctx.Write<Hash>(key);
    if (!made) return made.error();
    hash = *made;
  }
  for (size_t i = 0; i < options->pairs.size(); i += 2) {
    if (options->keep_expiry) {
      hash->SetKeepingExpiry(options->pairs[i], options->pairs[i + 1]);
    } else {
      hash->Set(options->pairs[i], options->pairs[i + 1]);
    }
    if (options->expire_at_ms) hash->SetExpiry(options->pairs[i], *options->expire_at_ms);
  }
  ctx.Changed(key, events::kHset);
  if (!options->expire_at_ms) return ctx.reply().Integer(1);
  ctx.db().TrackFields(ctx.db().Find(key, ctx.Hash(key)));
  ctx.keyspace().Notify(ctx.db_index(), events::kHexpire, key);
  std::vector<std::string> words = {"HSETEX", std::string(key),
                                    "PXAT",   std::to_string(*options->expire_at_ms),
                                    "FIELDS", std::to_string(fields.size())};
  words.insert(words.end(), options->pairs.begin(), options->pairs.end());
  ctx.PropagateAs(std::move(words));
  return ctx.reply().Integer(1);
}

constexpr CommandDocs Docs(std::string_view summary) {
  return {.summary = summary, .since = "8.0.0", .group = "hash"};
}

constexpr Command kCommands[] = {
    {"hgetdel", -5, HgetDel, kWrite | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kAccess | kDelete),
     Docs("Answers fields' values and deletes them.")},
    {"hgetex", -5, HgetEx, kWrite | kFast, Acl::kHash,
     KeySpec::At(1, kKeyRw | kAccess | kUpdate, "RW and UPDATE because it changes the TTL"),
     Docs("Answers fields' values and sets when they die.")},
    {"hsetex", -6, HsetEx, kWrite | kDenyOom | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Sets fields and when they die.")},
};

}  // namespace

std::span<const Command> FieldAccessCommands() {
  return kCommands;
}

}  // namespace trellis
