#include "core/types/zset/zset_pop_commands.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/command/pop_request.h"
#include "core/types/zset/zset_access.h"

namespace trellis {
namespace {

enum class End : uint8_t {
  kMin,
  kMax
};

// Calls visit(member, score) for `count` members from the end on, and removes them; there are as many.
template <typename Visit>
void PopMembers(CommandContext& ctx, std::string_view key, Zset& zset, End end, size_t count,
                Visit visit) {
  const size_t size = zset.size();
  if (end == End::kMin) {
    zset.VisitRange(0, count, Zset::Direction::kUp, visit);
    zset.EraseRange(0, count);
  } else {
    zset.VisitRange(size - 1, count, Zset::Direction::kDown, visit);
    zset.EraseRange(size - count, count);
  }
  ctx.ElementsRemoved(key, end == End::kMin ? events::kZpopMin : events::kZpopMax, count == size);
}

std::string PopName(End end) {
  return end == End::kMin ? "ZPOPMIN" : "ZPOPMAX";
}

// ZPOPMIN and ZPOPMAX: key [count]
Status Pop(CommandContext& ctx, End end) {
  if (ctx.argc() > 3) return errors::kSyntax;
  const std::string_view key = ctx.Arg(1);
  const bool many = ctx.argc() == 3;
  size_t count = 1;
  if (many) {
    const std::optional<int64_t> given = ParseInt64(ctx.Arg(2));
    if (!given || *given < 0) return errors::kNotPositive;
    count = static_cast<size_t>(*given);
  }
  const Result<Zset*> zset = ctx.Find<Zset>(key);
  if (!zset) return zset.error();
  if (*zset == nullptr || count == 0) return ctx.reply().Array(0);
  count = std::min(count, (*zset)->size());
  if (many) {
    MemberReply reply(ctx.reply(), true);
    reply.Begin(count);
    PopMembers(ctx, key, **zset, end, count,
               [&](const PackedElement& member, double score) { reply.Add(member, score); });
    return {};
  }
  (void)ctx.reply().Array(2);
  PopMembers(ctx, key, **zset, end, 1, [&](const PackedElement& member, double score) {
    (void)ctx.reply().Element(member);
    (void)ctx.reply().Double(score);
  });
  return {};
}

Status ZpopMin(CommandContext& ctx) {
  return Pop(ctx, End::kMin);
}
Status ZpopMax(CommandContext& ctx) {
  return Pop(ctx, End::kMax);
}

// BZPOPMIN and BZPOPMAX: key ... timeout
Status BlockingPop(CommandContext& ctx, End end) {
  const Result<int64_t> timeout_ms = ctx.TimeoutArg(ctx.argc() - 1);
  if (!timeout_ms) return timeout_ms.error();
  const auto keys = ctx.args().subspan(1, ctx.argc() - 2);
  for (const std::string_view key : keys) {
    const Result<Zset*> zset = FindServing<Zset>(ctx, key);
    if (!zset) return zset.error();
    if (*zset == nullptr) continue;
    (void)ctx.reply().Array(3);
    (void)ctx.reply().Bulk(key);
    PopMembers(ctx, key, **zset, end, 1, [&](const PackedElement& member, double score) {
      (void)ctx.reply().Element(member);
      (void)ctx.reply().Double(score);
    });
    ctx.PropagateAs({PopName(end), std::string(key)});
    return {};
  }
  return ctx.BlockOnKeys(keys, *timeout_ms, OnTimeout::kNullArray);
}

Status BzpopMin(CommandContext& ctx) {
  return BlockingPop(ctx, End::kMin);
}
Status BzpopMax(CommandContext& ctx) {
  return BlockingPop(ctx, End::kMax);
}

constexpr PopEnds kEnds = {"MIN", "MAX"};

// Pops from the first key that has a sorted set; false if none has.
Result<bool> PopFromFirstZset(CommandContext& ctx, const PopRequest& request) {
  const End end = request.first_end ? End::kMin : End::kMax;
  for (const std::string_view key : request.keys) {
    const Result<Zset*> zset = FindServing<Zset>(ctx, key);
    if (!zset) return zset.error();
    if (*zset == nullptr) continue;
    const size_t count = std::min(request.count, (*zset)->size());
    ReplyWriter& reply = ctx.reply();
    (void)reply.Array(2);
    (void)reply.Bulk(key);
    (void)reply.Array(count);
    PopMembers(ctx, key, **zset, end, count, [&](const PackedElement& member, double score) {
      (void)reply.Array(2);
      (void)reply.Element(member);
      (void)reply.Double(score);
    });
    ctx.PropagateAs({PopName(end), std::string(key), std::to_string(count)});
    return true;
  }
  return false;
}

// ZMPOP numkeys key [key ...] MIN | MAX [COUNT count]
Status Zmpop(CommandContext& ctx) {
  return PopFromKeys(ctx, kEnds, PopFromFirstZset);
}

// BZMPOP timeout numkeys key [key ...] MIN | MAX [COUNT count]
Status Bzmpop(CommandContext& ctx) {
  return PopFromKeysOrWait(ctx, kEnds, PopFromFirstZset);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "sorted-set"};
}
constexpr uint64_t kPopFlags = kKeyRw | kAccess | kDelete;
constexpr uint64_t kWaits = kWrite | kNoScript | kBlocking | kFast;

constexpr Command kCommands[] = {
    {"bzmpop", -5, Bzmpop, kWrite | kBlocking | kMovableKeys, Acl::kSortedSet,
     KeySpec::Counted(2, kPopFlags),
     Docs("Removes members from one end of the first sorted set that has any, or waits for one.",
          "7.0.0")},
    {"bzpopmax", -3, BzpopMax, kWaits, Acl::kSortedSet, KeySpec::Range(1, -2, 1, kPopFlags),
     Docs("Removes the member of the highest score, or waits for one.", "5.0.0")},
    {"bzpopmin", -3, BzpopMin, kWaits, Acl::kSortedSet, KeySpec::Range(1, -2, 1, kPopFlags),
     Docs("Removes the member of the lowest score, or waits for one.", "5.0.0")},
    {"zmpop", -4, Zmpop, kWrite | kMovableKeys, Acl::kSortedSet, KeySpec::Counted(1, kPopFlags),
     Docs("Removes members from one end of the first sorted set that has any.", "7.0.0")},
    {"zpopmax", -2, ZpopMax, kWrite | kFast, Acl::kSortedSet, KeySpec::At(1, kPopFlags),
     Docs("Removes the members of the highest scores.", "5.0.0")},
    {"zpopmin", -2, ZpopMin, kWrite | kFast, Acl::kSortedSet, KeySpec::At(1, kPopFlags),
     Docs("Removes the members of the lowest scores.", "5.0.0")},
};

}  // namespace

std::span<const Command> ZsetPopCommands() {
  return kCommands;
}

}  // namespace trellis
