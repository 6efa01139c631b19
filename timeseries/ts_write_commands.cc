#include <span>
#include <string>
#include <utility>
#include <vector>

#include "timeseries/arguments.h"
#include "timeseries/compaction.h"
#include "timeseries/compaction_policies.h"
#include "timeseries/module_state.h"
#include "timeseries/series_keys.h"
#include "timeseries/ts_commands.h"
#include "timeseries/value_text.h"

namespace trellis::timeseries {
namespace {

using HostStrings = std::span<RedisModuleString* const>;

Timestamp Now() {
  return static_cast<Timestamp>(RedisModule_Milliseconds());
}

void Notify(Context& ctx, const char* event, RedisModuleString* key) {
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, event, key);
}

// What a new series starts from. Its own policy stays unset: the module's is asked at each add.
SeriesOptions OptionsOfNewSeries(const GivenOptions& given) {
  SeriesOptions options = State().settings.series;
  options.policy = DuplicatePolicy::kUnset;
  given.ApplyTo(options);
  return options;
}

// The command's own policy before the series' and that before the module's.
DuplicatePolicy PolicyFor(const Series& series, DuplicatePolicy asked) {
  for (const DuplicatePolicy policy :
       {asked, series.options().policy, State().settings.series.policy}) {
    if (policy != DuplicatePolicy::kUnset) return policy;
  }
  return DuplicatePolicy::kBlock;
}

// The text of an outcome that is an error.
ErrorText ErrorOf(AddOutcome outcome) {
  if (outcome == AddOutcome::kTooOld) return errors::kTooOld;
  if (outcome == AddOutcome::kBlocked) return errors::kBlocked;
  return nullptr;
}

// What an add replies: the sample's timestamp, the newest one's if it was ignored.
long long TimestampOf(AddOutcome outcome, const Series& series, Sample sample) {
  return static_cast<long long>(outcome == AddOutcome::kIgnored ? series.last_timestamp()
                                                                : sample.timestamp);
}

// Makes the series that an add found missing, with the rules of the module's compaction policies.
Series* StoreAdded(Context& ctx, Key& key, RedisModuleString* name, const GivenOptions& given) {
  Series* series = Store(ctx, key, name, OptionsOfNewSeries(given));
  CreatePolicyRules(ctx, View(name), *series);
  return series;
}

// TS.CREATE key [options]
Status TsCreate(CommandContext& ctx) {
  State().catalog.Settle(ctx);
  GivenOptions given;
  if (ErrorText error = ParseSeriesOptions(WordsFrom(ctx, 2), given)) return Refuse(ctx, error);
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  if (!key.empty()) return Status::Constant(errors::kKeyExists);
  Store(ctx, key, ctx.ArgString(1), OptionsOfNewSeries(given));
  ctx.ReplicateVerbatim();
  Notify(ctx, "ts.create", ctx.ArgString(1));
  return ctx.reply().Ok();
}

// TS.ALTER key [options]
Status TsAlter(CommandContext& ctx) {
  State().catalog.Settle(ctx);
  GivenOptions given;
  if (ErrorText error = ParseSeriesOptions(WordsFrom(ctx, 2), given)) return Refuse(ctx, error);
  Result<OpenSeries> series = OpenForWrite(ctx, ctx.ArgString(1));
  if (!series) return series.error();
  given.encoding.reset();
  if (given.labels) State().catalog.Relabel(ctx.Arg(1), **series, *given.labels);
  given.ApplyTo((*series)->options());
  ctx.ReplicateVerbatim();
  Notify(ctx, "ts.alter", ctx.ArgString(1));
  return ctx.reply().Ok();
}

// TS.ADD key timestamp value [options] [ON_DUPLICATE policy]
Status TsAdd(CommandContext& ctx) {
  State().catalog.Settle(ctx);
  const auto value = ParseValue(ctx.Arg(3));
  if (!value) return Status::Constant(errors::kBadValue);
  Sample sample{0, *value};
  if (ErrorText error = ParseTimestamp(ctx.Arg(2), Now(), sample.timestamp)) {
    return Status::Constant(error);
  }
  DuplicatePolicy asked = DuplicatePolicy::kUnset;
  GivenOptions given;
  if (ctx.argc() > 4) {
    const auto words = WordsFrom(ctx, 4);
    if (ErrorText error = ParseOnDuplicate(words, asked)) return Refuse(ctx, error);
    if (ErrorText error = ParseSeriesOptions(words, given)) return Refuse(ctx, error);
  }
  RedisModuleString* name = ctx.ArgString(1);
  Key key = ctx.OpenWrite(name);
  Result<Series*> found = key.Get<Series>();
  if (!found) return Status::Constant(errors::kNotASeries);
  Series* series = *found ? *found : StoreAdded(ctx, key, name, given);
  const AddOutcome outcome = AddSample(ctx, *series, sample, PolicyFor(*series, asked));
  if (ErrorText error = ErrorOf(outcome)) return Status::Constant(error);
  if (ctx.Arg(2) == "*") {
    ctx.Replicate("TS.ADD", name, sample.timestamp, HostStrings(ctx.args()).subspan(3));
  } else {
    ctx.ReplicateVerbatim();
  }
  Notify(ctx, "ts.add", name);
  return ctx.reply().Integer(TimestampOf(outcome, *series, sample));
}

// One triple of TS.MADD: replies with its timestamp or error; true if it was added.
bool AddOneOfMany(CommandContext& ctx, size_t at, Timestamp now, Timestamp& added) {
  const auto fail = [&ctx](ErrorText error) {
    (void)ctx.reply().Error(error);
    return false;
  };
  Key key = ctx.OpenWrite(ctx.ArgString(at));
  const Result<Series*> series = key.Get<Series>();
  if (!series || *series == nullptr) return fail(errors::kNotASeries);
  const auto value = ParseValue(ctx.Arg(at + 2));
  if (!value) return fail(errors::kBadValue);
  Sample sample{0, *value};
  if (ErrorText error = ParseTimestamp(ctx.Arg(at + 1), now, sample.timestamp)) return fail(error);
  const DuplicatePolicy policy = PolicyFor(**series, DuplicatePolicy::kUnset);
  const AddOutcome outcome = AddSample(ctx, **series, sample, policy);
  if (ErrorText error = ErrorOf(outcome)) return fail(error);
  added = sample.timestamp;
  (void)ctx.reply().Integer(TimestampOf(outcome, **series, sample));
  return true;
}

// TS.MADD {key timestamp value} ...
Status TsMadd(CommandContext& ctx) {
  if (ctx.argc() < 4 || (ctx.argc() - 1) % 3 != 0) return ctx.WrongArity();
  State().catalog.Settle(ctx);
  const Timestamp now = Now();
  std::vector<RedisModuleString*> replicated;
  std::vector<String> resolved;  // the numbers that stand for `*`
  replicated.reserve(ctx.argc());
  (void)ctx.reply().Array((ctx.argc() - 1) / 3);
  for (size_t at = 1; at < ctx.argc(); at += 3) {
    Timestamp added = 0;
    if (!AddOneOfMany(ctx, at, now, added)) continue;
    RedisModuleString* timestamp = ctx.ArgString(at + 1);
    if (ctx.Arg(at + 1) == "*") {
      timestamp = resolved.emplace_back(std::to_string(added)).get();
    }
    replicated.insert(replicated.end(), {ctx.ArgString(at), timestamp, ctx.ArgString(at + 2)});
  }
  if (!replicated.empty()) ctx.Replicate("TS.MADD", HostStrings(replicated));
  for (size_t i = 0; i < replicated.size(); i += 3) {
    Notify(ctx, "ts.add", replicated[i]);
  }
  return Status::Ok();
}

// The timestamp behind TIMESTAMP, or now; where the word stands, 0 if it doesn't.
ErrorText ParseOwnTimestamp(const CommandContext& ctx, Timestamp& out, size_t& at) {
  out = Now();
  at = 0;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    if (!ctx.ArgIs(i, "TIMESTAMP")) continue;
    if (i + 1 == ctx.argc()) return errors::kWrongArity;
    at = i;
    return ParseTimestamp(ctx.Arg(i + 1), out, out);
  }
  return nullptr;
}

