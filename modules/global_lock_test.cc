#include "modules/global_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace trellis {
namespace {

TEST(GlobalLock, AThreadGetsItsTurnOnlyWhileTheMainThreadSleeps) {
  GlobalLock lock;
  std::atomic<bool> woken{false};
  lock.set_wake([&] { woken = true; });
  std::atomic<bool> inside{false};
  std::thread thread([&] {
    lock.Lock();
    inside = true;
    lock.Unlock();
  });
  while (!woken)
    std::this_thread::yield();
  EXPECT_FALSE(inside);
  lock.ReleaseForSleep();
  thread.join();
  EXPECT_TRUE(inside);
  lock.AcquireAfterSleep();
}

TEST(GlobalLock, OneHolderAtATimeAmongManyThreads) {
  GlobalLock lock;
  lock.set_wake([] {});
  int64_t counter = 0;  // guarded by the lock alone
  constexpr int kRounds = 200;
  std::atomic<int> left{4};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        lock.Lock();
        ++counter;
        lock.Unlock();
      }
      --left;
    });
  }
  while (left > 0) {
    ++counter;
    --counter;
    lock.ReleaseForSleep();
    lock.AcquireAfterSleep();
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(counter, 4 * kRounds);
}

TEST(GlobalLock, TryLockNeverWaits) {
  GlobalLock lock;
  lock.set_wake([] {});
  EXPECT_FALSE(lock.TryLock());  // the main thread has it
  lock.ReleaseForSleep();
  EXPECT_TRUE(lock.TryLock());
  EXPECT_FALSE(lock.TryLock());
  lock.Unlock();
  lock.AcquireAfterSleep();
}

}  // namespace
}  // namespace trellis
