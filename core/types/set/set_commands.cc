#include "core/types/set/set_commands.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/random_count.h"
#include "core/command/scan_options.h"
#include "core/types/set/set.h"

namespace trellis {
namespace {

Status Sadd(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Set*> set = ctx.Write<Set>(key);
  if (!set) return set.error();
  int64_t added = 0;
  for (size_t i = 2; i < ctx.argc(); ++i)
    added += (*set)->Insert(ctx.Arg(i)) ? 1 : 0;
  if (added > 0) ctx.Changed(key, events::kSadd);
  return ctx.reply().Integer(added);
}

Status Srem(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Set*> set = ctx.Find<Set>(key);
  if (!set) return set.error();
  if (*set == nullptr) return ctx.reply().Integer(0);
  int64_t removed = 0;
  for (size_t i = 2; i < ctx.argc(); ++i)
    removed += (*set)->Erase(ctx.Arg(i)) ? 1 : 0;
  if (removed > 0) ctx.ElementsRemoved(key, events::kSrem, (*set)->empty());
  return ctx.reply().Integer(removed);
}

Status Scard(CommandContext& ctx) {
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  return ctx.reply().Integer(*set == nullptr ? 0 : static_cast<int64_t>((*set)->size()));
}

Status Sismember(CommandContext& ctx) {
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  return ctx.reply().Integer(*set != nullptr && (*set)->Contains(ctx.Arg(2)) ? 1 : 0);
}

Status Smismember(CommandContext& ctx) {
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  (void)ctx.reply().Array(ctx.argc() - 2);
  for (size_t i = 2; i < ctx.argc(); ++i) {
    (void)ctx.reply().Integer(*set != nullptr && (*set)->Contains(ctx.Arg(i)) ? 1 : 0);
  }
  return {};
}

Status Smembers(CommandContext& ctx) {
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  if (*set == nullptr) return ctx.reply().Set(0);
  (void)ctx.reply().Set((*set)->size());
  (*set)->ForEach([&](const PackedElement& member) { (void)ctx.reply().Element(member); });
  return {};
}

// SMOVE source destination member
Status Smove(CommandContext& ctx) {
  const std::string_view source_key = ctx.Arg(1);
  const std::string_view target_key = ctx.Arg(2);
  const std::string_view member = ctx.Arg(3);
  const Result<Set*> source = ctx.Find<Set>(source_key);
  if (!source) return source.error();
  if (*source == nullptr) return ctx.reply().Integer(0);
  const Result<Set*> target = ctx.Find<Set>(target_key);
  if (!target) return target.error();
  if (*source == *target) return ctx.reply().Integer((*source)->Contains(member) ? 1 : 0);
  if (!(*source)->Erase(member)) return ctx.reply().Integer(0);
  ctx.ElementsRemoved(source_key, events::kSrem, (*source)->empty());
  const Result<Set*> receiver = ctx.Write<Set>(target_key);
  if (!receiver) return receiver.error();
  if ((*receiver)->Insert(member)) ctx.Changed(target_key, events::kSadd);
  return ctx.reply().Integer(1);
}

PackedElement RandomMember(CommandContext& ctx, const Set& set) {
  return set.Random([&] { return ctx.keyspace().random().Next(); });
}

std::string TextOf(const PackedElement& member) {
  char digits[kMaxInt64Text];
  return std::string(member.Text(digits));
}

// `count` different members, fewer than the set has.
std::vector<std::string> Sample(CommandContext& ctx, const Set& set, size_t count) {
  std::vector<std::string> members;
  // Few of many are drawn one by one; it takes hardly any draw twice.
  constexpr size_t kFew = 8;
  if (set.table_form() && count < set.size() / kFew) {
    std::unordered_set<std::string> drawn;
    while (drawn.size() < count)
      drawn.insert(TextOf(RandomMember(ctx, set)));
    members.assign(drawn.begin(), drawn.end());
    return members;
  }
  AscendingSample sample(set.size(), count);
  set.ForEach([&](const PackedElement& member) {
    if (sample.Takes(ctx.keyspace().random().Next())) members.push_back(TextOf(member));
  });
  return members;
}

Status SrandMemberMany(CommandContext& ctx, const Set* set, int64_t count) {
  if (set == nullptr || count == 0) return ctx.reply().Array(0);
  if (count < 0) {
    (void)ctx.reply().Array(static_cast<size_t>(-count));
    for (; count < 0 && !ctx.reply().cut_off(); ++count)
      (void)ctx.reply().Element(RandomMember(ctx, *set));
    return {};
  }
  if (static_cast<uint64_t>(count) >= set->size()) {
    (void)ctx.reply().Array(set->size());
    set->ForEach([&](const PackedElement& member) { (void)ctx.reply().Element(member); });
    return {};
  }
  const std::vector<std::string> members = Sample(ctx, *set, static_cast<size_t>(count));
  (void)ctx.reply().Array(members.size());
  for (const std::string& member : members)
    (void)ctx.reply().Bulk(member);
  return {};
}

Status SrandMember(CommandContext& ctx) {
  if (ctx.argc() > 3) return errors::kSyntax;
  int64_t count = 0;
  if (ctx.argc() == 3) {
    const Result<int64_t> given = RandomCountArg(ctx, 2);
    if (!given) return given.error();
    count = *given;
  }
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  if (ctx.argc() == 3) return SrandMemberMany(ctx, *set, count);
  return *set == nullptr ? ctx.reply().Null() : ctx.reply().Element(RandomMember(ctx, **set));
}

Status SpopOne(CommandContext& ctx, std::string_view key, Set& set) {
  const std::string member = TextOf(RandomMember(ctx, set));
  set.Erase(member);
  (void)ctx.reply().Bulk(member);
  ctx.ElementsRemoved(key, events::kSpop, set.empty());
  ctx.PropagateAs({"SREM", std::string(key), member});
  return {};
}

// All members: the key goes at once.
Status SpopAll(CommandContext& ctx, std::string_view key, const Set& set) {
  (void)ctx.reply().Set(set.size());
  set.ForEach([&](const PackedElement& member) { (void)ctx.reply().Element(member); });
  ctx.Delete(key);
  ctx.Changed(key, events::kSpop);
  ctx.keyspace().Notify(ctx.db_index(), events::kDel, key);
  ctx.PropagateAs({"DEL", std::string(key)});
  return {};
}

Status SpopMany(CommandContext& ctx, std::string_view key, Set& set, size_t count) {
  std::vector<std::string> members = Sample(ctx, set, count);
  (void)ctx.reply().Set(members.size());
  // Replicas and files get them in commands of a bearable size.
  constexpr size_t kWordsInCommand = 1026;
  std::vector<std::string> words;
  for (std::string& member : members) {
    set.Erase(member);
    (void)ctx.reply().Bulk(member);
    if (words.empty()) words = {"SREM", std::string(key)};
    words.push_back(std::move(member));
    if (words.size() == kWordsInCommand) ctx.PropagateAs(std::exchange(words, {}));
  }
  if (!words.empty()) ctx.PropagateAs(std::move(words));
  ctx.ElementsRemoved(key, events::kSpop, set.empty());
  return {};
}

Status Spop(CommandContext& ctx) {
  if (ctx.argc() > 3) return errors::kSyntax;
  const std::string_view key = ctx.Arg(1);
  size_t count = 0;
  if (ctx.argc() == 3) {
    const std::optional<int64_t> given = ParseInt64(ctx.Arg(2));
    if (!given || *given < 0) return errors::kNotPositive;
    count = static_cast<size_t>(*given);
  }
  const Result<Set*> set = ctx.Find<Set>(key);
  if (!set) return set.error();
  if (ctx.argc() == 2) return *set == nullptr ? ctx.reply().Null() : SpopOne(ctx, key, **set);
  if (*set == nullptr || count == 0) return ctx.reply().Set(0);
  return count >= (*set)->size() ? SpopAll(ctx, key, **set) : SpopMany(ctx, key, **set, count);
}

// SSCAN key cursor [MATCH pattern] [COUNT count]
Status Sscan(CommandContext& ctx) {
  const Result<uint64_t> cursor = ScanCursorArg(ctx, 2);
  if (!cursor) return cursor.error();
  const Result<ScanOptions> options = ScanOptions::Parse(ctx, 3, ScanOptions::Own::kNone);
  if (!options) return options.error();
  const Result<const Set*> set = ctx.Read<Set>(ctx.Arg(1));
  if (!set) return set.error();
  std::vector<std::string> found;
  uint64_t next = 0;
  if (*set != nullptr) {
    int64_t seen = 0;
    const auto visit = [&](const PackedElement& member) {
      ++seen;
      char digits[kMaxInt64Text];
      const std::string_view text = member.Text(digits);
      if (options->Matches(text)) found.emplace_back(text);
    };
    next = options->Walk(*cursor, seen, [&](uint64_t at) { return (*set)->Scan(at, visit); });
  }
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Bulk(std::to_string(next));
  (void)ctx.reply().Array(found.size());
  for (const std::string& member : found)
    (void)ctx.reply().Bulk(member);
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "set"};
}
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);
constexpr uint64_t kTakeFlags = kKeyRw | kAccess | kDelete;