// TS.INCRBY and TS.DECRBY key addend [TIMESTAMP timestamp] [options]
Status Increment(CommandContext& ctx, double sign, const char* command, const char* event) {
  State().catalog.Settle(ctx);
  const auto addend = ParseValue(ctx.Arg(2));
  if (!addend) return Status::Constant(errors::kBadIncrement);
  GivenOptions given;
  if (ErrorText error = ParseSeriesOptions(WordsFrom(ctx, 3), given)) return Refuse(ctx, error);
  Timestamp timestamp = 0;
  size_t timestamp_at = 0;
  if (ErrorText error = ParseOwnTimestamp(ctx, timestamp, timestamp_at)) return Refuse(ctx, error);
  RedisModuleString* name = ctx.ArgString(1);
  Key key = ctx.OpenWrite(name);
  Result<Series*> found = key.Get<Series>();
  if (!found) return Status::Constant(errors::kWrongType);
  if (*found && timestamp < (*found)->last_timestamp()) {
    return Status::Constant(errors::kBeforeLast);
  }
  Series* series = *found ? *found : StoreAdded(ctx, key, name, given);
  const Sample sample{timestamp, series->last_value() + sign * *addend};
  const AddOutcome outcome = AddSample(ctx, *series, sample, DuplicatePolicy::kLast);
  // A replica's clock says something else.
  const HostStrings args = ctx.args();
  if (timestamp_at == 0) {
    ctx.Replicate(command, name, ctx.ArgString(2), "TIMESTAMP", timestamp, args.subspan(3));
  } else {
    ctx.Replicate(command, args.subspan(1, timestamp_at), timestamp,
                  args.subspan(timestamp_at + 2));
  }
  Notify(ctx, event, name);
  return ctx.reply().Integer(TimestampOf(outcome, *series, sample));
}

