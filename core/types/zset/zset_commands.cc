#include "core/types/zset/zset_commands.h"

#include <fmt/core.h>

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
#include "core/types/zset/zset_access.h"

namespace trellis {
namespace {

struct AddOptions {
  bool only_new = false;
  bool only_existing = false;
  bool only_greater = false;
  bool only_less = false;
  bool count_changes = false;
  bool increment = false;
  size_t pairs_at = 2;  // where scores and members begin
};

Result<AddOptions> ParseAddOptions(CommandContext& ctx) {
  AddOptions options;
  for (; options.pairs_at < ctx.argc(); ++options.pairs_at) {
    const size_t i = options.pairs_at;
    if (ctx.ArgIs(i, "NX")) {
      options.only_new = true;
    } else if (ctx.ArgIs(i, "XX")) {
      options.only_existing = true;
    } else if (ctx.ArgIs(i, "GT")) {
      options.only_greater = true;
    } else if (ctx.ArgIs(i, "LT")) {
      options.only_less = true;
    } else if (ctx.ArgIs(i, "CH")) {
      options.count_changes = true;
    } else if (ctx.ArgIs(i, "INCR")) {
      options.increment = true;
    } else {
      break;
    }
  }
  const size_t words = ctx.argc() - options.pairs_at;
  if (words == 0 || words % 2 != 0) return errors::kSyntax;
  if (options.only_new && options.only_existing) {
    return Status::Error("XX and NX options at the same time are not compatible");
  }
  if (options.only_new + options.only_greater + options.only_less > 1) {
    return Status::Error("GT, LT, and/or NX options at the same time are not compatible");
  }
  if (options.increment && words > 2) {
    return Status::Error("INCR option supports a single increment-element pair");
  }
  return options;
}

// Scores of a call, without an allocation when there are few.
class Scores {
 public:
  Status Parse(CommandContext& ctx, size_t at) {
    const size_t count = (ctx.argc() - at) / 2;
    if (count > kFew) many_.resize(count);
    scores_ = count > kFew ? many_.data() : few_;
    for (size_t i = 0; i < count; ++i) {
      const Result<double> score = ctx.DoubleArg(at + 2 * i);
      if (!score) return score.error();
      scores_[i] = *score;
    }
    return {};
  }
  double operator[](size_t i) const { return scores_[i]; }

