#include "modules/loop_watches.h"

#include <utility>
#include <vector>

namespace trellis {

uint32_t LoopWatches::Watchers::Interest() const {
  return (readable.callback != nullptr ? EventLoop::kReadable : 0U) |
         (writable.callback != nullptr ? EventLoop::kWritable : 0U);
}

void LoopWatches::Watch(int fd, int mask, RedisModuleEventLoopFunc callback, void* data) {
  const auto [place, fresh] = watched_.try_emplace(fd);
  Watchers& watchers = place->second;
  if ((mask & REDISMODULE_EVENTLOOP_READABLE) != 0) watchers.readable = {callback, data};
  if ((mask & REDISMODULE_EVENTLOOP_WRITABLE) != 0) watchers.writable = {callback, data};
  if (fresh) {
    loop_.Add(fd, watchers.Interest(), [this, fd](uint32_t ready) { Ready(fd, ready); });
  } else {
    loop_.SetInterest(fd, watchers.Interest());
  }
}

void LoopWatches::Forget(int fd, int mask) {
  const auto place = watched_.find(fd);
  if (place == watched_.end()) return;
  Watchers& watchers = place->second;
  if ((mask & REDISMODULE_EVENTLOOP_READABLE) != 0) watchers.readable = {};
  if ((mask & REDISMODULE_EVENTLOOP_WRITABLE) != 0) watchers.writable = {};
  if (const uint32_t interest = watchers.Interest(); interest != 0) {
    loop_.SetInterest(fd, interest);
    return;
  }
  watched_.erase(place);
  loop_.Remove(fd);
}

void LoopWatches::ForgetCode(const IsGone& is_gone) {
  const auto mask_of = [&](const Watcher& watcher, int mask) {
    const bool gone =
        watcher.callback != nullptr && is_gone(reinterpret_cast<const void*>(watcher.callback));
    return gone ? mask : 0;
  };
  std::vector<std::pair<int, int>> going;
  for (const auto& [fd, watchers] : watched_) {
    const int mask = mask_of(watchers.readable, REDISMODULE_EVENTLOOP_READABLE) |
                     mask_of(watchers.writable, REDISMODULE_EVENTLOOP_WRITABLE);
    if (mask != 0) going.emplace_back(fd, mask);
  }
  for (const auto& [fd, mask] : going)
    Forget(fd, mask);
}

void LoopWatches::Ready(int fd, uint32_t ready) {
  // Each callback may forget the descriptor.
  const auto call = [&](uint32_t kind, int mask, Watcher Watchers::*which) {
    const auto place = watched_.find(fd);
    if ((ready & kind) == 0 || place == watched_.end()) return;
    const Watcher watcher = place->second.*which;
    if (watcher.callback != nullptr) watcher.callback(fd, watcher.data, mask);
  };
  call(EventLoop::kReadable, REDISMODULE_EVENTLOOP_READABLE, &Watchers::readable);
  call(EventLoop::kWritable, REDISMODULE_EVENTLOOP_WRITABLE, &Watchers::writable);
}

}  // namespace trellis
