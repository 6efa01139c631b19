#include "core/keyspace/lazy_free.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/memory_usage.h"
#include "core/base/small_blocks.h"
#include "core/keyspace/type_ops.h"

namespace trellis::lazy_free {
namespace {

std::atomic<uint64_t> g_pending{0};
std::atomic<uint64_t> g_freed{0};

class Worker {
 public:
  void Add(std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (!started_) {
      // Never joined: it holds nothing that a process leaving must give back.
      std::thread([this] { Run(); }).detach();
      started_ = true;
    }
    wake_.notify_one();
  }

 private:
  void Run() {
    pthread_setname_np(pthread_self(), "lazy_free");
    small_blocks::DetachThread();
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return !jobs_.empty(); });
      std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      const bool idle = jobs_.empty();
      lock.unlock();
      job();
      job = nullptr;
      if (idle) ReleaseThreadCache();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool started_ = false;
};

Worker& TheWorker() {
  static Worker* const the_worker = new Worker;  // outlives static destruction: the thread uses it
  return *the_worker;
}

}  // namespace

void Free(Entry* entry, const Database& from) {
  if (entry->type() == kStringType ||
      types::Of(*entry).FreeEffortIn(from.index(), *entry) <= kThreshold) {
    from.DropEntry(entry);
    return;
  }
  const TypeOps& ops = types::Of(*entry);
  ops.Unlinked(*entry, from.index());
  const uint64_t slot = entry->slot();
  Entry::Free(entry);
  g_pending.fetch_add(1);
  TheWorker().Add([&ops, slot] {
    ops.Free(slot);
    g_pending.fetch_sub(1);
    g_freed.fetch_add(1);
  });
}

void Free(Database database) {
  const size_t count = database.size();
  if (count == 0) return;
  g_pending.fetch_add(count);
  TheWorker().Add([owned = std::make_shared<Database>(std::move(database)), count] {
    owned->Clear();
    g_pending.fetch_sub(count);
    g_freed.fetch_add(count);
  });
}

void Drain() {
  if (Pending() == 0) return;
  // Shared: the worker is still inside set_value when the wait ends.
  auto reached = std::make_shared<std::promise<void>>();
  TheWorker().Add([reached] { reached->set_value(); });
  reached->get_future().wait();
}

uint64_t Pending() {
  return g_pending.load();
}
uint64_t Freed() {
  return g_freed.load();
}
void ResetFreed() {
  g_freed.store(0);
}

}  // namespace trellis::lazy_free
