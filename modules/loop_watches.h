// Descriptors that modules watch in the server's event loop. A descriptor has one callback for reading and
// one for writing.
// Threads: whoever has the keyspace.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "core/net/event_loop.h"
#include "modules/api_table.h"

namespace trellis {

class LoopWatches {
 public:
  explicit LoopWatches(EventLoop& loop) : loop_(loop) {}

  // `mask`: REDISMODULE_EVENTLOOP_...; what is watched already gets another callback.
  void Watch(int fd, int mask, RedisModuleEventLoopFunc callback, void* data);
  void Forget(int fd, int mask);
  // Forgets the callbacks that are code of a module that goes away.
  using IsGone = std::function<bool(const void* code)>;
  void ForgetCode(const IsGone& is_gone);

 private:
  struct Watcher {
    RedisModuleEventLoopFunc callback = nullptr;
    void* data = nullptr;
  };
  struct Watchers {
    Watcher readable;
    Watcher writable;
    [[nodiscard]] uint32_t Interest() const;
  };
  void Ready(int fd, uint32_t ready);

  EventLoop& loop_;
  std::unordered_map<int, Watchers> watched_;
};

}  // namespace trellis
