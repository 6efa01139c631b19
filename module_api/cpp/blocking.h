// Clients that wait for their reply while another thread makes it, and the server seen from such a thread.
//
//   Status Slow(CommandContext& ctx) {                        // on the main thread
//     BlockedClient<Answer> client = Block<Answer, ReplyWithAnswer, ReplyWithTimeout>(ctx, 1000);
//     pool.Run([client = std::move(client)]() mutable {       // on a worker
//       client.Unblock(std::make_unique<Answer>(Think()));
//     });
//     return Status::Ok();
//   }
//   Status ReplyWithAnswer(CommandContext& ctx) {             // on the main thread again
//     const Answer* answer = ctx.BlockedData<Answer>();
//     ...
//
// Where a client can't wait (CommandContext::may_block), answer at once instead.
#pragma once

#include <memory>
#include <utility>

#include "module_api/cpp/command.h"
#include "module_api/redismodule.h"

namespace trellis {

// A waiting client; may be moved to and unblocked from any thread, without the lock. A client that is
// dropped without being unblocked is unblocked with no data, which its reply handler must expect.
template <typename Data>
class BlockedClient {
 public:
  explicit BlockedClient(RedisModuleBlockedClient* client) : client_(client) {}
  BlockedClient(BlockedClient&& other) noexcept : client_(std::exchange(other.client_, nullptr)) {}
  BlockedClient& operator=(BlockedClient&& other) noexcept {
    std::swap(client_, other.client_);
    return *this;
  }
  ~BlockedClient() {
    if (client_ != nullptr) Unblock(nullptr);
  }

  void Unblock(std::unique_ptr<Data> data) {
    RedisModule_UnblockClient(std::exchange(client_, nullptr), data.release());
  }
  // Counts the time between the two calls as the command's, in SLOWLOG and the statistics.
  void MeasureTimeStart() { RedisModule_BlockedClientMeasureTimeStart(client_); }
  void MeasureTimeEnd() { RedisModule_BlockedClientMeasureTimeEnd(client_); }
  [[nodiscard]] RedisModuleBlockedClient* get() const { return client_; }

 private:
  RedisModuleBlockedClient* client_;
};

template <Handler kHandler>
int RunWhenUnblocked(RedisModuleCtx* raw, RedisModuleString** argv, int argc) noexcept {
  CommandContext ctx(raw, argv, argc);
  ctx.Finish(Caught<Status>([&] { return kHandler(ctx); }));
  return REDISMODULE_OK;
}

// Makes the client of `ctx` wait: the reply comes from kReply once it is unblocked, or from kTimeout after
// timeout_ms (0: never). Only where ctx.may_block().
template <typename Data, Handler kReply, Handler kTimeout>
BlockedClient<Data> Block(CommandContext& ctx, long long timeout_ms) {
  ctx.ReplyElsewhere();
  const auto free_data = [](RedisModuleCtx* /*ctx*/, void* data) {
    delete static_cast<Data*>(data);
  };
  return BlockedClient<Data>(RedisModule_BlockClient(
      ctx.get(), RunWhenUnblocked<kReply>, RunWhenUnblocked<kTimeout>, free_data, timeout_ms));
}

// The server for a thread of the module's own. Without the lock only logging is allowed.
class ThreadSafeContext {
 public:
  // For work that no client waits for; `ctx` tells which module it is.
  explicit ThreadSafeContext(RedisModuleCtx* ctx)
      : ctx_(RedisModule_GetDetachedThreadSafeContext(ctx)) {}
  template <typename Data>
  explicit ThreadSafeContext(const BlockedClient<Data>& client)
      : ctx_(RedisModule_GetThreadSafeContext(client.get())) {}
  ThreadSafeContext(const ThreadSafeContext&) = delete;
  ThreadSafeContext& operator=(const ThreadSafeContext&) = delete;
  ~ThreadSafeContext() { RedisModule_FreeThreadSafeContext(ctx_); }

  [[nodiscard]] RedisModuleCtx* get() const { return ctx_; }

  // The lock, held as long as the object: while it is, this thread may do what the main thread may. Hold
  // it for milliseconds; the server serves nobody meanwhile.
  class [[nodiscard]] Lock : public Context {
   public:
    explicit Lock(ThreadSafeContext& owner) : Context(owner.get()) {
      RedisModule_ThreadSafeContextLock(get());
    }
    ~Lock() { RedisModule_ThreadSafeContextUnlock(get()); }
  };

 private:
  RedisModuleCtx* ctx_;
};

}  // namespace trellis