 private:
  static constexpr size_t kFew = 16;
  double few_[kFew];
  std::vector<double> many_;
  double* scores_ = few_;
};

// The score that a member is to have, nullopt if the options leave it alone. `last` becomes the score
// that was computed; a sum that is no number is told by it.
std::optional<double> Decide(const AddOptions& options, std::optional<double> current, double score,
                             double& last) {
  if (!current) {
    if (options.only_existing) return std::nullopt;
    return last = score;
  }
  if (options.only_new) return std::nullopt;
  last = options.increment ? *current + score : score;
  if (std::isnan(last) || (options.only_greater && last <= *current) ||
      (options.only_less && last >= *current)) {
    return std::nullopt;
  }
  return last;
}

Status AddMembers(CommandContext& ctx, const AddOptions& options) {
  const std::string_view key = ctx.Arg(1);
  Scores scores;
  Status parsed = scores.Parse(ctx, options.pairs_at);
  if (!parsed.ok()) return parsed;
  // An existing key's member or nothing: no empty key may be left behind.
  const Result<Zset*> zset = options.only_existing ? ctx.Find<Zset>(key) : ctx.Write<Zset>(key);
  if (!zset) return zset.error();
  if (*zset == nullptr) return options.increment ? ctx.reply().Null() : ctx.reply().Integer(0);
  int64_t added = 0;
  int64_t moved = 0;
  double last = 0;
  Zset::Outcome outcome = Zset::Outcome::kLeft;
  for (size_t i = options.pairs_at, pair = 0; i < ctx.argc(); i += 2, ++pair) {
    outcome = (*zset)->Update(ctx.Arg(i + 1), [&](std::optional<double> current) {
      return Decide(options, current, scores[pair], last);
    });
    added += outcome == Zset::Outcome::kAdded ? 1 : 0;
    moved += outcome == Zset::Outcome::kMoved ? 1 : 0;
  }
  // Only an existing score can make the sum NaN (+inf plus -inf).
  if (std::isnan(last)) return kScoreIsNan;
  if (added + moved > 0) ctx.Changed(key, options.increment ? events::kZincr : events::kZadd);
  if (options.increment) {
    return outcome == Zset::Outcome::kLeft ? ctx.reply().Null() : ctx.reply().Double(last);
  }
  return ctx.reply().Integer(options.count_changes ? added + moved : added);
}

// ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]
Status Zadd(CommandContext& ctx) {
  const Result<AddOptions> options = ParseAddOptions(ctx);
  if (!options) return options.error();
  return AddMembers(ctx, *options);
}

// ZINCRBY key increment member
Status ZincrBy(CommandContext& ctx) {
  return AddMembers(ctx, {.increment = true});
}

// ZREM key member [member ...]
Status Zrem(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<Zset*> zset = ctx.Find<Zset>(key);
  if (!zset) return zset.error();
  if (*zset == nullptr) return ctx.reply().Integer(0);
  int64_t erased = 0;
  for (size_t i = 2; i < ctx.argc() && (*zset)->size() > 0; ++i)
    erased += (*zset)->Erase(ctx.Arg(i)) ? 1 : 0;
  if (erased > 0) ctx.ElementsRemoved(key, events::kZrem, (*zset)->size() == 0);
  return ctx.reply().Integer(erased);
}

// ZCARD key
Status Zcard(CommandContext& ctx) {
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  return ctx.reply().Integer(*zset == nullptr ? 0 : static_cast<int64_t>((*zset)->size()));
}

Status ReplyScore(ReplyWriter& reply, const Zset* zset, std::string_view member) {
  const std::optional<double> score = zset == nullptr ? std::nullopt : zset->Score(member);
  return score ? reply.Double(*score) : reply.Null();
}

// ZSCORE key member
Status Zscore(CommandContext& ctx) {
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  return ReplyScore(ctx.reply(), *zset, ctx.Arg(2));
}

// ZMSCORE key member [member ...]
Status Zmscore(CommandContext& ctx) {
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  (void)ctx.reply().Array(ctx.argc() - 2);
  for (size_t i = 2; i < ctx.argc(); ++i)
    (void)ReplyScore(ctx.reply(), *zset, ctx.Arg(i));
  return {};
}

Status ReplyRank(CommandContext& ctx, bool reverse) {
  if (ctx.argc() > 4) {
    return Status::Error(
        fmt::format("wrong number of arguments for '{}' command", ctx.command().full_name()));
  }
  const bool with_score = ctx.argc() == 4 && ctx.ArgIs(3, "WITHSCORE");
  if (ctx.argc() > 3 && !with_score) return errors::kSyntax;
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  const std::optional<size_t> found = *zset == nullptr ? std::nullopt : (*zset)->Rank(ctx.Arg(2));
  if (!found) return with_score ? ctx.reply().NullArray() : ctx.reply().Null();
  const size_t rank = reverse ? (*zset)->size() - 1 - *found : *found;
  if (with_score) {
    (void)ctx.reply().Array(2);
    (void)ctx.reply().Integer(static_cast<int64_t>(rank));
    return ReplyScore(ctx.reply(), *zset, ctx.Arg(2));
  }
  return ctx.reply().Integer(static_cast<int64_t>(rank));
}

// ZRANK key member [WITHSCORE]
Status Zrank(CommandContext& ctx) {
  return ReplyRank(ctx, false);
}
// ZREVRANK key member [WITHSCORE]
Status ZrevRank(CommandContext& ctx) {
  return ReplyRank(ctx, true);
}

// Visits `count` different members, at most as many as there are.
template <typename NextRandom, typename Visit>
void VisitDistinct(const Zset& zset, size_t count, NextRandom next_random, Visit visit) {
  if (zset.packed() || count * 3 > zset.size()) {
    AscendingSample sample(zset.size(), count);
    zset.ForEach([&](const PackedElement& member, double score) {
      if (sample.Takes(next_random())) visit(member, score);
    });
    return;
  }
  std::unordered_set<size_t> drawn;
  while (drawn.size() < count) {
    const size_t rank = next_random() % zset.size();
    if (drawn.insert(rank).second) zset.VisitRange(rank, 1, Zset::Direction::kUp, visit);
  }
}

// ZRANDMEMBER key [count [WITHSCORES]]
Status ZrandMember(CommandContext& ctx) {
  const auto next_random = [&] { return ctx.keyspace().random().Next(); };
  const bool single = ctx.argc() == 2;
  const bool with_scores = ctx.argc() == 4 && ctx.ArgIs(3, "WITHSCORES");
  const Result<int64_t> count = single ? Result<int64_t>(-1) : RandomCountArg(ctx, 2);
  if (!count) return count.error();
  if (ctx.argc() > 3 && !with_scores) return errors::kSyntax;
  if (with_scores && TooManyForPairs(*count)) return kCountOutOfRange;
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  if (*zset == nullptr) return single ? ctx.reply().Null() : ctx.reply().Array(0);
  MemberReply reply(ctx.reply(), with_scores);
  const auto add = [&](const PackedElement& member, double score) { reply.Add(member, score); };
  if (*count < 0) {
    if (!single) reply.Begin(static_cast<size_t>(-*count));
    for (int64_t i = *count; i < 0 && !ctx.reply().cut_off(); ++i)
      (*zset)->VisitRange(next_random() % (*zset)->size(), 1, Zset::Direction::kUp, add);
    return {};
  }
  const size_t answers = std::min(static_cast<size_t>(*count), (*zset)->size());
  reply.Begin(answers);
  VisitDistinct(**zset, answers, next_random, add);
  return {};
}

// ZSCAN key cursor [MATCH pattern] [COUNT count]
Status Zscan(CommandContext& ctx) {
  const Result<uint64_t> cursor = ScanCursorArg(ctx, 2);
  if (!cursor) return cursor.error();
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  const Result<ScanOptions> options = ScanOptions::Parse(ctx, 3, ScanOptions::Own::kNone);
  if (!options) return options.error();
  std::vector<std::pair<PackedElement, double>> pairs;
  uint64_t next = 0;
  if (*zset != nullptr) {
    int64_t seen = 0;
    const auto visit = [&](const PackedElement& member, double score) {
      ++seen;
      char digits[kMaxInt64Text];
      if (options->Matches(member.Text(digits))) pairs.emplace_back(member, score);
    };
    next = options->Walk(*cursor, seen, [&](uint64_t at) { return (*zset)->Scan(at, visit); });
  }
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Bulk(std::to_string(next));
  (void)ctx.reply().Array(pairs.size() * 2);
  for (const auto& [member, score] : pairs) {
    (void)ctx.reply().Element(member);
    (void)ctx.reply().Bulk(FormatDouble(score));
  }
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "sorted-set"};
}
constexpr uint64_t kChange = kWrite | kDenyOom | kFast;
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);

