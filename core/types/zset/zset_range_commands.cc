#include "core/types/zset/zset_range_commands.h"

#include <algorithm>
#include <variant>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/types/zset/zset_access.h"
#include "core/types/zset/zset_ranges.h"

namespace trellis {
namespace {

struct Ranks {
  int64_t first;
  int64_t last;
};

// What ZRANGE and its kin ask for.
struct RangeRequest {
  enum class By : uint8_t {
    kUnsaid,
    kRank,
    kScore,
    kLex
  };
  By by = By::kUnsaid;
  bool reverse = false;
  bool with_scores = false;
  bool limited = false;
  int64_t offset = 0;
  int64_t limit = -1;  // negative: no limit
  std::variant<Ranks, ScoreRange, LexRange> range = Ranks{};
};

// What a command's name leaves to be said by its arguments: WITHSCORES and LIMIT for all that reply;
// BYSCORE, BYLEX and REV as well for ZRANGE; and no WITHSCORES for ZRANGESTORE.
enum class Syntax : uint8_t {
  kOld,
  kFull,
  kStore
};

// Parses the words from argument `at` on.
Status ParseOptions(CommandContext& ctx, size_t at, Syntax syntax, RangeRequest& request) {
  const bool by_is_free = syntax != Syntax::kOld;
  for (size_t i = at; i < ctx.argc(); ++i) {
    if (syntax != Syntax::kStore && ctx.ArgIs(i, "WITHSCORES")) {
      request.with_scores = true;
    } else if (ctx.ArgIs(i, "LIMIT") && i + 2 < ctx.argc()) {
      const Result<int64_t> offset = ctx.IntegerArg(i + 1);
      if (!offset) return offset.error();
      const Result<int64_t> limit = ctx.IntegerArg(i + 2);
      if (!limit) return limit.error();
      request.limited = true;
      request.offset = *offset;
      request.limit = *limit;
      i += 2;
    } else if (by_is_free && ctx.ArgIs(i, "REV")) {
      request.reverse = true;
    } else if (by_is_free && request.by == RangeRequest::By::kUnsaid && ctx.ArgIs(i, "BYSCORE")) {
      request.by = RangeRequest::By::kScore;
    } else if (by_is_free && request.by == RangeRequest::By::kUnsaid && ctx.ArgIs(i, "BYLEX")) {
      request.by = RangeRequest::By::kLex;
    } else {
      return errors::kSyntax;
    }
  }
  if (request.by == RangeRequest::By::kUnsaid) request.by = RangeRequest::By::kRank;
  if (request.limited && request.by == RangeRequest::By::kRank && request.limit != -1) {
    return Status::Error(
        "syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (request.with_scores && request.by == RangeRequest::By::kLex) {
    return Status::Error("syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  return {};
}

// Parses start and stop, arguments `at` and `at` + 1, and the options behind them. `request` has what
// the command's name says.
Status ParseRequest(CommandContext& ctx, size_t at, Syntax syntax, RangeRequest& request) {
  Status parsed = ParseOptions(ctx, at + 2, syntax, request);
  if (!parsed.ok()) return parsed;
  if (request.by == RangeRequest::By::kRank) {
    const Result<int64_t> first = ctx.IntegerArg(at);
    if (!first) return first.error();
    const Result<int64_t> last = ctx.IntegerArg(at + 1);
    if (!last) return last.error();
    request.range = Ranks{*first, *last};
    return {};
  }
  // Reversed, the higher end comes first.
  const std::string_view min = ctx.Arg(request.reverse ? at + 1 : at);
  const std::string_view max = ctx.Arg(request.reverse ? at : at + 1);
  if (request.by == RangeRequest::By::kScore) {
    const Result<ScoreRange> range = ScoreRange::Parse(min, max);
    if (!range) return range.error();
    request.range = *range;
  } else {
    const Result<LexRange> range = LexRange::Parse(min, max);
    if (!range) return range.error();
    request.range = *range;
  }
  return {};
}

// Where to begin and how many to visit; reversed, downwards from the rank.
RankSpan Resolve(const Zset& zset, const RangeRequest& request) {
  RankSpan span;
  if (const Ranks* ranks = std::get_if<Ranks>(&request.range)) {
    span = RanksIn(zset, ranks->first, ranks->last);
    // The ranks were given from the highest score on.
    if (request.reverse && span.count > 0) span.rank = zset.size() - 1 - span.rank;
    return span;
  }
  if (const ScoreRange* scores = std::get_if<ScoreRange>(&request.range)) {
    span = scores->In(zset);
  } else {
    span = std::get<LexRange>(request.range).In(zset);
  }
  if (request.offset < 0 || static_cast<uint64_t>(request.offset) >= span.count) return {};
  const auto offset = static_cast<size_t>(request.offset);
  span.rank = request.reverse ? span.rank + span.count - 1 - offset : span.rank + offset;
  span.count -= offset;
  if (request.limit >= 0) {
    span.count = std::min(span.count, static_cast<size_t>(request.limit));
  }
  return span;
}

Zset::Direction DirectionOf(const RangeRequest& request) {
  return request.reverse ? Zset::Direction::kDown : Zset::Direction::kUp;
}

Status ReplyRange(CommandContext& ctx, Syntax syntax, RangeRequest request) {
  Status parsed = ParseRequest(ctx, 2, syntax, request);
  if (!parsed.ok()) return parsed;
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  if (*zset == nullptr) return ctx.reply().Array(0);
  const RankSpan span = Resolve(**zset, request);
  MemberReply reply(ctx.reply(), request.with_scores);
  reply.Begin(span.count);
  (*zset)->VisitRange(span.rank, span.count, DirectionOf(request),
                      [&](const PackedElement& member, double score) { reply.Add(member, score); });
  return {};
}

// ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]
Status Zrange(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kFull, {});
}
// ZREVRANGE key start stop [WITHSCORES]
Status ZrevRange(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kOld, {.by = RangeRequest::By::kRank, .reverse = true});
}
// ZRANGEBYSCORE key min max [WITHSCORES] [LIMIT offset count]
Status ZrangeByScore(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kOld, {.by = RangeRequest::By::kScore});
}
Status ZrevRangeByScore(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kOld, {.by = RangeRequest::By::kScore, .reverse = true});
}
// ZRANGEBYLEX key min max [LIMIT offset count]
Status ZrangeByLex(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kOld, {.by = RangeRequest::By::kLex});
}
Status ZrevRangeByLex(CommandContext& ctx) {
  return ReplyRange(ctx, Syntax::kOld, {.by = RangeRequest::By::kLex, .reverse = true});
}

