#include "core/types/string/string_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/words.h"
#include "core/command/command_table.h"
#include "core/config/config.h"
#include "core/types/string/string_access.h"

namespace trellis {
namespace {

size_t MaxBulk(CommandContext& ctx) {
  return static_cast<size_t>(ctx.services().config->number(Directive::kProtoMaxBulkLen));
}

Status ReplyText(CommandContext& ctx, const Entry& entry) {
  if (entry.integer()) return ctx.reply().BulkInteger(static_cast<int64_t>(entry.slot()));
  return ctx.reply().Bulk(StringText(entry, nullptr));
}

// An expiry given as EX, PX, EXAT or PXAT, as absolute milliseconds.
Result<int64_t> ParseExpiry(CommandContext& ctx, std::string_view unit, std::string_view text) {
  const std::optional<int64_t> number = ParseInt64(text);
  if (!number) return errors::kNotInteger;
  const auto refused = [&] {
    return Status::Error(
        fmt::format("invalid expire time in '{}' command", ctx.command().full_name()));
  };
  if (*number <= 0) return refused();
  int64_t at = *number;
  const bool seconds = (unit[0] | 32) == 'e';
  const bool absolute = unit.size() == 4;
  if (seconds && __builtin_mul_overflow(at, 1000, &at)) return refused();
  if (!absolute && __builtin_add_overflow(at, ctx.keyspace().now_ms(), &at)) return refused();
  return at;
}

Status Get(CommandContext& ctx) {
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  return *entry == nullptr ? ctx.reply().Null() : ReplyText(ctx, **entry);
}

struct SetOptions {
  bool only_new = false;
  bool only_existing = false;
  bool keep_ttl = false;
  bool get = false;
  size_t expiry_at = 0;  // index of EX, PX, EXAT or PXAT
};

Result<SetOptions> ParseSetOptions(CommandContext& ctx) {
  SetOptions options;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    const bool unit =
        ctx.ArgIs(i, "EX") || ctx.ArgIs(i, "PX") || ctx.ArgIs(i, "EXAT") || ctx.ArgIs(i, "PXAT");
    if (ctx.ArgIs(i, "NX") && !options.only_existing) {
      options.only_new = true;
    } else if (ctx.ArgIs(i, "XX") && !options.only_new) {
      options.only_existing = true;
    } else if (ctx.ArgIs(i, "KEEPTTL") && options.expiry_at == 0) {
      options.keep_ttl = true;
    } else if (ctx.ArgIs(i, "GET")) {
      options.get = true;
    } else if (unit && i + 1 < ctx.argc() && !options.keep_ttl && options.expiry_at == 0) {
      options.expiry_at = i++;
    } else {
      return errors::kSyntax;
    }
  }
  return options;
}

Status Set(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  SetOptions options;
  int64_t expire_at = kNoExpiry;
  if (ctx.argc() > 3) {
    const Result<SetOptions> parsed = ParseSetOptions(ctx);
    if (!parsed) return parsed.error();
    options = *parsed;
    if (options.expiry_at != 0) {
      const Result<int64_t> at =
          ParseExpiry(ctx, ctx.Arg(options.expiry_at), ctx.Arg(options.expiry_at + 1));
      if (!at) return at.error();
      expire_at = *at;
    }
  }
  if (ctx.argc() > 3) {
    Entry* old = ctx.FindForWrite(key);
    if (options.get) {
      if (old != nullptr && old->type() != kStringType) return errors::kWrongType;
      (void)(old == nullptr ? ctx.reply().Null() : ReplyText(ctx, *old));
    }
    if ((options.only_new && old != nullptr) || (options.only_existing && old == nullptr)) {
      return options.get ? Status::Ok() : ctx.reply().Null();
    }
    if (options.keep_ttl && old != nullptr) expire_at = old->expire_at_ms();
  }
  ctx.SetString(key, ctx.Arg(2), expire_at);
  ctx.Changed(key, events::kSet);
  if (options.expiry_at != 0) {
    ctx.keyspace().Notify(ctx.db_index(), events::kExpire, key);
    ctx.PropagateAs(
        {"SET", std::string(key), std::string(ctx.Arg(2)), "PXAT", std::to_string(expire_at)});
  }
  return options.get ? Status::Ok() : ctx.reply().Ok();
}

Status SetWithExpiry(CommandContext& ctx, std::string_view unit) {
  const Result<int64_t> at = ParseExpiry(ctx, unit, ctx.Arg(2));
  if (!at) return at.error();
  ctx.SetString(ctx.Arg(1), ctx.Arg(3), *at);
  ctx.Changed(ctx.Arg(1), events::kSet);
  ctx.keyspace().Notify(ctx.db_index(), events::kExpire, ctx.Arg(1));
  ctx.PropagateAs(
      {"SET", std::string(ctx.Arg(1)), std::string(ctx.Arg(3)), "PXAT", std::to_string(*at)});
  return ctx.reply().Ok();
}

Status SetEx(CommandContext& ctx) {
  return SetWithExpiry(ctx, "EX");
}
Status PsetEx(CommandContext& ctx) {
  return SetWithExpiry(ctx, "PX");
}

Status SetNx(CommandContext& ctx) {
  if (ctx.FindForWrite(ctx.Arg(1)) != nullptr) return ctx.reply().Integer(0);
  ctx.SetString(ctx.Arg(1), ctx.Arg(2), kNoExpiry);
  ctx.Changed(ctx.Arg(1), events::kSet);
  return ctx.reply().Integer(1);
}

Status GetSet(CommandContext& ctx) {
  const Result<Entry*> old = FindString(ctx, ctx.Arg(1));
  if (!old) return old.error();
  (void)(*old == nullptr ? ctx.reply().Null() : ReplyText(ctx, **old));
  ctx.SetString(ctx.Arg(1), ctx.Arg(2), kNoExpiry);
  ctx.Changed(ctx.Arg(1), events::kSet);
  ctx.PropagateAs({"SET", std::string(ctx.Arg(1)), std::string(ctx.Arg(2))});
  return {};
}

Status GetDel(CommandContext& ctx) {
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  if (*entry == nullptr) return ctx.reply().Null();
  (void)ReplyText(ctx, **entry);
  ctx.Delete(ctx.Arg(1));
  ctx.Changed(ctx.Arg(1), events::kDel);
  ctx.PropagateAs({"DEL", std::string(ctx.Arg(1))});
  return {};
}

Status GetEx(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const bool persist = ctx.argc() == 3 && ctx.ArgIs(2, "PERSIST");
  if (ctx.argc() != 2 && !persist && ctx.argc() != 4) return errors::kSyntax;
  int64_t at = kNoExpiry;
  if (ctx.argc() == 4) {
    const bool unit =
        ctx.ArgIs(2, "EX") || ctx.ArgIs(2, "PX") || ctx.ArgIs(2, "EXAT") || ctx.ArgIs(2, "PXAT");
    if (!unit) return errors::kSyntax;
  }
  const Result<const Entry*> found = ReadString(ctx, key);
  if (!found) return found.error();
  if (*found == nullptr) return ctx.reply().Null();
  if (ctx.argc() == 4) {
    const Result<int64_t> parsed = ParseExpiry(ctx, ctx.Arg(2), ctx.Arg(3));
    if (!parsed) return parsed.error();
    at = *parsed;
  }
  (void)ReplyText(ctx, **found);
  Entry* entry = ctx.db().Find(key, ctx.Hash(key));
  if (persist && entry->has_expiry()) {
    ctx.db().SetExpiry(entry, kNoExpiry);
    ctx.Changed(key, events::kPersist);
    ctx.PropagateAs({"PERSIST", std::string(key)});
  } else if (ctx.argc() == 4 && at <= ctx.keyspace().now_ms()) {
    ctx.Delete(key);
    ctx.Changed(key, events::kDel);
    ctx.PropagateAs({"DEL", std::string(key)});
  } else if (ctx.argc() == 4) {
    ctx.db().SetExpiry(entry, at);
    ctx.Changed(key, events::kExpire);
    ctx.PropagateAs({"PEXPIREAT", std::string(key), std::to_string(at)});
  }
  return {};
}

Status Mget(CommandContext& ctx) {
  (void)ctx.reply().Array(ctx.argc() - 1);
  for (size_t i = 1; i < ctx.argc(); ++i) {
    const Entry* entry = ctx.FindForRead(ctx.Arg(i));
    (void)(entry == nullptr || entry->type() != kStringType ? ctx.reply().Null()
                                                            : ReplyText(ctx, *entry));
  }
  return {};
}

Status SetMany(CommandContext& ctx, bool only_new) {
  if (ctx.argc() % 2 == 0) {
    return Status::Error(
        fmt::format("wrong number of arguments for '{}' command", only_new ? "msetnx" : "mset"));
  }
  if (only_new) {
    for (size_t i = 1; i < ctx.argc(); i += 2) {
      if (ctx.FindForWrite(ctx.Arg(i)) != nullptr) return ctx.reply().Integer(0);
    }
  }
  for (size_t i = 1; i < ctx.argc(); i += 2) {
    ctx.SetString(ctx.Arg(i), ctx.Arg(i + 1), kNoExpiry);
    ctx.Changed(ctx.Arg(i), events::kSet);
  }
  return only_new ? ctx.reply().Integer(1) : ctx.reply().Ok();
}

Status Mset(CommandContext& ctx) {
  return SetMany(ctx, false);
}
Status MsetNx(CommandContext& ctx) {
  return SetMany(ctx, true);
}

Status Strlen(CommandContext& ctx) {
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  char digits[kMaxInt64Text];
  const size_t size = *entry == nullptr ? 0 : StringText(**entry, digits).size();
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

Status IncrementBy(CommandContext& ctx, int64_t delta, const KeyEvent& event) {
  const std::string_view key = ctx.Arg(1);
  const Result<Entry*> found = FindString(ctx, key);
  if (!found) return found.error();
  Entry* entry = *found;
  int64_t value = 0;
  int64_t expire_at = kNoExpiry;
  if (entry != nullptr) {
    char digits[kMaxInt64Text];
    const std::optional<int64_t> number = entry->integer() ? static_cast<int64_t>(entry->slot())
                                                           : ParseInt64(StringText(*entry, digits));
    if (!number) return errors::kNotInteger;
    value = *number;
    expire_at = entry->expire_at_ms();
  }
  int64_t sum = 0;
  if (__builtin_add_overflow(value, delta, &sum)) return errors::kOverflow;
  Entry* stored = ctx.db().SetInteger(key, ctx.Hash(key), entry, sum, expire_at);
  if (entry == nullptr) {
    ctx.keyspace().StampNew(*stored);
    ctx.keyspace().Notify(ctx.db_index(), events::kNew, key);
  }
  ctx.Changed(key, event);
  return ctx.reply().Integer(sum);
}

Status Incr(CommandContext& ctx) {
  return IncrementBy(ctx, 1, events::kIncrBy);
}
Status Decr(CommandContext& ctx) {
  return IncrementBy(ctx, -1, events::kDecrBy);
}
Status IncrBy(CommandContext& ctx) {
  const Result<int64_t> delta = ctx.IntegerArg(2);
  if (!delta) return delta.error();
  return IncrementBy(ctx, *delta, events::kIncrBy);
}
Status DecrBy(CommandContext& ctx) {
  const Result<int64_t> delta = ctx.IntegerArg(2);
  if (!delta) return delta.error();
  if (*delta == INT64_MIN) return Status::Error("decrement would overflow");
  return IncrementBy(ctx, -*delta, events::kDecrBy);
}

Status IncrByFloat(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Entry*> found = FindString(ctx, key);
  if (!found) return found.error();
  long double value = 0;
  int64_t expire_at = kNoExpiry;
  if (*found != nullptr) {
    char digits[kMaxInt64Text];
    const std::optional<long double> number = ParseLongDouble(StringText(**found, digits));
    if (!number) return errors::kNotFloat;
    value = *number;
    expire_at = (*found)->expire_at_ms();
  }
  const std::optional<long double> delta = ParseLongDouble(ctx.Arg(2));
  if (!delta) return errors::kNotFloat;
  value += *delta;
  if (std::isnan(value) || std::isinf(value)) return errors::kNanOrInfinity;
  const std::string text = FormatLongDouble(value);
  // Kept as text, even when it is the text of an integer: so OBJECT ENCODING says embstr.
  Entry* stored = ctx.db().SetString(key, ctx.Hash(key), *found, text, expire_at);
  if (*found == nullptr) {
    ctx.keyspace().StampNew(*stored);
    ctx.keyspace().Notify(ctx.db_index(), events::kNew, key);
  }
  ctx.Changed(key, events::kIncrByFloat);
  ctx.PropagateAs({"SET", std::string(key), text, "KEEPTTL"});
  return ctx.reply().Bulk(text);
}

Status Append(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const std::string_view tail = ctx.Arg(2);
  const Result<Entry*> found = FindString(ctx, key);
  if (!found) return found.error();
  if (*found == nullptr) {
    ctx.SetString(key, tail, kNoExpiry);
    ctx.Changed(key, events::kAppend);
    return ctx.reply().Integer(static_cast<int64_t>(tail.size()));
  }
  Entry* entry = *found;
  char digits[kMaxInt64Text];
  const size_t size = StringText(*entry, digits).size();
  if (size + tail.size() > MaxBulk(ctx)) return errors::kTooLong;
  const size_t needed = size + tail.size();
  // Twice what is needed, as far as a megabyte, so that appending stays linear.
  constexpr size_t kMostSpare = 1 << 20;
  StringBuffer* buffer = ctx.db().OwnBuffer(entry, size);
  if (buffer->capacity < needed) {
    buffer = ctx.db().OwnBuffer(entry, needed + std::min(needed, kMostSpare));
  }
  std::memcpy(buffer->bytes + size, tail.data(), tail.size());
  buffer->size = needed;
  ctx.Changed(key, events::kAppend);
  return ctx.reply().Integer(static_cast<int64_t>(needed));
}

Status SetRange(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const std::string_view part = ctx.Arg(3);
  const Result<int64_t> offset = ctx.IntegerArg(2);
  if (!offset) return offset.error();
  if (*offset < 0) return Status::Error("offset is out of range");
  const Result<Entry*> found = FindString(ctx, key);
  if (!found) return found.error();
  Entry* entry = *found;
  char digits[kMaxInt64Text];
  const size_t size = entry == nullptr ? 0 : StringText(*entry, digits).size();
  if (part.empty()) return ctx.reply().Integer(static_cast<int64_t>(size));
  const auto at = static_cast<size_t>(*offset);
  if (at > MaxBulk(ctx) || at + part.size() > MaxBulk(ctx)) return errors::kTooLong;
  if (entry == nullptr) {
    entry = ctx.SetString(key, "", kNoExpiry);
  }
  StringBuffer* buffer = ctx.db().OwnBuffer(entry, std::max(size, at + part.size()));
  if (at > size) std::memset(buffer->bytes + size, 0, at - size);
  std::memcpy(buffer->bytes + at, part.data(), part.size());
  buffer->size = std::max(size, at + part.size());
  ctx.Changed(key, events::kSetRange);
  return ctx.reply().Integer(static_cast<int64_t>(buffer->size));
}

Status GetRange(CommandContext& ctx) {
  const Result<int64_t> first_arg = ctx.IntegerArg(2);
  if (!first_arg) return first_arg.error();
  const Result<int64_t> last_arg = ctx.IntegerArg(3);
  if (!last_arg) return last_arg.error();
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  if (*entry == nullptr) return ctx.reply().Bulk("");
  char digits[kMaxInt64Text];
  const std::string_view text = StringText(**entry, digits);
  const auto size = static_cast<int64_t>(text.size());
  int64_t first = *first_arg;
  int64_t last = *last_arg;
  if (first < 0 && last < 0 && first > last) return ctx.reply().Bulk("");
  if (first < 0) first = first < -size ? 0 : first + size;
  if (last < 0) last = last < -size ? 0 : last + size;
  last = std::min(last, size - 1);
  if (first > last || size == 0) return ctx.reply().Bulk("");
  return ctx.reply().Bulk(
      text.substr(static_cast<size_t>(first), static_cast<size_t>(last - first + 1)));
}

struct LcsOptions {
  bool length = false;
  bool ranges = false;
  bool with_lengths = false;
  int64_t least = 0;
};

Result<LcsOptions> ParseLcsOptions(CommandContext& ctx) {
  LcsOptions options;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "IDX")) {
      options.ranges = true;
    } else if (ctx.ArgIs(i, "LEN")) {
      options.length = true;
    } else if (ctx.ArgIs(i, "WITHMATCHLEN")) {
      options.with_lengths = true;
    } else if (ctx.ArgIs(i, "MINMATCHLEN") && i + 1 < ctx.argc()) {
      const Result<int64_t> least = ctx.IntegerArg(++i);
      if (!least) return least.error();
      options.least = std::max<int64_t>(0, *least);
    } else {
      return errors::kSyntax;
    }
  }
  if (options.length && options.ranges) {
    return Status::Error("If you want both the length and indexes, please just use IDX.");
  }
  return options;
}

