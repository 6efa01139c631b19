#include <algorithm>
#include <string>

#include "timeseries/arguments.h"
#include "timeseries/module_state.h"
#include "timeseries/series_keys.h"
#include "timeseries/ts_commands.h"

namespace trellis::timeseries {
namespace {

void NotifyBoth(CommandContext& ctx, const char* source_event, const char* destination_event) {
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, source_event, ctx.ArgString(1));
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, destination_event, ctx.ArgString(2));
}

// Rules don't form chains, and a series is filled by one rule at most.
ErrorText CheckLinks(const Series& source, const Series& destination) {
  if (!source.source_key().empty()) return errors::kSourceIsDestination;
  if (!destination.source_key().empty()) return errors::kDestinationTaken;
  if (!destination.rules().empty()) return errors::kDestinationIsSource;
  return nullptr;
}

// TS.CREATERULE source destination AGGREGATION aggregator bucket [align]
Status TsCreateRule(CommandContext& ctx) {
  if (ctx.argc() > 7 || !ctx.ArgIs(3, "AGGREGATION")) return ctx.WrongArity();
  Aggregation aggregation;
  if (ErrorText error = ParseAggregatorAndBucket(ctx.Arg(4), ctx.Arg(5), aggregation)) {
    return Status::Constant(error);
  }
  if (ctx.argc() == 7) {
    const auto align = timeseries::ParseInteger(ctx.Arg(6));
    if (!align || *align < 0) return Status::Constant(errors::kBadAlignTimestamp);
    aggregation.buckets.origin = static_cast<Timestamp>(*align);
  }
  if (ctx.Arg(1) == ctx.Arg(2)) return Status::Constant(errors::kSameKey);
  State().catalog.Settle(ctx);
  Result<OpenSeries> source = OpenForWrite(ctx, ctx.ArgString(1));
  if (!source) return source.error();
  Result<OpenSeries> destination = OpenForWrite(ctx, ctx.ArgString(2));
  if (!destination) return destination.error();
  if (ErrorText error = CheckLinks(**source, **destination)) return Status::Constant(error);
  (*source)->MutableRules().emplace_back(std::string(ctx.Arg(2)), aggregation.aggregator,
                                         aggregation.buckets);
  (*destination)->set_source_key(std::string(ctx.Arg(1)));
  ctx.ReplicateVerbatim();
  NotifyBoth(ctx, "ts.createrule:src", "ts.createrule:dest");
  return ctx.reply().Ok();
}

// TS.DELETERULE source destination
Status TsDeleteRule(CommandContext& ctx) {
  State().catalog.Settle(ctx);
  Result<OpenSeries> source = OpenForWrite(ctx, ctx.ArgString(1));
  if (!source) return source.error();
  const auto is_it = [&ctx](const CompactionRule& rule) { return rule.destination == ctx.Arg(2); };
  const auto& rules = (*source)->rules();
  if (std::none_of(rules.begin(), rules.end(), is_it)) {
    return Status::Constant(errors::kNoSuchRule);
  }
  std::erase_if((*source)->MutableRules(), is_it);
  if (Result<OpenSeries> destination = OpenForWrite(ctx, ctx.ArgString(2))) {
    (*destination)->set_source_key(std::string());
  }
  ctx.ReplicateVerbatim();
  NotifyBoth(ctx, "ts.deleterule:src", "ts.deleterule:dest");
  return ctx.reply().Ok();
}

constexpr Command kRuleCommands[] = {
    {.name = "ts.createrule",
     .arity = -6,
     .handler = TsCreateRule,
     .flags = kWrite | kDenyOom,
     .keys = {1, 2, 1},
     .acl = kAclCategory,
     .summary = "Compacts a series into another, bucket by bucket.",
     .since = "1.0.0"},
    {.name = "ts.deleterule",
     .arity = 3,
     .handler = TsDeleteRule,
     .flags = kWrite,
     .keys = {1, 2, 1},
     .acl = kAclCategory,
     .summary = "Ends a compaction; what it has written stays.",
     .since = "1.0.0"},
};

}  // namespace

void AddRuleCommands(Registrar& registrar) {
  registrar.Add<kRuleCommands>();
}

}  // namespace trellis::timeseries
