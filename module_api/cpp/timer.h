// Work for later, on the main thread: after a time, or as soon as it is free.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/redismodule.h"

namespace trellis {

using TimerTask = std::function<void(Context& ctx)>;

// Runs `task` once, after about `delay_ms`. A pending timer keeps its module from being unloaded.
inline RedisModuleTimerID RunAfter(Context& ctx, mstime_t delay_ms, TimerTask task) {
  const auto run = [](RedisModuleCtx* raw, void* data) {
    const std::unique_ptr<TimerTask> owned(static_cast<TimerTask*>(data));
    Guarded([&] {
      Context timer_ctx(raw);
      (*owned)(timer_ctx);
    });
  };
  return RedisModule_CreateTimer(ctx.get(), delay_ms, run, new TimerTask(std::move(task)));
}
// False if it has run or was cancelled.
inline bool CancelTimer(Context& ctx, RedisModuleTimerID id) {
  void* data = nullptr;
  if (RedisModule_StopTimer(ctx.get(), id, &data) != REDISMODULE_OK) return false;
  delete static_cast<TimerTask*>(data);
  return true;
}

// Any thread, without the lock: runs `task` in the next turn of the event loop.
inline void RunOnMainThread(std::function<void()> task) {
  using Task = std::function<void()>;
  const auto run = [](void* data) {
    const std::unique_ptr<Task> owned(static_cast<Task*>(data));
    Guarded([&] { (*owned)(); });
  };
  RedisModule_EventLoopAddOneShot(run, new Task(std::move(task)));
}

}  // namespace trellis
