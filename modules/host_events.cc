// What the server tells its extension, told on to modules as the ABI's server events.
#include <algorithm>
#include <csignal>
#include <vector>

#include "core/config/config.h"
#include "modules/client_info.h"
#include "modules/host.h"

namespace trellis {
namespace {

constexpr int kCronHz = 10;

struct EventNumbers {
  uint64_t event;
  uint64_t subevent;
};

EventNumbers NumbersOf(ServerEvent event) {
  switch (event) {
    case ServerEvent::kSaveStarted:
      return {REDISMODULE_EVENT_PERSISTENCE, REDISMODULE_SUBEVENT_PERSISTENCE_SYNC_RDB_START};
    case ServerEvent::kChildSaveStarted:
      return {REDISMODULE_EVENT_PERSISTENCE, REDISMODULE_SUBEVENT_PERSISTENCE_RDB_START};
    case ServerEvent::kSaveEnded:
      return {REDISMODULE_EVENT_PERSISTENCE, REDISMODULE_SUBEVENT_PERSISTENCE_ENDED};
    case ServerEvent::kSaveFailed:
      return {REDISMODULE_EVENT_PERSISTENCE, REDISMODULE_SUBEVENT_PERSISTENCE_FAILED};
    case ServerEvent::kLoadStarted:
      return {REDISMODULE_EVENT_LOADING, REDISMODULE_SUBEVENT_LOADING_RDB_START};
    case ServerEvent::kLoadEnded:
      return {REDISMODULE_EVENT_LOADING, REDISMODULE_SUBEVENT_LOADING_ENDED};
    case ServerEvent::kLoadFailed:
      return {REDISMODULE_EVENT_LOADING, REDISMODULE_SUBEVENT_LOADING_FAILED};
    case ServerEvent::kChildBorn:
      return {REDISMODULE_EVENT_FORK_CHILD, REDISMODULE_SUBEVENT_FORK_CHILD_BORN};
    case ServerEvent::kChildDied:
      return {REDISMODULE_EVENT_FORK_CHILD, REDISMODULE_SUBEVENT_FORK_CHILD_DIED};
    case ServerEvent::kCron: return {REDISMODULE_EVENT_CRON_LOOP, 0};
    default: return {REDISMODULE_EVENT_SHUTDOWN, 0};
  }
}

}  // namespace

void ModuleHost::Happened(ServerEvent event) {
  const EventNumbers numbers = NumbersOf(event);
  RedisModuleCronLoopV1 cron{REDISMODULE_CRON_LOOP_VERSION, kCronHz};
  server_events_.Fire(numbers.event, numbers.subevent,
                      event == ServerEvent::kCron ? &cron : nullptr);
  // It would go on without a server, and hold what the next one needs.
  if (event == ServerEvent::kShutdown) child_.End(SIGKILL);
}

void ModuleHost::Flushed(int db, bool lazy, bool done) {
  RedisModuleFlushInfoV1 info{REDISMODULE_FLUSHINFO_VERSION, lazy ? 0 : 1, db};
  server_events_.Fire(REDISMODULE_EVENT_FLUSHDB,
                      done ? REDISMODULE_SUBEVENT_FLUSHDB_END : REDISMODULE_SUBEVENT_FLUSHDB_START,
                      &info);
  EntriesMayHaveMoved();
}

void ModuleHost::DatabasesSwapped(int first, int second) {
  RedisModuleSwapDbInfoV1 info{REDISMODULE_SWAPDBINFO_VERSION, first, second};
  server_events_.Fire(REDISMODULE_EVENT_SWAPDB, 0, &info);
  EntriesMayHaveMoved();
}

void ModuleHost::SettingsChanged(std::span<const std::string> names) {
  if (!server_events_.HasListeners(REDISMODULE_EVENT_CONFIG)) return;
  std::vector<const char*> texts(names.size());
  std::transform(names.begin(), names.end(), texts.begin(),
                 [](const std::string& name) { return name.c_str(); });
  RedisModuleConfigChangeV1 change{REDISMODULE_CONFIGCHANGE_VERSION,
                                   static_cast<uint32_t>(texts.size()), texts.data()};
  server_events_.Fire(REDISMODULE_EVENT_CONFIG, REDISMODULE_SUBEVENT_CONFIG_CHANGE, &change);
}

void ModuleHost::TellOfClient(const Client& client, uint64_t subevent) {
  if (!server_events_.HasListeners(REDISMODULE_EVENT_CLIENT_CHANGE)) return;
  RedisModuleClientInfoV1 info = DescribeForModules(client);
  server_events_.Fire(REDISMODULE_EVENT_CLIENT_CHANGE, subevent, &info);
}

void ModuleHost::ClientConnected(Client& client) {
  TellOfClient(client, REDISMODULE_SUBEVENT_CLIENT_CHANGE_CONNECTED);
}

void ModuleHost::ClientClosed(Client& client) {
  TellOfClient(client, REDISMODULE_SUBEVENT_CLIENT_CHANGE_DISCONNECTED);
  blocked_.Disconnected(client);
  authentication_.UserChanged(client);
}

void ModuleHost::TellOfModule(const Module& module, uint64_t subevent) {
  RedisModuleModuleChangeV1 change{REDISMODULE_MODULE_CHANGE_VERSION, module.name.c_str(),
                                   module.version};
  server_events_.Fire(REDISMODULE_EVENT_MODULE_CHANGE, subevent, &change, &module);
}

}  // namespace trellis
