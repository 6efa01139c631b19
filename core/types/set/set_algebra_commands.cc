#include "core/types/set/set_algebra_commands.h"

#include <algorithm>
#include <vector>

#include "core/command/command_context.h"
#include "core/types/set/set.h"

namespace trellis {
namespace {

// The sets of a command's keys, null where a key is absent.
using Sets = std::vector<const Set*>;

Result<Sets> ReadSets(CommandContext& ctx, std::span<const std::string_view> keys) {
  Sets sets;
  for (const std::string_view key : keys) {
    const Result<const Set*> set = ctx.Read<Set>(key);
    if (!set) return set.error();
    sets.push_back(*set);
  }
  return sets;
}

// Calls visit(member) for the members that all sets have, until it returns false.
template <typename Visit>
void Intersect(Sets sets, Visit visit) {
  if (std::find(sets.begin(), sets.end(), nullptr) != sets.end()) return;
  // What the smallest lacks needn't be looked for elsewhere.
  std::sort(sets.begin(), sets.end(),
            [](const Set* a, const Set* b) { return a->size() < b->size(); });
  bool wanted = true;
  sets[0]->ForEach([&](const PackedElement& member) {
    if (!wanted) return;
    for (size_t i = 1; i < sets.size(); ++i) {
      if (sets[i] != sets[0] && !sets[i]->Contains(member)) return;
    }
    wanted = visit(member);
  });
}

// What the union of the sets is; the caller frees it.
Set Union(const Sets& sets) {
  Set result;
  for (const Set* set : sets) {
    if (set == nullptr) continue;
    set->ForEach([&](const PackedElement& member) { result.Insert(member); });
  }
  return result;
}

// The members of the first set that no other has; the caller frees the result.
Set Difference(const Sets& sets) {
  Set result;
  if (sets[0] == nullptr) return result;
  size_t others = 0;
  for (size_t i = 1; i < sets.size(); ++i)
    others += sets[i] == nullptr ? 0 : sets[i]->size();
  // Asking every other set about each member costs half of the questions at least; taking the others'
  // members away costs as many steps as they have.
  if (sets[0]->size() * (sets.size() - 1) / 2 <= others) {
    sets[0]->ForEach([&](const PackedElement& member) {
      for (size_t i = 1; i < sets.size(); ++i) {
        if (sets[i] != nullptr && sets[i]->Contains(member)) return;
      }
      result.Insert(member);
    });
    return result;
  }
  result = sets[0]->Copy();
  for (size_t i = 1; i < sets.size() && !result.empty(); ++i) {
    if (sets[i] == nullptr) continue;
    sets[i]->ForEach([&](const PackedElement& member) {
      char digits[kMaxInt64Text];
      result.Erase(member.Text(digits));
    });
  }
  return result;
}

Set Intersection(const Sets& sets) {
  Set result;
  Intersect(sets, [&](const PackedElement& member) {
    result.Insert(member);
    return true;
  });
  return result;
}

// Replies with the members and frees the set.
Status ReplyWith(CommandContext& ctx, Set result) {
  (void)ctx.reply().Set(result.size());
  result.ForEach([&](const PackedElement& member) { (void)ctx.reply().Element(member); });
  result.Free();
  return {};
}

// Puts the result under the key of argument 1, in place of what was there.
Status Store(CommandContext& ctx, Set result, const KeyEvent& event) {
  const std::string_view key = ctx.Arg(1);
  const size_t size = result.size();
  if (size > 0) {
    ctx.FindForWrite(key);  // a dead key's end is told before its new value
    ctx.SetValue(key, Value::Slot(kSetType, result.slot()), kNoExpiry);
    ctx.Changed(key, event);
  } else if (ctx.FindForWrite(key) != nullptr) {
    ctx.Delete(key);
    ctx.Changed(key, events::kDel);
  }
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

Status Compute(CommandContext& ctx, Set (*compute)(const Sets&)) {
  const Result<Sets> sets = ReadSets(ctx, ctx.args().subspan(1));
  if (!sets) return sets.error();
  return ReplyWith(ctx, compute(*sets));
}

Status ComputeAndStore(CommandContext& ctx, Set (*compute)(const Sets&), const KeyEvent& event) {
  const Result<Sets> sets = ReadSets(ctx, ctx.args().subspan(2));
  if (!sets) return sets.error();
  return Store(ctx, compute(*sets), event);
}

Status Sinter(CommandContext& ctx) {
  return Compute(ctx, Intersection);
}
Status Sunion(CommandContext& ctx) {
  return Compute(ctx, Union);
}
Status Sdiff(CommandContext& ctx) {
  return Compute(ctx, Difference);
}
Status SinterStore(CommandContext& ctx) {
  return ComputeAndStore(ctx, Intersection, events::kSinterStore);
}
Status SunionStore(CommandContext& ctx) {
  return ComputeAndStore(ctx, Union, events::kSunionStore);
}
Status SdiffStore(CommandContext& ctx) {
  return ComputeAndStore(ctx, Difference, events::kSdiffStore);
}

// SINTERCARD numkeys key ... [LIMIT limit]
Status SinterCard(CommandContext& ctx) {
  const std::optional<int64_t> keys = ParseInt64(ctx.Arg(1));
  if (!keys || *keys <= 0) return Status::Error("numkeys should be greater than 0");
  if (static_cast<uint64_t>(*keys) > ctx.argc() - 2) {
    return Status::Error("Number of keys can't be greater than number of args");
  }
  const auto count = static_cast<size_t>(*keys);
  uint64_t limit = UINT64_MAX;
  for (size_t i = 2 + count; i < ctx.argc(); i += 2) {
    if (!ctx.ArgIs(i, "LIMIT") || i + 1 == ctx.argc()) return errors::kSyntax;
    const std::optional<int64_t> given = ParseInt64(ctx.Arg(i + 1));
    if (!given || *given < 0) return Status::Error("LIMIT can't be negative");
    limit = *given == 0 ? UINT64_MAX : static_cast<uint64_t>(*given);
  }
  const Result<Sets> sets = ReadSets(ctx, ctx.args().subspan(2, count));
  if (!sets) return sets.error();
  uint64_t common = 0;
  Intersect(*sets, [&](const PackedElement&) { return ++common < limit; });
  return ctx.reply().Integer(static_cast<int64_t>(common));
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "set"};
}
constexpr KeySpec kReadKeys = KeySpec::Range(1, -1, 1, kKeyRo | kAccess);
constexpr KeySpec kSourceKeys = KeySpec::Range(2, -1, 1, kKeyRo | kAccess);
constexpr KeySpec kTargetKey = KeySpec::At(1, kKeyOw | kUpdate);
constexpr uint64_t kStores = kWrite | kDenyOom;

constexpr Command kCommands[] = {
    {"sdiff", -2, Sdiff, kReadonly, Acl::kSet, kReadKeys,
     Docs("Answers what the first set has and the others don't.", "1.0.0")},
    {"sdiffstore",
     -3,
     SdiffStore,
     kStores,
     Acl::kSet,
     {kTargetKey, kSourceKeys},
     Docs("Stores what the first set has and the others don't.", "1.0.0")},
    {"sinter", -2, Sinter, kReadonly, Acl::kSet, kReadKeys,
     Docs("Answers what all sets have.", "1.0.0")},
    {"sintercard", -3, SinterCard, kReadonly | kMovableKeys, Acl::kSet,
     KeySpec::Counted(1, kKeyRo | kAccess), Docs("Counts what all sets have.", "7.0.0")},
    {"sinterstore",
     -3,
     SinterStore,
     kStores,
     Acl::kSet,
     {KeySpec::At(1, kKeyRw | kUpdate), kSourceKeys},
     Docs("Stores what all sets have.", "1.0.0")},
    {"sunion", -2, Sunion, kReadonly, Acl::kSet, kReadKeys,
     Docs("Answers what any of the sets has.", "1.0.0")},
    {"sunionstore",
     -3,
     SunionStore,
     kStores,
     Acl::kSet,
     {kTargetKey, kSourceKeys},
     Docs("Stores what any of the sets has.", "1.0.0")},
};

}  // namespace

std::span<const Command> SetAlgebraCommands() {
  return kCommands;
}

}  // namespace trellis