// ZRANGESTORE dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]
Status ZrangeStore(CommandContext& ctx) {
  RangeRequest request;
  Status parsed = ParseRequest(ctx, 3, Syntax::kStore, request);
  if (!parsed.ok()) return parsed;
  const Result<const Zset*> source = ctx.Read<Zset>(ctx.Arg(2));
  if (!source) return source.error();
  Zset result;
  if (*source != nullptr) {
    const RankSpan span = Resolve(**source, request);
    result.Reserve(span.count);
    (*source)->VisitRange(span.rank, span.count, DirectionOf(request),
                          [&](const PackedElement& member, double score) {
                            char digits[kMaxInt64Text];
                            result.Set(member.Text(digits), score);
                          });
  }
  return StoreResult(ctx, ctx.Arg(1), result, events::kZrangeStore);
}

// Removes what the range finds; replies with how many those were.
template <typename Range>
Status RemoveRange(CommandContext& ctx, const Range& range, const KeyEvent& event) {
  const std::string_view key = ctx.Arg(1);
  const Result<Zset*> zset = ctx.Find<Zset>(key);
  if (!zset) return zset.error();
  if (*zset == nullptr) return ctx.reply().Integer(0);
  const RankSpan span = range(**zset);
  if (span.count > 0) {
    (*zset)->EraseRange(span.rank, span.count);
    ctx.ElementsRemoved(key, event, (*zset)->size() == 0);
  }
  return ctx.reply().Integer(static_cast<int64_t>(span.count));
}