constexpr Command kCommands[] = {
    {"zadd", -4, Zadd, kChange, Acl::kSortedSet, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Adds members, or changes their scores.", "1.2.0")},
    {"zcard", 2, Zcard, kReadonly | kFast, Acl::kSortedSet, KeySpec::At(1, kKeyRo),
     Docs("Counts the members.", "1.2.0")},
    {"zincrby", 4, ZincrBy, kChange, Acl::kSortedSet, KeySpec::At(1, kKeyRw | kAccess | kUpdate),
     Docs("Adds to a member's score.", "1.2.0")},
    {"zmscore", -3, Zmscore, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Answers the scores of some members.", "6.2.0")},
    {"zrandmember", -2, ZrandMember, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers members drawn by chance.", "6.2.0")},
    {"zrank", -3, Zrank, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Answers a member's rank, the lowest score having 0.", "2.0.0")},
    {"zrem", -3, Zrem, kWrite | kFast, Acl::kSortedSet, KeySpec::At(1, kKeyRw | kDelete),
     Docs("Removes members.", "1.2.0")},
    {"zrevrank", -3, ZrevRank, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Answers a member's rank, the highest score having 0.", "2.0.0")},
    {"zscan", -3, Zscan, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Walks over the members, some at a time.", "2.8.0")},
    {"zscore", 3, Zscore, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Answers a member's score.", "1.2.0")},
};

}  // namespace

std::span<const Command> ZsetCommands() {
  return kCommands;
}

}  // namespace trellis
