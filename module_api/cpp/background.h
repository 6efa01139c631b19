// Answers that take long: the work runs on another thread, the client waits, the server goes on.
//
//   WorkerPool pool(2);
//   Status ReplyWithSum(CommandContext& ctx, const int64_t& sum) { return ctx.reply().Integer(sum); }
//   Status Sum(CommandContext& ctx) {
//     return ReplyLater<ReplyWithSum>(ctx, pool, 5000, [n = ...](const StopToken& stop) -> Result<int64_t> {
//       for (...) if (stop.requested()) return Status::Error("ERR given up");    // nobody waits any more
//       return total;
//     });
//   }
//
// The work gives a value or an error, may throw (that is an error reply), and owns all that it uses: arguments and
// keys of the command are gone when it runs. It must not touch the server; a ThreadSafeContext may (blocking.h).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "module_api/cpp/blocking.h"
#include "module_api/cpp/boundary.h"

namespace trellis {

// Threads that do what they are given, in order. Its destructor waits for all of it. Threads: any.
class WorkerPool {
 public:
  explicit WorkerPool(size_t threads) {
    while (threads_.size() < threads)
      threads_.emplace_back([this] { Work(); });
  }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
      thread.join();
  }

  void Run(std::function<void()> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
  }
  // Waits until nothing is left to do: for tests, and before the module leaves.
  void Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.empty() && busy_ == 0; });
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      busy_++;
      lock.unlock();
      Guarded([&] { job(); });
      lock.lock();
      busy_--;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  size_t busy_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// Says whether to stop: nobody waits any more, for the client is gone, or its time is up. Any thread.
class StopToken {
 public:
  [[nodiscard]] bool requested() const { return requested_->load(std::memory_order_relaxed); }
  void Request() const { requested_->store(true, std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> requested_ = std::make_shared<std::atomic<bool>>(false);
};

// The tokens of clients that wait, by the host's handle: its callbacks are given no more than that.
class StopTokens {
 public:
  static StopTokens& All() {
    static StopTokens tokens;
    return tokens;
  }
  void Add(RedisModuleBlockedClient* client, const StopToken& token) {
    const std::lock_guard lock(mutex_);
    tokens_.insert_or_assign(client, token);
  }
  void Forget(RedisModuleBlockedClient* client) {
    const std::lock_guard lock(mutex_);
    tokens_.erase(client);
  }
  void Request(RedisModuleBlockedClient* client) {
    const std::lock_guard lock(mutex_);
    if (const auto found = tokens_.find(client); found != tokens_.end()) found->second.Request();
  }

 private:
  std::mutex mutex_;
  std::map<RedisModuleBlockedClient*, StopToken> tokens_;
};

inline constexpr ErrorReply kTookTooLong{"ERR the answer took too long"};

inline Status ReplyTookTooLong(CommandContext& /*ctx*/) {
  return kTookTooLong;
}

namespace background {

template <typename Answer>
struct IsResult : std::false_type {
  using Value = Answer;
};
template <typename Inner>
struct IsResult<Result<Inner>> : std::true_type {
  using Value = Inner;
};

template <auto kReply, typename Value>
Status ReplyWith(CommandContext& ctx) {
  const auto* outcome = ctx.BlockedData<Result<Value>>();
  if (outcome == nullptr) return kTookTooLong;  // the pool was destroyed
  return outcome->ok() ? kReply(ctx, **outcome) : outcome->error();
}

template <Handler kTimeout>
Status ReplyTimeout(CommandContext& ctx) {
  StopTokens::All().Request(RedisModule_GetBlockedClientHandle(ctx.get()));
  return kTimeout(ctx);
}

}  // namespace background

// Runs work(const StopToken&) in the pool and replies with kReply(CommandContext&, const Value&) once it is done, on the
// main thread; after timeout_ms (0: never) with kTimeout. Where the client can't wait (MULTI, a script), the work is done at
// once. To be returned by the handler.
template <auto kReply, Handler kTimeout = ReplyTookTooLong, typename Work>
Status ReplyLater(CommandContext& ctx, WorkerPool& pool, long long timeout_ms, Work work) {
  using Value = typename background::IsResult<std::invoke_result_t<Work, const StopToken&>>::Value;
  const StopToken stop;
  if (!ctx.may_block()) {
    const auto outcome = Caught<Result<Value>>([&] { return work(stop); });
    return outcome.ok() ? kReply(ctx, *outcome) : outcome.error();
  }
  auto client = std::make_shared<BlockedClient<Result<Value>>>(
      Block<Result<Value>, background::ReplyWith<kReply, Value>,
            background::ReplyTimeout<kTimeout>>(ctx, timeout_ms));
  StopTokens::All().Add(client->get(), stop);
  RedisModule_SetDisconnectCallback(client->get(),
                                    [](RedisModuleCtx* /*ctx*/, RedisModuleBlockedClient* gone) {
                                      StopTokens::All().Request(gone);
                                    });
  pool.Run([client, stop, work = std::move(work)] {
    client->MeasureTimeStart();
    auto outcome =
        std::make_unique<Result<Value>>(Caught<Result<Value>>([&] { return work(stop); }));
    client->MeasureTimeEnd();
    StopTokens::All().Forget(client->get());
    client->Unblock(std::move(outcome));
  });
  return Status::Ok();
}

}  // namespace trellis
