#include "core/types/hash/hash_commands.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/command/random_count.h"
#include "core/command/scan_options.h"
#include "core/types/hash/dead_fields.h"
#include "core/types/hash/field_arguments.h"
#include "core/types/hash/hash.h"

namespace trellis {
namespace {

constexpr ErrorReply kHashNotInteger{"ERR", "hash value is not an integer"};
constexpr ErrorReply kHashNotFloat{"ERR", "hash value is not a float"};
constexpr ErrorReply kNotFinite{"ERR", "value is NaN or Infinity"};

// Sets the pairs from argument 2 on; the number of new fields, or an error.
Result<int64_t> SetPairs(CommandContext& ctx) {
  if (ctx.argc() % 2 != 0) return WrongArity(ctx);
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> hash = ctx.Write<Hash>(key);
  if (!hash) return hash.error();
  int64_t created = 0;
  for (size_t i = 2; i < ctx.argc(); i += 2)
    created += (*hash)->Set(ctx.Arg(i), ctx.Arg(i + 1)) ? 1 : 0;
  ctx.Changed(key, events::kHset);
  return created;
}

// HSET key field value [field value ...]
Status Hset(CommandContext& ctx) {
  const Result<int64_t> created = SetPairs(ctx);
  if (!created) return created.error();
  return ctx.reply().Integer(*created);
}

// HMSET key field value [field value ...]
Status Hmset(CommandContext& ctx) {
  const Result<int64_t> created = SetPairs(ctx);
  if (!created) return created.error();
  return ctx.reply().Ok();
}

// HSETNX key field value
Status HsetNx(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const Hash* old = RemoveDead(ctx, key, *found, ctx.args().subspan(2, 1));
  const Result<Hash*> hash = old == nullptr ? ctx.Write<Hash>(key) : found;
  if (!(*hash)->SetNew(ctx.Arg(2), ctx.Arg(3))) return ctx.reply().Integer(0);
  ctx.Changed(key, events::kHset);
  return ctx.reply().Integer(1);
}

// HGET key field
Status Hget(CommandContext& ctx) {
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  if (*hash == nullptr) return ctx.reply().Null();
  const std::optional<PackedElement> value = (*hash)->Find(ctx.Arg(2), ctx.keyspace().dead_by_ms());
  if (value) return ctx.reply().Element(*value);
  RemoveDead(ctx, ctx.Arg(1), *hash, ctx.args().subspan(2));
  return ctx.reply().Null();
}

// HMGET key field [field ...]
Status Hmget(CommandContext& ctx) {
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  (void)ctx.reply().Array(ctx.argc() - 2);
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const std::optional<PackedElement> value =
        *hash == nullptr ? std::nullopt : (*hash)->Find(ctx.Arg(i), ctx.keyspace().dead_by_ms());
    (void)(value ? ctx.reply().Element(*value) : ctx.reply().Null());
  }
  RemoveDead(ctx, ctx.Arg(1), *hash, ctx.args().subspan(2));
  return {};
}

// HDEL key field [field ...]
Status Hdel(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Hash*> hash = ctx.Find<Hash>(key);
  if (!hash) return hash.error();
  if (*hash == nullptr) return ctx.reply().Integer(0);
  int64_t erased = 0;
  for (size_t i = 2; i < ctx.argc() && (*hash)->size() > 0; ++i)
    erased += (*hash)->Erase(ctx.Arg(i)) ? 1 : 0;
  if (erased > 0) ctx.ElementsRemoved(key, events::kHdel, (*hash)->size() == 0);
  return ctx.reply().Integer(erased);
}

// HLEN key
Status Hlen(CommandContext& ctx) {
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  return ctx.reply().Integer(*hash == nullptr ? 0 : static_cast<int64_t>((*hash)->size()));
}

// HSTRLEN key field
Status Hstrlen(CommandContext& ctx) {
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  if (*hash == nullptr) return ctx.reply().Integer(0);
  const std::optional<PackedElement> value = (*hash)->Find(ctx.Arg(2), ctx.keyspace().dead_by_ms());
  char digits[kMaxInt64Text];
  return ctx.reply().Integer(value ? static_cast<int64_t>(value->Text(digits).size()) : 0);
}

// HEXISTS key field
Status Hexists(CommandContext& ctx) {
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  if (*hash == nullptr) return ctx.reply().Integer(0);
  return ctx.reply().Integer((*hash)->Find(ctx.Arg(2), ctx.keyspace().dead_by_ms()) ? 1 : 0);
}

enum class Parts : uint8_t {
  kFields,
  kValues,
  kBoth
};

Status ReplyAll(CommandContext& ctx, Parts parts) {
  const Result<const Hash*> found = ctx.Read<Hash>(ctx.Arg(1));
  if (!found) return found.error();
  const Hash hash = *found == nullptr ? Hash() : **found;
  ReplyWriter& reply = ctx.reply();
  const int64_t dead_by_ms = ctx.keyspace().dead_by_ms();
  const size_t size = hash.LiveSize(dead_by_ms);
  (void)(parts == Parts::kBoth ? reply.Map(size) : reply.Array(size));
  hash.ForEach(dead_by_ms, [&](const PackedElement& field, const PackedElement& value) {
    if (parts != Parts::kValues) (void)reply.Element(field);
    if (parts != Parts::kFields) (void)reply.Element(value);
  });
  return {};
}

// HKEYS key
Status Hkeys(CommandContext& ctx) {
  return ReplyAll(ctx, Parts::kFields);
}
// HVALS key
Status Hvals(CommandContext& ctx) {
  return ReplyAll(ctx, Parts::kValues);
}
// HGETALL key
Status HgetAll(CommandContext& ctx) {
  return ReplyAll(ctx, Parts::kBoth);
}

// HINCRBY key field increment
Status HincrBy(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<int64_t> increment = ctx.IntegerArg(3);
  if (!increment) return increment.error();
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const Hash* old = RemoveDead(ctx, key, *found, ctx.args().subspan(2, 1));
  int64_t number = 0;
  if (old != nullptr) {
    const std::optional<PackedElement> value = old->Find(ctx.Arg(2), Hash::kEvenDead);
    if (value && !value->integer()) return kHashNotInteger;
    if (value) number = value->number;
  }
  if (__builtin_add_overflow(number, *increment, &number)) return errors::kOverflow;
  char digits[kMaxInt64Text];
  const Result<Hash*> hash = old == nullptr ? ctx.Write<Hash>(key) : found;
  (*hash)->SetKeepingExpiry(ctx.Arg(2), {digits, FormatInt64(number, digits)});
  ctx.Changed(key, events::kHincrBy);
  return ctx.reply().Integer(number);
}

// HINCRBYFLOAT key field increment
Status HincrByFloat(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const std::string_view field = ctx.Arg(2);
  const std::optional<long double> increment = ParseLongDouble(ctx.Arg(3));
  if (!increment) return errors::kNotFloat;
  if (!std::isfinite(*increment)) return kNotFinite;
  const Result<Hash*> found = ctx.Find<Hash>(key);
  if (!found) return found.error();
  const Hash* old = RemoveDead(ctx, key, *found, ctx.args().subspan(2, 1));
  long double number = 0;
  if (old != nullptr) {
    const std::optional<PackedElement> value = old->Find(field, Hash::kEvenDead);
    char digits[kMaxInt64Text];
    if (value) {
      const std::optional<long double> parsed = ParseLongDouble(value->Text(digits));
      if (!parsed) return kHashNotFloat;
      number = *parsed;
    }
  }
  number += *increment;
  if (!std::isfinite(number)) return errors::kNanOrInfinity;
  const std::string text = FormatLongDouble(number);
  const Result<Hash*> hash = old == nullptr ? ctx.Write<Hash>(key) : found;
  (*hash)->SetKeepingExpiry(field, text);
  ctx.Changed(key, events::kHincrByFloat);
  // Another machine's long double may differ. HSET would take the field's time away, but every
  // replica knows it.
  if ((*hash)->expiring()) {
    ctx.PropagateAs(
        {"HSETEX", std::string(key), "KEEPTTL", "FIELDS", "1", std::string(field), text});
  } else {
    ctx.PropagateAs({"HSET", std::string(key), std::string(field), text});
  }
  return ctx.reply().Bulk(text);
}

// Visits `count` different fields, at most as many as there are.
template <typename NextRandom, typename Visit>
void VisitDistinct(const Hash& hash, size_t count, NextRandom next_random, Visit visit) {
  if (hash.packed() || count * 3 > hash.size()) {
    AscendingSample sample(hash.size(), count);
    hash.ForEach(Hash::kEvenDead, [&](const PackedElement& field, const PackedElement& value) {
      if (sample.Takes(next_random())) visit(field, value);
    });
    return;
  }
  // Fields of a large hash are known by where their name lies.
  std::unordered_set<const char*> drawn;
  while (drawn.size() < count) {
    hash.VisitRandom(next_random, [&](const PackedElement& field, const PackedElement& value) {
      if (drawn.insert(field.text).second) visit(field, value);
    });
  }
}

// HRANDFIELD key [count [WITHVALUES]]
Status HrandField(CommandContext& ctx) {
  ReplyWriter& reply = ctx.reply();
  const auto next_random = [&] { return ctx.keyspace().random().Next(); };
  if (ctx.argc() == 2) {
    const Result<const Hash*> found = ctx.Read<Hash>(ctx.Arg(1));
    if (!found) return found.error();
    const Hash* hash = RemoveAllDead(ctx, ctx.Arg(1), *found);
    if (hash == nullptr) return reply.Null();
    hash->VisitRandom(next_random, [&](const PackedElement& field, const PackedElement&) {
      (void)reply.Element(field);
    });
    return {};
  }
  const Result<int64_t> count = RandomCountArg(ctx, 2);
  if (!count) return count.error();
  const bool with_values = ctx.argc() == 4 && ctx.ArgIs(3, "WITHVALUES");
  if (ctx.argc() > 3 && !with_values) return errors::kSyntax;
  if (with_values && TooManyForPairs(*count)) return kCountOutOfRange;
  const Result<const Hash*> found = ctx.Read<Hash>(ctx.Arg(1));
  if (!found) return found.error();
  const Hash* hash = RemoveAllDead(ctx, ctx.Arg(1), *found);
  if (hash == nullptr || *count == 0) return reply.Array(0);
  const bool nested = with_values && reply.protocol() == 3;
  const auto size = static_cast<int64_t>(hash->size());
  const auto answers = static_cast<size_t>(*count < 0 ? -*count : std::min(*count, size));
  (void)reply.Array(with_values && !nested ? answers * 2 : answers);
  const auto add = [&](const PackedElement& field, const PackedElement& value) {
    if (nested) (void)reply.Array(2);
    (void)reply.Element(field);
    if (with_values) (void)reply.Element(value);
  };
  if (*count < 0) {
    for (size_t i = 0; i < answers && !reply.cut_off(); ++i)
      hash->VisitRandom(next_random, add);
  } else {
    VisitDistinct(*hash, answers, next_random, add);
  }
  return {};
}

// HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]
Status Hscan(CommandContext& ctx) {
  const Result<uint64_t> cursor = ScanCursorArg(ctx, 2);
  if (!cursor) return cursor.error();
  ReplyWriter& reply = ctx.reply();
  const Result<const Hash*> hash = ctx.Read<Hash>(ctx.Arg(1));
  if (!hash) return hash.error();
  const Result<ScanOptions> options = ScanOptions::Parse(ctx, 3, ScanOptions::Own::kNoValues);
  if (!options) return options.error();
  std::vector<std::pair<PackedElement, PackedElement>> pairs;
  uint64_t next = 0;
  if (*hash != nullptr) {
    int64_t seen = 0;
    const int64_t dead_by_ms = ctx.keyspace().dead_by_ms();
    const auto visit = [&](const PackedElement& field, const PackedElement& value) {
      ++seen;
      char digits[kMaxInt64Text];
      if (options->Matches(field.Text(digits))) pairs.emplace_back(field, value);
    };
    next = options->Walk(*cursor, seen,
                         [&](uint64_t at) { return (*hash)->Scan(at, dead_by_ms, visit); });
  }
  (void)reply.Array(2);
  (void)reply.Bulk(std::to_string(next));
  (void)reply.Array(options->no_values ? pairs.size() : pairs.size() * 2);
  for (const auto& [field, value] : pairs) {
    (void)reply.Element(field);
    if (!options->no_values) (void)reply.Element(value);
  }
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "hash"};
}
constexpr uint64_t kChange = kWrite | kDenyOom;
constexpr uint64_t kRead = kKeyRo | kAccess;

