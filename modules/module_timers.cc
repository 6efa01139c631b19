#include "modules/module_timers.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/dispatch/dispatch.h"
#include "modules/host.h"
#include "modules/module_context.h"

namespace trellis {

RedisModuleTimerID ModuleTimers::Set(Module& module, int db, int64_t delay_ms,
                                     RedisModuleTimerProc callback, void* data) {
  const RedisModuleTimerID id = next_++;
  if (module.timers == 0 && module.loading) {
    module.undo.emplace_back([this, &module] { StopAll(module); });
  }
  ++module.timers;
  const EventLoop::TimerId in_loop = loop_.AddTimer(delay_ms, [this, id] { Run(id); });
  timers_[id] = {&module, db, clock::MonotonicUs() + delay_ms * 1000, callback, data, in_loop};
  // The loop may be asleep, if a thread that holds the lock has set the timer.
  loop_.Wake();
  return id;
}

void ModuleTimers::Run(RedisModuleTimerID id) {
  const auto found = timers_.find(id);
  const Timer timer = found->second;
  timers_.erase(found);
  --timer.module->timers;
  Dispatcher& dispatcher = *Host().services().dispatcher;
  dispatcher.BeginStretch();
  {
    ContextScope context(*timer.module, timer.db);
    timer.callback(context.get(), timer.data);
  }
  dispatcher.EndStretch();
}

ModuleTimers::Timers::const_iterator ModuleTimers::Own(const Module& module,
                                                       RedisModuleTimerID id) const {
  const auto found = timers_.find(id);
  return found != timers_.end() && found->second.module == &module ? found : timers_.end();
}

void ModuleTimers::Erase(Timers::const_iterator timer) {
  loop_.RemoveTimer(timer->second.in_loop);
  --timer->second.module->timers;
  timers_.erase(timer);
}

std::optional<void*> ModuleTimers::Stop(const Module& module, RedisModuleTimerID id) {
  const auto timer = Own(module, id);
  if (timer == timers_.end()) return std::nullopt;
  void* data = timer->second.data;
  Erase(timer);
  return data;
}

void ModuleTimers::StopAll(const Module& module) {
  for (auto next = timers_.cbegin(); next != timers_.cend();) {
    const auto timer = next++;
    if (timer->second.module == &module) Erase(timer);
  }
}

std::optional<ModuleTimers::Remaining> ModuleTimers::Find(const Module& module,
                                                          RedisModuleTimerID id) const {
  const auto timer = Own(module, id);
  if (timer == timers_.end()) return std::nullopt;
  const int64_t left_us = timer->second.due_us - clock::MonotonicUs();
  return Remaining{std::max<int64_t>(left_us, 0) / 1000, timer->second.data};
}

}  // namespace trellis