Status TsIncrBy(CommandContext& ctx) {
  return Increment(ctx, 1, "TS.INCRBY", "ts.incrby");
}

Status TsDecrBy(CommandContext& ctx) {
  return Increment(ctx, -1, "TS.DECRBY", "ts.decrby");
}

// TS.DEL key from to
Status TsDel(CommandContext& ctx) {
  State().catalog.Settle(ctx);
  RangeQuery range;
  if (ErrorText error = ParseRangeEnds(ctx.Arg(2), ctx.Arg(3), range)) {
    return Status::Constant(error);
  }
  Result<OpenSeries> series = OpenForWrite(ctx, ctx.ArgString(1));
  if (!series) return series.error();
  // What compactions hold of expired samples couldn't be computed again.
  if (!(*series)->rules().empty() && range.from < (*series)->oldest_shown()) {
    return Status::Constant(errors::kCompactedBeyondRetention);
  }
  const uint64_t erased = EraseSamples(ctx, **series, range.from, range.to);
  ctx.ReplicateVerbatim();
  Notify(ctx, "ts.del", ctx.ArgString(1));
  return ctx.reply().Integer(static_cast<long long>(erased));
}

constexpr Command kWriteCommands[] = {
    {.name = "ts.create",
     .arity = -2,
     .handler = TsCreate,
     .flags = kWrite | kDenyOom | kFast,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Creates an empty series.",
     .since = "1.0.0"},
    {.name = "ts.alter",
     .arity = -2,
     .handler = TsAlter,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Changes the retention, chunk size, duplicate policy or labels of a series.",
     .since = "1.0.0"},
    {.name = "ts.add",
     .arity = -4,
     .handler = TsAdd,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Adds a sample to a series, creating the series if needed.",
     .since = "1.0.0"},
    {.name = "ts.madd",
     .arity = -1,
     .handler = TsMadd,
     .flags = kWrite | kDenyOom,
     .keys = KeysFrom(1, 3),
     .acl = kAclCategory,
     .summary = "Adds samples to one or more series.",
     .since = "1.0.0"},
    {.name = "ts.incrby",
     .arity = -3,
     .handler = TsIncrBy,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Adds a sample that is the newest one's value plus a number.",
     .since = "1.0.0"},
    {.name = "ts.decrby",
     .arity = -3,
     .handler = TsDecrBy,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Adds a sample that is the newest one's value minus a number.",
     .since = "1.0.0"},
    {.name = "ts.del",
     .arity = 4,
     .handler = TsDel,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Deletes the samples between two timestamps.",
     .since = "1.6.0"},
};

}  // namespace

void AddWriteCommands(Registrar& registrar) {
  registrar.Add<kWriteCommands>();
}

}  // namespace trellis::timeseries
