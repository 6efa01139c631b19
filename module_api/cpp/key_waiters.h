// Commands that wait until a key has something for them, as BLPOP does.
//
//   // True once it has replied; false, and no reply, if the key has nothing. An error is a reply, too.
//   Result<bool> TakeJob(CommandContext& ctx, RedisModuleString* name) { ... }
//   Status NoJob(CommandContext& ctx) { return ctx.reply().NullArray(); }
//
//   // JOBS.POP key timeout
//   Status Pop(CommandContext& ctx) {
//     ...
//     return WaitForKey<TakeJob, NoJob>(ctx, ctx.ArgString(1), timeout_ms);
//   }
//   // JOBS.PUSH key job
//     ...
//     ctx.SignalKeyReady(ctx.ArgString(1));  // those who wait have a look, after this command
//
// All of it is on the main thread. A client that goes away stops waiting by itself. Replication: what TakeJob
// replicates is sent when the client is served.
#pragma once

#include <span>

#include "module_api/cpp/blocking.h"
#include "module_api/cpp/boundary.h"
#include "module_api/cpp/command.h"
#include "module_api/redismodule.h"

namespace trellis {

using KeyServer = Result<bool> (*)(CommandContext& ctx, RedisModuleString* key);

// The host asks again at each signal until it gets OK.
template <KeyServer kServe>
int RunWhenKeyReady(RedisModuleCtx* raw, RedisModuleString** argv, int argc) noexcept {
  CommandContext ctx(raw, argv, argc);
  const auto served =
      Caught<Result<bool>>([&] { return kServe(ctx, RedisModule_GetBlockedClientReadyKey(raw)); });
  if (served.ok() && !*served) return REDISMODULE_ERR;
  ctx.Finish(served.ok() ? Status::Ok() : served.error());
  return REDISMODULE_OK;
}

// Serves the client from the first of the keys that has something, at once or later; after timeout_ms (0: never), or where
// it can't wait (MULTI, a script), it is replied to by kTimeout. To be returned by the handler.
template <KeyServer kServe, Handler kTimeout>
Status WaitForKeys(CommandContext& ctx, std::span<RedisModuleString* const> keys,
                   long long timeout_ms) {
  for (RedisModuleString* key : keys) {
    const Result<bool> served = kServe(ctx, key);
    if (!served) return served.error();
    if (*served) return Status::Ok();
  }
  if (!ctx.may_block()) return kTimeout(ctx);
  ctx.ReplyElsewhere();
  RedisModule_BlockClientOnKeys(ctx.get(), RunWhenKeyReady<kServe>, RunWhenUnblocked<kTimeout>,
                                nullptr, timeout_ms, const_cast<RedisModuleString**>(keys.data()),
                                static_cast<int>(keys.size()), nullptr);
  return Status::Ok();
}
template <KeyServer kServe, Handler kTimeout>
Status WaitForKey(CommandContext& ctx, RedisModuleString* key, long long timeout_ms) {
  return WaitForKeys<kServe, kTimeout>(ctx, {&key, 1}, timeout_ms);
}

}  // namespace trellis
