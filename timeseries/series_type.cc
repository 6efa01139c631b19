#include "timeseries/series_type.h"

#include <bit>
#include <string_view>

#include "module_api/cpp/blocking.h"

#include "timeseries/module_state.h"
#include "timeseries/series_rdb.h"

namespace trellis::timeseries {
namespace {

// Whether a whole database is being saved, or a single value by DUMP. Set in the process that saves.
bool saving_database = false;
// Whether a series was loaded since the last `loaded` event: spares opening all keys of other types.
bool series_was_loaded = false;

void Save(Writer& writer, const Series& series) {
  const RedisModuleString* key = RedisModule_GetKeyNameFromIO(writer.get());
  SaveSeries(writer, key ? View(key) : std::string_view(), series, saving_database);
}

std::unique_ptr<Series> Load(Reader& reader, int encoding) {
  series_was_loaded = true;
  return LoadSeries(reader, encoding);
}

// As RESTORE with what DUMP gives: that is compact, and keeps the samples' bits. The stream's own
// context belongs to no database, so one that can select is made.
void Rewrite(AofWriter& aof, RedisModuleString* key, const Series& /*series*/) {
  const ThreadSafeContext own(RedisModule_GetContextFromIO(aof.get()));
  Context ctx(own.get());
  ctx.SelectDb(RedisModule_GetDbIdFromIO(aof.get()));
  const CallReply payload = ctx.Call("DUMP", key);
  aof.Emit("RESTORE", key, 0, payload.text());
}

void AddDigest(Digest& digest, const Series& series) {
  const SeriesOptions& options = series.options();
  digest.Add(static_cast<long long>(options.retention_ms));
  digest.Add(static_cast<long long>(options.policy));
  for (const auto& [name, value] : options.labels.All()) {
    digest.Add(name);
    digest.Add(value);
  }
  digest.EndSequence();
  series.Visit(0, kMaxTimestamp, [&digest](Sample sample) {
    digest.Add(static_cast<long long>(sample.timestamp));
    digest.Add(std::bit_cast<long long>(sample.value));
    digest.EndSequence();
    return true;
  });
}

// Values saved here must load for ever: see series_rdb.h.
constexpr Type<Series> kSeriesType = {
    .name = "TSDB-TYPE",
    .encoding = kSeriesEncoding,
    .save = Save,
    .load = Load,
    .rewrite = Rewrite,
    .memory_bytes = [](const Series& series) { return series.MemoryBytes(); },
    .free_effort = [](const Series& series) { return series.chunks().size(); },
    .digest = AddDigest,
    .unlink = [](std::string_view key,
                 const Series& series) { State().catalog.Leave(key, series); },
};

// The series at a key that an event names. By its bytes: Redis's `loaded` event names a key by a
// string on its stack, which OpenKey can't keep.
Series* SeriesAt(Context& ctx, RedisModuleString* key) {
  const auto series = ctx.OpenRead(View(key), REDISMODULE_OPEN_KEY_NOTOUCH).Get<Series>();
  return series ? *series : nullptr;
}

void OnLoadedKey(Context& ctx, RedisModuleString* key) {
  if (!series_was_loaded) return;
  series_was_loaded = false;
  if (const Series* series = SeriesAt(ctx, key)) {
    State().catalog.Enter(ctx.selected_db(), View(key), *series);
  }
}

void OnGenericEvent(Context& ctx, std::string_view name, RedisModuleString* key) {
  Catalog& catalog = State().catalog;
  if (name == "rename_from") {
    catalog.RenamedFrom(View(key));
    return;
  }
  const bool arrived = name == "restore" || name == "copy_to" || name == "move_to";
  const bool renamed = name == "rename_to";
  if (!arrived && !renamed) {
    catalog.Settle(ctx);
    return;
  }
  Series* series = SeriesAt(ctx, key);
  if (series && renamed) catalog.RenamedTo(ctx, key, *series);
  catalog.Settle(ctx);
  if (!series) return;
  // A value that comes from elsewhere takes part in no compaction here; an AOF without RDB preamble
  // is the whole database again.
  if (arrived && (ctx.flags() & REDISMODULE_CTX_FLAGS_LOADING) == 0) series->DropLinks();
  catalog.Enter(ctx.selected_db(), View(key), *series);
}

void OnKeyEvent(Context& ctx, const KeyspaceEvent& event) {
  if (event.kind == REDISMODULE_NOTIFY_LOADED) {
    OnLoadedKey(ctx, event.key);
  } else {
    OnGenericEvent(ctx, event.name, event.key);
  }
}

void OnFlush(Context& /*ctx*/, uint64_t subevent, void* data) {
  if (subevent != REDISMODULE_SUBEVENT_FLUSHDB_END) return;
  State().catalog.Flush(static_cast<const RedisModuleFlushInfo*>(data)->dbnum);
}

void OnSwap(Context& /*ctx*/, uint64_t /*subevent*/, void* data) {
  const auto* swapped = static_cast<const RedisModuleSwapDbInfo*>(data);
  State().catalog.Swap(swapped->dbnum_first, swapped->dbnum_second);
}

void OnPersistence(Context& /*ctx*/, uint64_t subevent, void* /*data*/) {
  saving_database = subevent != REDISMODULE_SUBEVENT_PERSISTENCE_ENDED &&
                    subevent != REDISMODULE_SUBEVENT_PERSISTENCE_FAILED;
}

}  // namespace

void RegisterSeriesType(Registrar& registrar) {
  registrar.Add<kSeriesType>();
  registrar.OnKeyspaceEvent<OnKeyEvent>(REDISMODULE_NOTIFY_GENERIC | REDISMODULE_NOTIFY_LOADED);
  registrar.OnServerEvent<OnFlush>(RedisModuleEvent_FlushDB);
  registrar.OnServerEvent<OnSwap>(RedisModuleEvent_SwapDB);
  registrar.OnServerEvent<OnPersistence>(RedisModuleEvent_Persistence);
}

}  // namespace trellis::timeseries
