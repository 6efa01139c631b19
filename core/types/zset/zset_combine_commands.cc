#include "core/types/zset/zset_combine_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/types/set/set.h"
#include "core/types/zset/zset_access.h"

namespace trellis {
namespace {

// One input: a sorted set, a set whose members all have the score 1, or nothing.
struct Source {
  const Zset* zset = nullptr;
  const Set* set = nullptr;
  double weight = 1;

  [[nodiscard]] size_t size() const {
    if (zset != nullptr) return zset->size();
    return set != nullptr ? set->size() : 0;
  }
  // Infinity times zero counts as zero.
  [[nodiscard]] double Weighted(double score) const {
    const double weighted = weight * score;
    return std::isnan(weighted) ? 0 : weighted;
  }
  // The weighted score of a member.
  [[nodiscard]] std::optional<double> Score(std::string_view member) const {
    if (zset != nullptr) {
      const std::optional<double> score = zset->Score(member);
      return score ? std::optional<double>(Weighted(*score)) : std::nullopt;
    }
    return set != nullptr && set->Contains(member) ? std::optional<double>(Weighted(1))
                                                   : std::nullopt;
  }
  // Calls visit(text, weighted score) for each member.
  template <typename Visit>
  void ForEach(Visit visit) const {
    char digits[kMaxInt64Text];
    if (zset != nullptr) {
      zset->ForEach([&](const PackedElement& member, double score) {
        visit(member.Text(digits), Weighted(score));
      });
    } else if (set != nullptr) {
      set->ForEach([&](const PackedElement& member) { visit(member.Text(digits), Weighted(1)); });
    }
  }
};

enum class Operation : uint8_t {
  kUnion,
  kIntersection,
  kDifference
};
enum class Aggregate : uint8_t {
  kSum,
  kMin,
  kMax
};

struct Request {
  Operation operation;
  bool store;       // results go under a key: no WITHSCORES
  bool count_only;  // ZINTERCARD: LIMIT is all there may be
  std::vector<Source> sources;
  Aggregate aggregate = Aggregate::kSum;
  bool with_scores = false;
  size_t limit = 0;  // 0: none
};

// Reads the keys that follow the count at argument `at`.
Status ReadSources(CommandContext& ctx, size_t at, Request& request) {
  const Result<int64_t> count = ctx.IntegerArg(at);
  if (!count) return count.error();
  if (*count < 1) {
    return Status::Error(
        fmt::format("at least 1 input key is needed for '{}' command", ctx.command().full_name()));
  }
  if (static_cast<uint64_t>(*count) > ctx.argc() - at - 1) return errors::kSyntax;
  const auto keys = ctx.args().subspan(at + 1, static_cast<size_t>(*count));
  // A key that is missed or dies may let a module change others: only then are values looked at.
  for (const std::string_view key : keys)
    ctx.FindForRead(key);
  for (const std::string_view key : keys) {
    const Entry* entry = ctx.db().Find(key, ctx.Hash(key));
    Source source;
    if (entry != nullptr && entry->type() == kZsetType) {
      source.zset = entry->slot_as<Zset>();
    } else if (entry != nullptr && entry->type() == kSetType) {
      source.set = entry->slot_as<Set>();
    } else if (entry != nullptr) {
      return errors::kWrongType;
    }
    request.sources.push_back(source);
  }
  return {};
}

Status ParseWeights(CommandContext& ctx, size_t at, Request& request) {
  for (Source& source : request.sources) {
    const std::optional<double> weight = ParseDouble(ctx.Arg(at++));
    if (!weight) return Status::Error("weight value is not a float");
    source.weight = *weight;
  }
  return {};
}

Status ParseAggregate(CommandContext& ctx, size_t at, Request& request) {
  if (ctx.ArgIs(at, "SUM")) {
    request.aggregate = Aggregate::kSum;
  } else if (ctx.ArgIs(at, "MIN")) {
    request.aggregate = Aggregate::kMin;
  } else if (ctx.ArgIs(at, "MAX")) {
    request.aggregate = Aggregate::kMax;
  } else {
    return errors::kSyntax;
  }
  return {};
}

// Parses the count at argument `at`, the keys and the options behind them.
Status Parse(CommandContext& ctx, size_t at, Request& request) {
  Status parsed = ReadSources(ctx, at, request);
  if (!parsed.ok()) return parsed;
  const bool combines = request.operation != Operation::kDifference && !request.count_only;
  size_t i = at + 1 + request.sources.size();
  while (i < ctx.argc() && parsed.ok()) {
    const size_t behind = ctx.argc() - i - 1;
    if (combines && behind >= request.sources.size() && ctx.ArgIs(i, "WEIGHTS")) {
      parsed = ParseWeights(ctx, i + 1, request);
      i += 1 + request.sources.size();
    } else if (combines && behind >= 1 && ctx.ArgIs(i, "AGGREGATE")) {
      parsed = ParseAggregate(ctx, i + 1, request);
      i += 2;
    } else if (!request.store && !request.count_only && ctx.ArgIs(i, "WITHSCORES")) {
      request.with_scores = true;
      ++i;
    } else if (request.count_only && behind >= 1 && ctx.ArgIs(i, "LIMIT")) {
      const std::optional<int64_t> limit = ParseInt64(ctx.Arg(i + 1));
      if (!limit || *limit < 0) return Status::Error("LIMIT can't be negative");
      request.limit = static_cast<size_t>(*limit);
      i += 2;
    } else {
      return errors::kSyntax;
    }
  }
  return parsed;
}

double Combine(Aggregate aggregate, double a, double b) {
  switch (aggregate) {
    case Aggregate::kMin: return std::min(a, b);
    case Aggregate::kMax: return std::max(a, b);
    default: break;
  }
  // Opposite infinities cancel out.
  const double sum = a + b;
  return std::isnan(sum) ? 0 : sum;
}

void Unite(const Request& request, Zset& result) {
  for (const Source& source : request.sources) {
    source.ForEach([&](std::string_view member, double score) {
      result.Update(member, [&](std::optional<double> current) -> std::optional<double> {
        return current ? Combine(request.aggregate, *current, score) : score;
      });
    });
  }
}

// Calls visit(member, score) for what all sources have, until it returns false.
template <typename Visit>
void Intersect(Request& request, Visit visit) {
  std::vector<Source>& sources = request.sources;
  // The smallest first: each of its members is looked up in the others.
  std::stable_sort(sources.begin(), sources.end(),
                   [](const Source& a, const Source& b) { return a.size() < b.size(); });
  bool more = true;
  sources.front().ForEach([&](std::string_view member, double score) {
    for (size_t i = 1; more && i < sources.size(); ++i) {
      const std::optional<double> other = sources[i].Score(member);
      if (!other) return;
      score = Combine(request.aggregate, score, *other);
    }
    more = more && visit(member, score);
  });
}

void Subtract(const Request& request, Zset& result) {
  const auto others = std::span(request.sources).subspan(1);
  request.sources.front().ForEach([&](std::string_view member, double score) {
    const bool elsewhere = std::any_of(others.begin(), others.end(), [&](const Source& other) {
      return other.Score(member).has_value();
    });
    if (!elsewhere) result.Set(member, score);
  });
}

Zset Compute(Request& request) {
  Zset result;
  switch (request.operation) {
    case Operation::kUnion: Unite(request, result); break;
    case Operation::kDifference: Subtract(request, result); break;
    case Operation::kIntersection:
      Intersect(request, [&](std::string_view member, double score) {
        result.Set(member, score);
        return true;
      });
      break;
  }
  return result;
}

Status ReplyCombined(CommandContext& ctx, Operation operation) {
  Request request{.operation = operation, .store = false, .count_only = false, .sources = {}};
  Status parsed = Parse(ctx, 1, request);
  if (!parsed.ok()) return parsed;
  Zset result = Compute(request);
  MemberReply reply(ctx.reply(), request.with_scores);
  reply.Begin(result.size());
  result.ForEach([&](const PackedElement& member, double score) { reply.Add(member, score); });
  result.FreeAll();
  return {};
}

Status StoreCombined(CommandContext& ctx, Operation operation, const KeyEvent& event) {
  Request request{.operation = operation, .store = true, .count_only = false, .sources = {}};
  Status parsed = Parse(ctx, 2, request);
  if (!parsed.ok()) return parsed;
  return StoreResult(ctx, ctx.Arg(1), Compute(request), event);
}

// ZUNION numkeys key [key ...] [WEIGHTS weight ...] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]
Status Zunion(CommandContext& ctx) {
  return ReplyCombined(ctx, Operation::kUnion);
}
// ZINTER, the same
Status Zinter(CommandContext& ctx) {
  return ReplyCombined(ctx, Operation::kIntersection);
}
// ZDIFF numkeys key [key ...] [WITHSCORES]
Status Zdiff(CommandContext& ctx) {
  return ReplyCombined(ctx, Operation::kDifference);
}
// ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight ...] [AGGREGATE SUM | MIN | MAX]
Status ZunionStore(CommandContext& ctx) {
  return StoreCombined(ctx, Operation::kUnion, events::kZunionStore);
}
// ZINTERSTORE, the same
Status ZinterStore(CommandContext& ctx) {
  return StoreCombined(ctx, Operation::kIntersection, events::kZinterStore);
}
// ZDIFFSTORE destination numkeys key [key ...]
Status ZdiffStore(CommandContext& ctx) {
  return StoreCombined(ctx, Operation::kDifference, events::kZdiffStore);
}

// ZINTERCARD numkeys key [key ...] [LIMIT limit]
Status ZinterCard(CommandContext& ctx) {
  Request request{
      .operation = Operation::kIntersection, .store = false, .count_only = true, .sources = {}};
  Status parsed = Parse(ctx, 1, request);
  if (!parsed.ok()) return parsed;
  size_t count = 0;
  Intersect(request, [&](std::string_view, double) { return ++count != request.limit; });
  return ctx.reply().Integer(static_cast<int64_t>(count));
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "sorted-set"};
}
constexpr uint64_t kReads = kReadonly | kMovableKeys;
constexpr uint64_t kStores = kWrite | kDenyOom | kMovableKeys;
constexpr KeySpecs kSources = KeySpec::Counted(1, kKeyRo | kAccess);
constexpr KeySpecs kTargetAndSources = {KeySpec::At(1, kKeyOw | kUpdate),
                                        KeySpec::Counted(2, kKeyRo | kAccess)};

constexpr Command kCommands[] = {
    {"zdiff", -3, Zdiff, kReads, Acl::kSortedSet, kSources,
     Docs("Answers what the first sorted set has and the others don't.", "6.2.0")},
    {"zdiffstore", -4, ZdiffStore, kStores, Acl::kSortedSet, kTargetAndSources,
     Docs("Stores what the first sorted set has and the others don't.", "6.2.0")},
    {"zinter", -3, Zinter, kReads, Acl::kSortedSet, kSources,
     Docs("Answers what all sorted sets have.", "6.2.0")},
    {"zintercard", -3, ZinterCard, kReads, Acl::kSortedSet, kSources,
     Docs("Counts what all sorted sets have.", "7.0.0")},
    {"zinterstore", -4, ZinterStore, kStores, Acl::kSortedSet, kTargetAndSources,
     Docs("Stores what all sorted sets have.", "2.0.0")},
    {"zunion", -3, Zunion, kReads, Acl::kSortedSet, kSources,
     Docs("Answers what any of the sorted sets has.", "6.2.0")},
    {"zunionstore", -4, ZunionStore, kStores, Acl::kSortedSet, kTargetAndSources,
     Docs("Stores what any of the sorted sets has.", "2.0.0")},
};

}  // namespace

std::span<const Command> ZsetCombineCommands() {
  return kCommands;
}

}  // namespace trellis
