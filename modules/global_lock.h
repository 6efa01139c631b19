// Who has the keyspace: the main thread, except while its event loop sleeps, or one module thread.
//
// First come, first served, the main thread too: a busy loop can't starve module threads, nor they
// it. As long as no module thread has ever asked, the main thread's share costs one load per
// turn of the loop: it keeps the lock while it sleeps, and the first who asks wakes it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace trellis {

class GlobalLock {
 public:
  // Ends the main loop's sleep; to be set before any thread asks.
  void set_wake(std::function<void()> wake) { wake_ = std::move(wake); }

  // Module threads.
  void Lock();
  bool TryLock();
  void Unlock();

  // The main thread, around its sleep; it starts out as the holder.
  void ReleaseForSleep();
  void AcquireAfterSleep();

 private:
  void Announce();
  void Wait(std::unique_lock<std::mutex>& hold);

  std::mutex mutex_;
  std::condition_variable turn_;
  uint64_t next_ticket_ = 1;
  uint64_t serving_ = 0;  // ticket 0 is the main thread's first turn
  std::atomic<bool> wanted_{false};
  bool main_released_ = false;  // main thread only
  std::function<void()> wake_;
};

}  // namespace trellis