// ZREMRANGEBYRANK key start stop
Status ZremRangeByRank(CommandContext& ctx) {
  const Result<int64_t> first = ctx.IntegerArg(2);
  if (!first) return first.error();
  const Result<int64_t> last = ctx.IntegerArg(3);
  if (!last) return last.error();
  return RemoveRange(
      ctx, [&](const Zset& zset) { return RanksIn(zset, *first, *last); },
      events::kZremRangeByRank);
}

// ZREMRANGEBYSCORE key min max
Status ZremRangeByScore(CommandContext& ctx) {
  const Result<ScoreRange> range = ScoreRange::Parse(ctx.Arg(2), ctx.Arg(3));
  if (!range) return range.error();
  return RemoveRange(
      ctx, [&](const Zset& zset) { return range->In(zset); }, events::kZremRangeByScore);
}

// ZREMRANGEBYLEX key min max
Status ZremRangeByLex(CommandContext& ctx) {
  const Result<LexRange> range = LexRange::Parse(ctx.Arg(2), ctx.Arg(3));
  if (!range) return range.error();
  return RemoveRange(
      ctx, [&](const Zset& zset) { return range->In(zset); }, events::kZremRangeByLex);
}

template <typename Range>
Status CountRange(CommandContext& ctx, const Range& range) {
  const Result<const Zset*> zset = ctx.Read<Zset>(ctx.Arg(1));
  if (!zset) return zset.error();
  return ctx.reply().Integer(*zset == nullptr ? 0 : static_cast<int64_t>(range.In(**zset).count));
}

// ZCOUNT key min max
Status Zcount(CommandContext& ctx) {
  const Result<ScoreRange> range = ScoreRange::Parse(ctx.Arg(2), ctx.Arg(3));
  if (!range) return range.error();
  return CountRange(ctx, *range);
}

// ZLEXCOUNT key min max
Status ZlexCount(CommandContext& ctx) {
  const Result<LexRange> range = LexRange::Parse(ctx.Arg(2), ctx.Arg(3));
  if (!range) return range.error();
  return CountRange(ctx, *range);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "sorted-set"};
}
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);
constexpr KeySpec kEraseKey = KeySpec::At(1, kKeyRw | kDelete);

constexpr Command kCommands[] = {
    {"zcount", 4, Zcount, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Counts the members of a range of scores.", "2.0.0")},
    {"zlexcount", 4, ZlexCount, kReadonly | kFast, Acl::kSortedSet, kReadKey,
     Docs("Counts the members of a range of names.", "2.8.9")},
    {"zrange", -4, Zrange, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers a range of members, by rank, score or name.", "1.2.0")},
    {"zrangebylex", -4, ZrangeByLex, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers the members of a range of names.", "2.8.9")},
    {"zrangebyscore", -4, ZrangeByScore, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers the members of a range of scores.", "1.0.5")},
    {"zrangestore",
     -5,
     ZrangeStore,
     kWrite | kDenyOom,
     Acl::kSortedSet,
     {KeySpec::At(1, kKeyOw | kUpdate), KeySpec::At(2, kKeyRo | kAccess)},
     Docs("Stores a range of members of another sorted set.", "6.2.0")},
    {"zremrangebylex", 4, ZremRangeByLex, kWrite, Acl::kSortedSet, kEraseKey,
     Docs("Removes the members of a range of names.", "2.8.9")},
    {"zremrangebyrank", 4, ZremRangeByRank, kWrite, Acl::kSortedSet, kEraseKey,
     Docs("Removes the members of a range of ranks.", "2.0.0")},
    {"zremrangebyscore", 4, ZremRangeByScore, kWrite, Acl::kSortedSet, kEraseKey,
     Docs("Removes the members of a range of scores.", "1.2.0")},
    {"zrevrange", -4, ZrevRange, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers a range of ranks, counted from the highest score.", "1.2.0")},
    {"zrevrangebylex", -4, ZrevRangeByLex, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers the members of a range of names, the last first.", "2.8.9")},
    {"zrevrangebyscore", -4, ZrevRangeByScore, kReadonly, Acl::kSortedSet, kReadKey,
     Docs("Answers the members of a range of scores, the highest first.", "2.2.0")},
};

}  // namespace

std::span<const Command> ZsetRangeCommands() {
  return kCommands;
}

}  // namespace trellis
