#include "core/keyspace/lazy_free.h"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/clock.h"
#include "core/base/memory_usage.h"
#include "core/base/small_blocks.h"
#include "core/keyspace/type_ops.h"

namespace trellis::lazy_free {
namespace {

std::atomic<uint64_t> g_pending{0};
std::atomic<uint64_t> g_freed{0};

class Worker {
 public:
  // `values`: how many the job frees.
  void Add(uint64_t values, std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    g_pending.fetch_add(values);
    jobs_.push_back({values, std::move(job)});
    if (!started_) {
      // Never joined: it holds nothing that a process leaving must give back.
      std::thread([this] { Run(); }).detach();
      started_ = true;
    }
    wake_.notify_one();
  }
  void AwaitIdle() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [] { return g_pending.load() == 0; });
  }
  void AwaitIdle(int64_t deadline_us) {
    std::unique_lock lock(mutex_);
    const std::chrono::microseconds left(deadline_us - clock::MonotonicUs());
    done_.wait_for(lock, left, [] { return g_pending.load() == 0; });
  }

 private:
  struct Job {
    uint64_t values;
    std::function<void()> run;
  };

  void Run() {
    pthread_setname_np(pthread_self(), "lazy_free");
    small_blocks::DetachThread();
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return !jobs_.empty(); });
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job.run();
      job.run = nullptr;
      // Before the value counts as freed: who waited for it measures then.
      ReleaseThreadCache();
      lock.lock();
      g_freed.fetch_add(job.values);
      if (g_pending.fetch_sub(job.values) == job.values) done_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::deque<Job> jobs_;
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
  TheWorker().Add(1, [&ops, slot] { ops.Free(slot); });
}

void Free(Database database) {
  const size_t count = database.size();
  if (count == 0) return;
  TheWorker().Add(count,
                  [owned = std::make_shared<Database>(std::move(database))] { owned->Clear(); });
}

void Drain() {
  if (Pending() > 0) TheWorker().AwaitIdle();
}

uint64_t Pending() {
  return g_pending.load();
}
uint64_t Freed() {
  return g_freed.load();
}
void Await(int64_t deadline_us) {
  if (Pending() > 0) TheWorker().AwaitIdle(deadline_us);
}
void ResetFreed() {
  g_freed.store(0);
}

}  // namespace trellis::lazy_free