constexpr Command kCommands[] = {
    {"sadd", -3, Sadd, kWrite | kDenyOom | kFast, Acl::kSet, KeySpec::At(1, kKeyRw | kInsert),
     Docs("Adds members.", "1.0.0")},
    {"scard", 2, Scard, kReadonly | kFast, Acl::kSet, KeySpec::At(1, kKeyRo),
     Docs("Counts the members.", "1.0.0")},
    {"sismember", 3, Sismember, kReadonly | kFast, Acl::kSet, KeySpec::At(1, kKeyRo),
     Docs("Tells whether a member is in the set.", "1.0.0")},
    {"smembers", 2, Smembers, kReadonly, Acl::kSet, kReadKey,
     Docs("Answers all members.", "1.0.0")},
    {"smismember", -3, Smismember, kReadonly | kFast, Acl::kSet, kReadKey,
     Docs("Tells of each member whether it is in the set.", "6.2.0")},
    {"smove",
     4,
     Smove,
     kWrite | kFast,
     Acl::kSet,
     {KeySpec::At(1, kTakeFlags), KeySpec::At(2, kKeyRw | kInsert)},
     Docs("Moves a member to another set.", "1.0.0")},
    {"spop", -2, Spop, kWrite | kFast, Acl::kSet, KeySpec::At(1, kTakeFlags),
     Docs("Takes out members drawn by chance.", "1.0.0")},
    {"srandmember", -2, SrandMember, kReadonly, Acl::kSet, kReadKey,
     Docs("Answers members drawn by chance.", "1.0.0")},
    {"srem", -3, Srem, kWrite | kFast, Acl::kSet, KeySpec::At(1, kKeyRw | kDelete),
     Docs("Removes members.", "1.0.0")},
    {"sscan", -3, Sscan, kReadonly, Acl::kSet, kReadKey,
     Docs("Walks over the members, some at a time.", "2.8.0")},
};

}  // namespace

std::span<const Command> SetCommands() {
  return kCommands;
}

}  // namespace trellis
