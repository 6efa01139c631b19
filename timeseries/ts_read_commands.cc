#include <optional>
#include <span>
#include <string>

#include "timeseries/arguments.h"
#include "timeseries/module_state.h"
#include "timeseries/sample_reply.h"
#include "timeseries/series_keys.h"
#include "timeseries/ts_commands.h"

namespace trellis::timeseries {
namespace {

// TS.GET key [LATEST]
Status TsGet(CommandContext& ctx) {
  if (ctx.argc() > 3) return ctx.WrongArity();
  const bool latest = ctx.argc() == 3;
  if (latest && !ctx.ArgIs(2, "LATEST")) return Status::Constant(errors::kWrongThirdArgument);
  State().catalog.Settle(ctx);
  Result<OpenSeries> series = OpenForRead(ctx, ctx.ArgString(1));
  if (!series) return series.error();
  ReplySample(ctx, NewestSample(ctx, ctx.Arg(1), **series, latest), ctx.is_resp3());
  return Status::Ok();
}

Status Range(CommandContext& ctx, bool reverse) {
  RangeQuery query;
  query.reverse = reverse;
  bool latest = false;
  State().catalog.Settle(ctx);
  Result<OpenSeries> series = OpenForRead(ctx, ctx.ArgString(1));
  if (!series) return series.error();
  if (ErrorText error = ParseRangeOptions(WordsFrom(ctx, 2), query, latest)) {
    return Refuse(ctx, error);
  }
  if (!EmptyBucketsBounded(**series, query)) return Status::Constant(errors::kTooManyBuckets);
  std::optional<Sample> open;
  if (latest) open = LatestBucket(ctx, ctx.Arg(1), **series);
  CollectedRows rows;
  RunRange(**series, query, open, rows);
  ReplySamples(ctx, rows.rows, ctx.is_resp3());
  return Status::Ok();
}

// TS.RANGE key from to [options]
Status TsRange(CommandContext& ctx) {
  return Range(ctx, false);
}

// TS.REVRANGE key from to [options]
Status TsRevRange(CommandContext& ctx) {
  return Range(ctx, true);
}

// Writes TS.INFO's reply, field by field.
class InfoReply {
 public:
  InfoReply(CommandContext& ctx, bool debug)
      : reply_(ctx.reply()), ctx_(ctx), resp3_(ctx.is_resp3()) {
    constexpr size_t kFields = 14;
    constexpr size_t kDebugFields = 2;
    OpenMap(debug ? kFields + kDebugFields : kFields);
  }

  void Integer(const char* name, uint64_t value) {
    (void)reply_.Simple(name);
    (void)reply_.Integer(static_cast<long long>(value));
  }
  // A simple string, or nothing.
  void Word(const char* name, std::string_view word) {
    (void)reply_.Simple(name);
    word.empty() ? (void)reply_.Null() : (void)reply_.Simple(std::string(word).c_str());
  }
  void Text(const char* name, std::string_view text) {
    (void)reply_.Simple(name);
    text.empty() ? (void)reply_.Null() : (void)reply_.Bulk(text);
  }
  void Number(const char* name, double value) {
    (void)reply_.Simple(name);
    (void)reply_.Double(value);
  }
  void Labels(const char* name, const SeriesOptions& options) {
    (void)reply_.Simple(name);
    ReplyLabels(ctx_, options.labels.All(), resp3_);
  }

  // [[destination, bucket, aggregator, alignment] ...]; in RESP3 a map by destination.
  void Rules(const char* name, std::span<const CompactionRule> rules) {
    (void)reply_.Simple(name);
    resp3_ ? (void)reply_.Map(rules.size()) : (void)reply_.Array(rules.size());
    for (const CompactionRule& rule : rules) {
      if (!resp3_) (void)reply_.Array(4);
      (void)reply_.Bulk(rule.destination);
      if (resp3_) (void)reply_.Array(3);
      (void)reply_.Integer(static_cast<long long>(rule.buckets.width));
      (void)reply_.Simple(UpperAggregatorName(rule.aggregator).c_str());
      (void)reply_.Integer(static_cast<long long>(rule.buckets.origin));
    }
  }

