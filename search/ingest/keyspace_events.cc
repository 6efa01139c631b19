#include "search/ingest/keyspace_events.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "module_api/cpp/timer.h"

#include "search/ingest/indexer.h"
#include "search/service.h"

namespace trellis::search {

namespace {

constexpr std::array<std::string_view, 5> kGone = {"del", "expired", "evicted", "rename_from",
                                                   "move_from"};
constexpr std::array<std::string_view, 3> kContentUntouched = {"expire", "persist", "new"};

template <size_t kSize>
bool IsOneOf(std::string_view name, const std::array<std::string_view, kSize>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void ScheduleSweep(Context& ctx);

// Some milliseconds of sweeping; then again, until no index needs it.
void Sweep(Context& ctx) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kSlice = std::chrono::milliseconds(2);
  const auto end = Clock::now() + kSlice;
  bool more = false;
  for (const auto& [name, index] : TheService().registry.indexes()) {
    if (!index->NeedsSweep()) continue;
    bool done = false;
    while (!done && Clock::now() < end)
      done = index->SweepSome();
    more = more || !done;
  }
  if (more) ScheduleSweep(ctx);
}

void ScheduleSweep(Context& ctx) {
  constexpr mstime_t kPauseMs = 20;
  Service& service = TheService();
  if (service.sweep_is_scheduled) return;
  service.sweep_is_scheduled = true;
  RunAfter(ctx, kPauseMs, [](Context& timer_ctx) {
    TheService().sweep_is_scheduled = false;
    Sweep(timer_ctx);
  });
}

void OnKey(Context& ctx, const KeyspaceEvent& event) {
  Service& service = TheService();
  if (service.registry.indexes().empty() || ctx.selected_db() != 0) return;
  const std::string_view name = event.name;
  if (IsOneOf(name, kContentUntouched)) return;
  if (IsOneOf(name, kGone)) {
    ForgetKey(service.registry, View(event.key));
  } else if (event.kind == REDISMODULE_NOTIFY_LOADED) {
    // This name is on Redis's stack while a dump is loaded, and must not be retained, as opening does.
    IndexKeyEverywhere(ctx, service.registry, String(View(event.key)).get());
  } else {
    IndexKeyEverywhere(ctx, service.registry, event.key);
  }
  for (const auto& [index_name, index] : service.registry.indexes()) {
    if (index->NeedsSweep()) ScheduleSweep(ctx);
  }
}

// FLUSHALL, and FLUSHDB of the database with the documents, take the indexes away, as the peer does.
void OnFlush(Context& /*ctx*/, uint64_t subevent, void* data) {
  const auto* flush = static_cast<const RedisModuleFlushInfo*>(data);
  if (subevent != REDISMODULE_SUBEVENT_FLUSHDB_START || flush == nullptr || flush->dbnum > 0)
    return;
  TheService().scan.StopAll();
  TheService().registry.Clear();
}

// A dump brings its own indexes: those from before it go. Its documents are indexed as their keys are loaded; a
// walk afterwards makes sure of those that a host told nothing of.
void OnLoading(Context& ctx, uint64_t subevent, void* /*data*/) {
  Service& service = TheService();
  switch (subevent) {
    case REDISMODULE_SUBEVENT_LOADING_ENDED:
      for (const auto& [name, index] : service.registry.indexes()) {
        service.scan.Start(ctx, *index, false);
      }
      return;
    case REDISMODULE_SUBEVENT_LOADING_FAILED: return;
    default: service.scan.StopAll(); service.registry.Clear();
  }
}

}  // namespace

void SubscribeToEvents(Registrar& registrar) {
  registrar.OnKeyspaceEvent<OnKey>(
      REDISMODULE_NOTIFY_GENERIC | REDISMODULE_NOTIFY_STRING | REDISMODULE_NOTIFY_LIST |
      REDISMODULE_NOTIFY_SET | REDISMODULE_NOTIFY_HASH | REDISMODULE_NOTIFY_ZSET |
      REDISMODULE_NOTIFY_EXPIRED | REDISMODULE_NOTIFY_EVICTED | REDISMODULE_NOTIFY_STREAM |
      REDISMODULE_NOTIFY_MODULE | REDISMODULE_NOTIFY_LOADED);
  registrar.OnServerEvent<OnFlush>(RedisModuleEvent_FlushDB);
  registrar.OnServerEvent<OnLoading>(RedisModuleEvent_Loading);
}

}  // namespace trellis::search
