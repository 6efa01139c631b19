// The server, as a callback sees it: reply, open keys, call commands, replicate, notify, log.
#pragma once

#include <cstdint>
#include <string_view>

#include "module_api/cpp/call.h"
#include "module_api/cpp/key.h"
#include "module_api/cpp/log.h"
#include "module_api/cpp/module_string.h"
#include "module_api/cpp/reply.h"
#include "module_api/redismodule.h"

namespace trellis {

// Lives for one callback, on the main thread, or under the lock of a ThreadSafeContext. The words that
// Call and Replicate take are described in call.h.
class Context {
 public:
  explicit Context(RedisModuleCtx* ctx) : ctx_(ctx), reply_(ctx) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  [[nodiscard]] RedisModuleCtx* get() const { return ctx_; }
  Reply& reply() { return reply_; }

  Key OpenRead(RedisModuleString* name, int mode = 0) { return Key::Read(ctx_, name, mode); }
  Key OpenRead(std::string_view name, int mode = 0) { return OpenRead(String(name).get(), mode); }
  Key OpenWrite(RedisModuleString* name) { return Key::Write(ctx_, name); }
  Key OpenWrite(std::string_view name) { return OpenWrite(String(name).get()); }
  bool SelectDb(int index) { return RedisModule_SelectDb(ctx_, index) == REDISMODULE_OK; }
  [[nodiscard]] int selected_db() const { return RedisModule_GetSelectedDb(ctx_); }

  // Runs a command as the user of this context. `Call` never replicates it, `CallAndReplicate` does.
  template <typename... Words>
  CallReply Call(const char* command, const Words&... each) {
    return CallWith("", command, each...);
  }
  template <typename... Words>
  CallReply CallAndReplicate(const char* command, const Words&... each) {
    return CallWith("!", command, each...);
  }
  // With RM_Call's modifiers, as "!EC": see functions.def.
  template <typename... Words>
  CallReply CallWith(std::string_view modifiers, const char* command, const Words&... each) {
    return CallReply(words::Spread(
        [&](const char* format, auto... flat) {
          return RedisModule_Call(ctx_, command, format, flat...);
        },
        modifiers, each...));
  }

  // Sends the command as the client gave it to replicas and the AOF. A command that changed something
  // and calls neither function would be lost there.
  void ReplicateVerbatim() { RedisModule_ReplicateVerbatim(ctx_); }
  // Sends another command instead, or several: those of one callback become one transaction.
  template <typename... Words>
  void Replicate(const char* command, const Words&... each) {
    words::Spread(
        [&](const char* format, auto... flat) {
          return RedisModule_Replicate(ctx_, command, format, flat...);
        },
        "", each...);
  }

  // Tells subscribers, other modules among them, what happened to a key. `event` must be a literal: some
  // modules remember its address. `kind` is one of REDISMODULE_NOTIFY_..., most often MODULE.
  void Notify(int kind, const char* event, RedisModuleString* key) {
    RedisModule_NotifyKeyspaceEvent(ctx_, kind, event, key);
  }
  // For a value that was changed without a key handle open for writing.
  void SignalModified(RedisModuleString* key) { RedisModule_SignalModifiedKey(ctx_, key); }

  // Lets clients that wait for the key have a look at it (see key_waiters.h).
  void SignalKeyReady(RedisModuleString* key) { RedisModule_SignalKeyAsReady(ctx_, key); }

  // A table that another module exports, or null if it isn't loaded (see Registrar::Export).
  template <typename Table>
  const Table* Import(const char* name) {
    return static_cast<const Table*>(RedisModule_GetSharedAPI(ctx_, name));
  }

  // REDISMODULE_CTX_FLAGS_...
  [[nodiscard]] int flags() const { return RedisModule_GetContextFlags(ctx_); }
  [[nodiscard]] bool is_replica() const { return (flags() & REDISMODULE_CTX_FLAGS_SLAVE) != 0; }
  // Whether the command came from the primary or the AOF: then it must not fail for policy's sake.
  [[nodiscard]] bool is_replicated() const {
    return (flags() & (REDISMODULE_CTX_FLAGS_REPLICATED | REDISMODULE_CTX_FLAGS_LOADING)) != 0;
  }
  // Whether BlockClient would be refused: in MULTI, a script, or a client that can't wait.
  [[nodiscard]] bool may_block() const {
    constexpr int kNever = REDISMODULE_CTX_FLAGS_MULTI | REDISMODULE_CTX_FLAGS_LUA |
                           REDISMODULE_CTX_FLAGS_DENY_BLOCKING;
    return (flags() & kNever) == 0;
  }
  [[nodiscard]] bool is_resp3() const { return (flags() & REDISMODULE_CTX_FLAGS_RESP3) != 0; }

  void Log(LogLevel level, std::string_view text) { trellis::Log(ctx_, level, text); }

 private:
  RedisModuleCtx* ctx_;
  Reply reply_;
};

}  // namespace trellis
