#include "modules/global_lock.h"

namespace trellis {

void GlobalLock::Announce() {
  if (wanted_.load(std::memory_order_acquire)) return;
  wanted_.store(true, std::memory_order_release);
  if (wake_) wake_();
}

void GlobalLock::Wait(std::unique_lock<std::mutex>& hold) {
  const uint64_t ticket = next_ticket_++;
  turn_.wait(hold, [&] { return serving_ == ticket; });
}

void GlobalLock::Lock() {
  Announce();
  std::unique_lock hold(mutex_);
  Wait(hold);
}

bool GlobalLock::TryLock() {
  Announce();
  const std::unique_lock hold(mutex_);
  if (serving_ != next_ticket_) return false;
  ++next_ticket_;
  return true;
}

void GlobalLock::Unlock() {
  {
    const std::unique_lock hold(mutex_);
    ++serving_;
  }
  turn_.notify_all();
}

void GlobalLock::ReleaseForSleep() {
  if (!wanted_.load(std::memory_order_acquire)) return;
  main_released_ = true;
  Unlock();
}

void GlobalLock::AcquireAfterSleep() {
  if (!main_released_) return;
  main_released_ = false;
  std::unique_lock hold(mutex_);
  Wait(hold);
}

}  // namespace trellis
