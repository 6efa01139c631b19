// Opening the keys that hold series, with RedisTimeSeries' error texts.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "module_api/cpp/command.h"
#include "module_api/cpp/key.h"

#include "timeseries/arguments.h"
#include "timeseries/errors.h"
#include "timeseries/series.h"

namespace trellis::timeseries {

// The command's words from `first` on.
std::vector<std::string_view> WordsFrom(const CommandContext& ctx, size_t first);

// Replies with an error of the parsers; the host's own text where the number of words is wrong.
Status Refuse(CommandContext& ctx, ErrorText error);

// A series and the handle that holds its key open: destroying one opened for writing tells WATCH and
// client tracking.
struct OpenSeries {
  Key key;
  Series* series;
  Series* operator->() const { return series; }
  Series& operator*() const { return *series; }
};

// kNoSuchKey or kWrongType where there is no series.
Result<OpenSeries> OpenForRead(Context& ctx, RedisModuleString* name);
Result<OpenSeries> OpenForWrite(Context& ctx, RedisModuleString* name);

// Stores a new series at an empty key open for writing, and enters it into the catalog.
Series* Store(Context& ctx, Key& key, RedisModuleString* name, SeriesOptions options);

// The open bucket of the compaction that this series, at `name`, is the destination of: what LATEST
// adds to it.
std::optional<Sample> LatestBucket(Context& ctx, std::string_view name, const Series& series);

// The newest sample; with `latest` the open bucket, if it is newer.
std::optional<Sample> NewestSample(Context& ctx, std::string_view name, const Series& series,
                                   bool latest);

}  // namespace trellis::timeseries
