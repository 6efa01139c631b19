// Timers that modules have set: each runs once, on behalf of its module, in the database in which it was
// set. A pending timer keeps its module from being unloaded.
// Threads: whoever has the keyspace.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "core/net/event_loop.h"
#include "modules/api_table.h"
#include "modules/module.h"

namespace trellis {

class ModuleTimers {
 public:
  explicit ModuleTimers(EventLoop& loop) : loop_(loop) {}

  RedisModuleTimerID Set(Module& module, int db, int64_t delay_ms, RedisModuleTimerProc callback,
                         void* data);
  // The data of a timer that won't run any more; nullopt if the module has no such timer pending.
  std::optional<void*> Stop(const Module& module, RedisModuleTimerID id);
  void StopAll(const Module& module);

  struct Remaining {
    int64_t ms;
    void* data;
  };
  [[nodiscard]] std::optional<Remaining> Find(const Module& module, RedisModuleTimerID id) const;

 private:
  struct Timer {
    Module* module;
    int db;
    int64_t due_us;  // monotonic
    RedisModuleTimerProc callback;
    void* data;
    EventLoop::TimerId in_loop;
  };
  using Timers = std::unordered_map<RedisModuleTimerID, Timer>;

  void Run(RedisModuleTimerID id);
  [[nodiscard]] Timers::const_iterator Own(const Module& module, RedisModuleTimerID id) const;
  void Erase(Timers::const_iterator timer);

  EventLoop& loop_;
  Timers timers_;
  RedisModuleTimerID next_ = 1;
};

}  // namespace trellis