// Runs of the longest common subsequence, from the texts' ends to their starts.
struct LcsMatch {
  size_t a;
  size_t b;
  size_t length;
};

Status Lcs(CommandContext& ctx) {
  std::string texts[2];
  for (size_t i = 0; i < 2; ++i) {
    const Entry* entry = ctx.FindForRead(ctx.Arg(i + 1));
    if (entry == nullptr) continue;
    if (entry->type() != kStringType) {
      return Status::Error("The specified keys must contain string values");
    }
    char digits[kMaxInt64Text];
    texts[i] = StringText(*entry, digits);
  }
  const Result<LcsOptions> options = ParseLcsOptions(ctx);
  if (!options) return options.error();
  const std::string& a = texts[0];
  const std::string& b = texts[1];
  const size_t columns = b.size() + 1;
  size_t cells = 0;
  constexpr size_t kMostCells = size_t{1} << 28;
  if (__builtin_mul_overflow(a.size() + 1, columns, &cells) || cells > kMostCells) {
    return Status::Error(
        "Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }
  std::vector<uint32_t> table(cells);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      table[i * columns + j] =
          a[i - 1] == b[j - 1] ? table[(i - 1) * columns + j - 1] + 1
                               : std::max(table[(i - 1) * columns + j], table[i * columns + j - 1]);
    }
  }
  const uint32_t total = table[a.size() * columns + b.size()];
  if (options->length) return ctx.reply().Integer(total);
  std::string common(total, '\0');
  std::vector<LcsMatch> matches;
  size_t left = total;
  for (size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    if (a[i - 1] == b[j - 1]) {
      common[--left] = a[i - 1];
      --i;
      --j;
      if (!matches.empty() && matches.back().a == i + 1 && matches.back().b == j + 1) {
        matches.back() = {i, j, matches.back().length + 1};
      } else {
        matches.push_back({i, j, 1});
      }
    } else if (table[(i - 1) * columns + j] > table[i * columns + j - 1]) {
      --i;
    } else {
      --j;
    }
  }
  if (!options->ranges) return ctx.reply().Bulk(common);
  std::erase_if(matches, [&](const LcsMatch& match) {
    return static_cast<int64_t>(match.length) < options->least;
  });
  ReplyWriter& reply = ctx.reply();
  (void)reply.Map(2);
  (void)reply.Bulk("matches");
  (void)reply.Array(matches.size());
  for (const LcsMatch& match : matches) {
    (void)reply.Array(options->with_lengths ? 3 : 2);
    for (const size_t start : {match.a, match.b}) {
      (void)reply.Array(2);
      (void)reply.Integer(static_cast<int64_t>(start));
      (void)reply.Integer(static_cast<int64_t>(start + match.length - 1));
    }
    if (options->with_lengths) (void)reply.Integer(static_cast<int64_t>(match.length));
  }
  (void)reply.Bulk("len");
  return reply.Integer(total);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "string"};
}
constexpr uint64_t kChange = kWrite | kDenyOom;