constexpr Command kCommands[] = {
    {"hdel", -3, Hdel, kWrite | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kDelete),
     Docs("Deletes fields.", "2.0.0")},
    {"hexists", 3, Hexists, kReadonly | kFast, Acl::kHash, KeySpec::At(1, kKeyRo),
     Docs("Tells whether the hash has a field.", "2.0.0")},
    {"hget", 3, Hget, kReadonly | kFast, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers one field's value.", "2.0.0")},
    {"hgetall", 2, HgetAll, kReadonly, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers every field with its value.", "2.0.0")},
    {"hincrby", 4, HincrBy, kChange | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Adds to a field's integer.", "2.0.0")},
    {"hincrbyfloat", 4, HincrByFloat, kChange | kFast, Acl::kHash,
     KeySpec::At(1, kKeyRw | kAccess | kUpdate), Docs("Adds to a field's number.", "2.6.0")},
    {"hkeys", 2, Hkeys, kReadonly, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers the names of all fields.", "2.0.0")},
    {"hlen", 2, Hlen, kReadonly | kFast, Acl::kHash, KeySpec::At(1, kKeyRo),
     Docs("Counts the fields.", "2.0.0")},
    {"hmget", -3, Hmget, kReadonly | kFast, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers the values of some fields.", "2.0.0")},
    {"hmset", -4, Hmset, kChange | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Sets fields; HSET by its older name.", "2.0.0")},
    {"hrandfield", -2, HrandField, kReadonly, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers fields drawn by chance.", "6.2.0")},
    {"hscan", -3, Hscan, kReadonly, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Walks over the fields, some at a time.", "2.8.0")},
    {"hset", -4, Hset, kChange | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Sets fields.", "2.0.0")},
    {"hsetnx", 4, HsetNx, kChange | kFast, Acl::kHash, KeySpec::At(1, kKeyRw | kInsert),
     Docs("Sets a field that is not there yet.", "2.0.0")},
    {"hstrlen", 3, Hstrlen, kReadonly | kFast, Acl::kHash, KeySpec::At(1, kKeyRo),
     Docs("Answers the length of a field's value.", "3.2.0")},
    {"hvals", 2, Hvals, kReadonly, Acl::kHash, KeySpec::At(1, kRead),
     Docs("Answers the values of all fields.", "2.0.0")},
};

}  // namespace

std::span<const Command> HashCommands() {
  return kCommands;
}

}  // namespace trellis
