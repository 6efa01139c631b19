#include "timeseries/series_keys.h"

#include <memory>
#include <utility>

#include "timeseries/module_state.h"

namespace trellis::timeseries {
namespace {

Result<OpenSeries> Opened(Key key) {
  Result<Series*> series = key.Get<Series>();
  if (!series) return Status::Constant(errors::kWrongType);
  if (*series == nullptr) return Status::Constant(errors::kNoSuchKey);
  return OpenSeries{std::move(key), *series};
}

}  // namespace

std::vector<std::string_view> WordsFrom(const CommandContext& ctx, size_t first) {
  std::vector<std::string_view> words;
  words.reserve(ctx.argc());
  for (size_t i = first; i < ctx.argc(); ++i) {
    words.push_back(ctx.Arg(i));
  }
  return words;
}

Status Refuse(CommandContext& ctx, ErrorText error) {
  if (error == errors::kWrongArity) return ctx.WrongArity();
  return Status::Constant(error);
}

Result<OpenSeries> OpenForRead(Context& ctx, RedisModuleString* name) {
  return Opened(ctx.OpenRead(name));
}

Result<OpenSeries> OpenForWrite(Context& ctx, RedisModuleString* name) {
  return Opened(ctx.OpenWrite(name));
}

Series* Store(Context& ctx, Key& key, RedisModuleString* name, SeriesOptions options) {
  Series* series = key.Set(std::make_unique<Series>(std::move(options)));
  State().catalog.Enter(ctx.selected_db(), View(name), *series);
  return series;
}

std::optional<Sample> LatestBucket(Context& ctx, std::string_view name, const Series& series) {
  if (series.source_key().empty()) return std::nullopt;
  const auto source = ctx.OpenRead(series.source_key(), REDISMODULE_OPEN_KEY_NOTOUCH).Get<Series>();
  if (!source || *source == nullptr) return std::nullopt;
  for (const CompactionRule& rule : (*source)->rules()) {
    if (rule.destination == name) return rule.OpenSample();
  }
  return std::nullopt;
}

std::optional<Sample> NewestSample(Context& ctx, std::string_view name, const Series& series,
                                   bool latest) {
  std::optional<Sample> newest;
  if (series.total_samples() > 0) newest = Sample{series.last_timestamp(), series.last_value()};
  const std::optional<Sample> open = latest ? LatestBucket(ctx, name, series) : std::nullopt;
  return open && (!newest || open->timestamp > newest->timestamp) ? open : newest;
}

}  // namespace trellis::timeseries