// Only SET ... GET reads the key.
void TellAccess(std::span<const std::string_view> args, std::vector<KeyPosition>& keys) {
  if (keys.empty() || args.size() < 3) return;
  const bool gets = std::any_of(args.begin() + 3, args.end(),
                                [](std::string_view word) { return SameWord(word, "GET"); });
  keys.back().flags = gets ? kKeyRw | kAccess | kUpdate : kKeyOw | kUpdate;
}

constexpr Command kCommands[] = {
    {"append", 3, Append, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kInsert),
     Docs("Appends a value to a key", "2.0.0")},
    {"decr", 2, Decr, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Takes one from a number.", "1.0.0")},
    {"decrby", 3, DecrBy, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Takes an amount from a number.", "1.0.0")},
    {"get", 2, Get, kReadonly | kFast, Acl::kString, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Answers a string.", "1.0.0")},
    {"getdel", 2, GetDel, kWrite | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kDelete),
     Docs("Answers a string and deletes it.", "6.2.0")},
    {"getex", -2, GetEx, kWrite | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Answers a string and changes when it dies.", "6.2.0")},
    {"getrange", 4, GetRange, kReadonly, Acl::kString, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Answers a part of a string.", "2.4.0")},
    {"getset", 3, GetSet, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Stores a string and answers the old one.", "1.0.0")},
    {"incr", 2, Incr, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Adds one to a number.", "1.0.0")},
    {"incrby", 3, IncrBy, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Adds an integer to a number.", "1.0.0")},
    {"incrbyfloat", 3, IncrByFloat, kChange | kFast, Acl::kString,
     KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Adds to a number with a fraction.", "2.6.0")},
    {"lcs", -3, Lcs, kReadonly, Acl::kString, KeySpec::Range(1, 1, 1, kKeyRo | kAccess),
     Docs("Finds the longest common subsequence of two strings.", "7.0.0")},
    {"mget", -2, Mget, kReadonly | kFast, Acl::kString, KeySpec::Range(1, -1, 1, kKeyRo | kAccess),
     Docs("Answers several strings.", "1.0.0")},
    {"mset", -3, Mset, kChange, Acl::kString, KeySpec::Range(1, -1, 2, kKeyOw | kUpdate),
     Docs("Stores several strings.", "1.0.1")},
    {"msetnx", -3, MsetNx, kChange, Acl::kString, KeySpec::Range(1, -1, 2, kKeyOw | kInsert),
     Docs("Stores several strings if none of the keys exists.", "1.0.1")},
    {"psetex", 4, PsetEx, kChange, Acl::kString, KeySpec::At(1, kKeyOw | kUpdate),
     Docs("Stores a string that dies in so many milliseconds.", "2.6.0")},
    {"set",
     -3,
     Set,
     kChange,
     Acl::kString,
     KeySpec::At(1, kKeyRw | kAccess | kUpdate | kVariableFlags,
                 "RW and ACCESS due to the optional `GET` argument"),
     Docs("Stores a string, with conditions and an expiry if asked.", "1.0.0"),
     {},
     TellAccess},
    {"setex", 4, SetEx, kChange, Acl::kString, KeySpec::At(1, kKeyOw | kUpdate),
     Docs("Stores a string that dies in so many seconds.", "2.0.0")},
    {"setnx", 3, SetNx, kChange | kFast, Acl::kString, KeySpec::At(1, kKeyOw | kInsert),
     Docs("Stores a string if the key is free.", "1.0.0")},
    {"setrange", 4, SetRange, kChange, Acl::kString, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Overwrites a part of a string.", "2.2.0")},
    {"strlen", 2, Strlen, kReadonly | kFast, Acl::kString, KeySpec::At(1, kKeyRo),
     Docs("Answers the length of a string.", "2.2.0")},
    {"substr", 4, GetRange, kReadonly, Acl::kString, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Answers a part of a string.", "1.0.0")},
};

}  // namespace

std::span<const Command> StringCommands() {
  return kCommands;
}

}  // namespace trellis