  void Chunks(const char* name, std::span<const Chunk> chunks) {
    (void)reply_.Simple(name);
    (void)reply_.Array(chunks.size());
    for (const Chunk& chunk : chunks) {
      OpenMap(5);
      (void)reply_.Simple("startTimestamp");
      (void)reply_.Integer(chunk.empty() ? -1 : static_cast<long long>(chunk.first_timestamp()));
      (void)reply_.Simple("endTimestamp");
      (void)reply_.Integer(chunk.empty() ? -1 : static_cast<long long>(chunk.last_timestamp()));
      Integer("samples", chunk.count());
      Integer("size", chunk.size_bytes());
      const auto bytes = static_cast<float>(chunk.size_bytes());
      Number("bytesPerSample", chunk.empty() ? 0 : bytes / static_cast<float>(chunk.count()));
    }
  }

 private:
  void OpenMap(size_t fields) {
    resp3_ ? (void)reply_.Map(fields) : (void)reply_.Array(2 * fields);
  }

  Reply& reply_;
  Context& ctx_;
  bool resp3_;
};

// TS.INFO key [DEBUG]
Status TsInfo(CommandContext& ctx) {
  if (ctx.argc() > 3) return ctx.WrongArity();
  const bool debug = ctx.argc() == 3 && ctx.ArgIs(2, "DEBUG");
  State().catalog.Settle(ctx);
  Result<OpenSeries> opened = OpenForRead(ctx, ctx.ArgString(1));
  if (!opened) return opened.error();
  const Series& series = **opened;
  const SeriesOptions& options = series.options();
  const bool compressed = options.encoding == Encoding::kCompressed;
  InfoReply info(ctx, debug);
  info.Integer("totalSamples", series.total_samples());
  info.Integer("memoryUsage", series.MemoryBytes());
  info.Integer("firstTimestamp", series.chunks().front().first_timestamp());
  info.Integer("lastTimestamp", series.last_timestamp());
  info.Integer("retentionTime", options.retention_ms);
  info.Integer("chunkCount", series.chunks().size());
  info.Integer("chunkSize", options.chunk_bytes);
  info.Word("chunkType", compressed ? "compressed" : "uncompressed");
  info.Word("duplicatePolicy", PolicyName(options.policy));
  info.Labels("labels", options);
  info.Text("sourceKey", series.source_key());
  info.Rules("rules", series.rules());
  info.Integer("ignoreMaxTimeDiff", options.ignore_max_time_diff);
  info.Number("ignoreMaxValDiff", options.ignore_max_value_diff);
  if (debug) {
    info.Text("keySelfName", ctx.Arg(1));
    info.Chunks("Chunks", series.chunks());
  }
  return Status::Ok();
}

constexpr Command kReadCommands[] = {
    {.name = "ts.get",
     .arity = -2,
     .handler = TsGet,
     .flags = kReadonly | kFast,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "The newest sample of a series.",
     .since = "1.0.0"},
    {.name = "ts.range",
     .arity = -4,
     .handler = TsRange,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "The samples between two timestamps, or aggregated ones.",
     .since = "1.0.0"},
    {.name = "ts.revrange",
     .arity = -4,
     .handler = TsRevRange,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "As TS.RANGE, the newest first.",
     .since = "1.4.0"},
    {.name = "ts.info",
     .arity = -2,
     .handler = TsInfo,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAclCategory,
     .summary = "Settings, labels, rules and size of a series.",
     .since = "1.0.0"},
};

}  // namespace

void AddReadCommands(Registrar& registrar) {
  registrar.Add<kReadCommands>();
}

}  // namespace trellis::timeseries
