#include "modules/server_events.h"

#include <algorithm>
#include <array>

#include "modules/module_context.h"

namespace trellis {
namespace {

// Subevents of each event, in the order of their numbers.
constexpr std::array<uint64_t, _REDISMODULE_EVENT_NEXT> kSubevents = {
    _REDISMODULE_EVENT_REPLROLECHANGED_NEXT,     _REDISMODULE_SUBEVENT_PERSISTENCE_NEXT,
    _REDISMODULE_SUBEVENT_FLUSHDB_NEXT,          _REDISMODULE_SUBEVENT_LOADING_NEXT,
    _REDISMODULE_SUBEVENT_CLIENT_CHANGE_NEXT,    _REDISMODULE_SUBEVENT_SHUTDOWN_NEXT,
    _REDISMODULE_SUBEVENT_REPLICA_CHANGE_NEXT,   _REDISMODULE_SUBEVENT_MASTER_NEXT,
    _REDISMODULE_SUBEVENT_CRON_LOOP_NEXT,        _REDISMODULE_SUBEVENT_MODULE_NEXT,
    _REDISMODULE_SUBEVENT_LOADING_PROGRESS_NEXT, _REDISMODULE_SUBEVENT_SWAPDB_NEXT,
    _REDISMODULE_SUBEVENT_REPL_BACKUP_NEXT,      _REDISMODULE_SUBEVENT_FORK_CHILD_NEXT,
    _REDISMODULE_SUBEVENT_REPL_ASYNC_LOAD_NEXT,  _REDISMODULE_SUBEVENT_EVENTLOOP_NEXT,
    _REDISMODULE_SUBEVENT_CONFIG_NEXT,           _REDISMODULE_SUBEVENT_KEY_NEXT,
};

}  // namespace

uint64_t ServerEvents::KnownVersion(uint64_t event) {
  return event < _REDISMODULE_EVENT_NEXT ? 1 : 0;
}

bool ServerEvents::Knows(uint64_t event, uint64_t subevent) {
  return event < kSubevents.size() && subevent < kSubevents[event];
}

void ServerEvents::Erase(const Module& module, uint64_t event) {
  std::erase_if(listeners_, [&](const Listener& listener) {
    return listener.module == &module && listener.event == event;
  });
}

void ServerEvents::Recount() {
  heard_ = 0;
  for (const Listener& listener : listeners_)
    heard_ |= uint64_t{1} << listener.event;
}

void ServerEvents::Subscribe(Module& module, uint64_t event, RedisModuleEventCallback callback) {
  Erase(module, event);
  if (callback != nullptr) listeners_.push_back({&module, event, callback});
  Recount();
}

void ServerEvents::Unsubscribe(const Module& module) {
  std::erase_if(listeners_, [&](const Listener& listener) { return listener.module == &module; });
  Recount();
}

void ServerEvents::Fire(uint64_t event, uint64_t subevent, void* data, const Module* about) {
  if (!HasListeners(event)) return;
  // By index: a callback may subscribe, or end its own subscription.
  for (size_t i = 0; i < listeners_.size(); ++i) {
    const Listener listener = listeners_[i];
    if (listener.event != event || listener.running || listener.module == about) continue;
    Call(listener, subevent, data);
  }
}

// A copy's callback is called: the listener may end its own subscription.
void ServerEvents::Call(const Listener& listener, uint64_t subevent, void* data) {
  const auto mark = [&](bool running) {
    for (Listener& each : listeners_) {
      if (each.module == listener.module && each.event == listener.event) each.running = running;
    }
  };
  mark(true);
  {
    ContextScope context(*listener.module, 0);
    listener.callback(context.get(), {listener.event, 1}, subevent, data);
  }
  mark(false);
}

void ServerEvents::Tell(const Module& module, uint64_t event, uint64_t subevent) {
  const auto found = std::find_if(listeners_.begin(), listeners_.end(), [&](const auto& listener) {
    return listener.module == &module && listener.event == event;
  });
  if (found == listeners_.end()) return;
  const Listener listener = *found;
  Call(listener, subevent, nullptr);
}

}  // namespace trellis
