// Calls of commands that may wait: BLPOP and its kin, or another module's command that is answered later.
//
//   Status Take(CommandContext& ctx) {                     // the client waits with the command
//     return ReplyWithCall(ctx, "BLPOP", ctx.Arg(1), 0);
//   }
//   worker = CallThen(ctx, "!", [](Context& ctx, CallReply job) {   // nobody waits; the module is told
//     ctx.Call("HSET", "jobs", job[1].text(), "taken");
//   }, "BLPOP", "queue", 0);
//
// Needs Redis 7.2 or later, or Trellis.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "module_api/cpp/blocking.h"
#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/redismodule.h"

namespace trellis {

// A call that waits: ended by its destructor, unless it is over by then, or was detached. Lives on the main
// thread, or is destroyed under the lock.
class [[nodiscard]] WaitingCall {
 public:
  // Runs on the main thread, once; the context has no client. What it throws is logged.
  using Then = std::function<void(Context& ctx, CallReply reply)>;

  // No call.
  WaitingCall() : promise_(nullptr) {}
  WaitingCall(CallReply promise, Then then) : promise_(std::move(promise)) {
    RedisModule_CallReplyPromiseSetUnblockHandler(promise_.get(), Over, new Then(std::move(then)));
  }
  WaitingCall(WaitingCall&& other) noexcept = default;
  WaitingCall& operator=(WaitingCall&& other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~WaitingCall() { Abort(); }

  // The command will not do its work, and `then` not run. False if it is too late for that.
  bool Abort() {
    void* then = nullptr;
    const bool aborted = promise_.get() != nullptr &&
                         RedisModule_CallReplyPromiseAbort(promise_.get(), &then) == REDISMODULE_OK;
    promise_ = CallReply(nullptr);
    if (aborted) delete static_cast<Then*>(then);
    return aborted;
  }
  // Lets it go on without this object.
  void Detach() { promise_ = CallReply(nullptr); }

 private:
  static void Over(RedisModuleCtx* raw, RedisModuleCallReply* reply, void* data) noexcept {
    const std::unique_ptr<Then> then(static_cast<Then*>(data));
    CallReply owned(reply);
    Guarded([&] {
      Context ctx(raw);
      (*then)(ctx, std::move(owned));
    });
  }

  CallReply promise_;
};

// Calls a command, with RM_Call's modifiers (as "!"; K and E are added), and `then` with its reply: at once if it
// doesn't wait, an error included, and later if it does.
template <typename... Words>
WaitingCall CallThen(Context& ctx, std::string_view modifiers, WaitingCall::Then then,
                     const char* command, const Words&... each) {
  CallReply reply = ctx.CallWith("KE" + std::string(modifiers), command, each...);
  if (reply.type() == REDISMODULE_REPLY_PROMISE) return {std::move(reply), std::move(then)};
  then(ctx, std::move(reply));
  return {};
}

namespace waiting_call {

inline Status Forward(CommandContext& ctx) {
  const auto* reply = ctx.BlockedData<CallReply>();
  return reply == nullptr ? Status::Error("ERR the call was ended")
                          : ctx.reply().Forward(reply->get());
}

}  // namespace waiting_call

// Replies with what a command replies, now or later, as if the client had called it by itself: it is replicated, and
// ends when the client goes. In MULTI, or where else the client can't wait, the command doesn't either. To be
// returned by the handler.
template <typename... Words>
Status ReplyWithCall(CommandContext& ctx, const char* command, const Words&... each) {
  CallReply reply = ctx.CallWith(ctx.may_block() ? "KE!" : "E!", command, each...);
  if (reply.type() != REDISMODULE_REPLY_PROMISE) return ctx.reply().Forward(reply.get());
  using Client = BlockedClient<CallReply>;
  auto client = std::make_shared<Client>(
      Block<CallReply, waiting_call::Forward, waiting_call::Forward>(ctx, 0));
  RedisModuleBlockedClient* handle = client->get();
  auto call = std::make_unique<WaitingCall>(
      std::move(reply), [client = std::move(client)](Context& /*ctx*/, CallReply done) {
        // From here on there is nothing left to end when the client goes.
        const std::unique_ptr<WaitingCall> over(
            static_cast<WaitingCall*>(RedisModule_BlockClientGetPrivateData(client->get())));
        RedisModule_BlockClientSetPrivateData(client->get(), nullptr);
        client->Unblock(std::make_unique<CallReply>(std::move(done)));
      });
  RedisModule_BlockClientSetPrivateData(handle, call.release());
  RedisModule_SetDisconnectCallback(
      handle, [](RedisModuleCtx* /*ctx*/, RedisModuleBlockedClient* gone) {
        const std::unique_ptr<WaitingCall> ended(
            static_cast<WaitingCall*>(RedisModule_BlockClientGetPrivateData(gone)));
        RedisModule_BlockClientSetPrivateData(gone, nullptr);
      });
  return Status::Ok();
}

}  // namespace trellis
