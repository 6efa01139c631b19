// Contexts of threads, and the lock that lets a thread have the keyspace.
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/clock.h"
#include "core/command/server_control.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "modules/api_table.h"
#include "modules/blocked_client.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Client;
using trellis::Host;

namespace {

// A context for a thread; it needs no lock to be made, used for replies, or freed.
RedisModuleCtx* MakeThreadContext(trellis::Module* module, std::shared_ptr<Client> client) {
  auto* ctx = new RedisModuleCtx();
  if (module != nullptr) module->may_have_threads.store(true, std::memory_order_relaxed);
  ctx->module = module;
  ctx->get_api = module == nullptr ? nullptr : module->get_api;
  ctx->client = client.get();
  ctx->thread_client = std::move(client);
  ctx->reason = RedisModuleCtx::Reason::kThread;
  return ctx;
}

std::shared_ptr<Client> MakeClient() {
  auto client = std::make_shared<Client>(0, -1);
  client->set(Client::kInternal);
  client->set(Client::kAuthenticated);
  client->set(Client::kDenyBlocking);
  return client;
}

}  // namespace

extern "C" {

RedisModuleCtx* RM_GetThreadSafeContext(RedisModuleBlockedClient* blocked) {
  if (blocked == nullptr) return MakeThreadContext(nullptr, MakeClient());
  RedisModuleCtx* ctx = MakeThreadContext(blocked->module, blocked->reply_client);
  ctx->blocked = blocked;
  return ctx;
}

RedisModuleCtx* RM_GetDetachedThreadSafeContext(RedisModuleCtx* ctx) {
  RedisModuleCtx* detached = MakeThreadContext(ctx->module, MakeClient());
  detached->client->set_db(ctx->db());
  return detached;
}

void RM_FreeThreadSafeContext(RedisModuleCtx* ctx) {
  delete ctx;
}

void RM_ThreadSafeContextLock(RedisModuleCtx*) {
  Host().lock().Lock();
  Host().KeyspaceTaken();
  Host().services().dispatcher->BeginStretch();
}

int RM_ThreadSafeContextTryLock(RedisModuleCtx*) {
  if (!Host().lock().TryLock()) {
    errno = EBUSY;
    return REDISMODULE_ERR;
  }
  Host().KeyspaceTaken();
  Host().services().dispatcher->BeginStretch();
  errno = 0;
  return REDISMODULE_OK;
}

void RM_ThreadSafeContextUnlock(RedisModuleCtx*) {
  Host().services().dispatcher->EndStretch();
  Host().lock().Unlock();
}

// Whoever has the keyspace; the lock stays taken.
void RM_Yield(RedisModuleCtx* ctx, int flags, const char* busy_reply) {
  constexpr int64_t kUsPerMs = 1000;
  constexpr int64_t kBetweenUs = 100 * kUsPerMs;
  const trellis::Services& services = Host().services();
  const int64_t now_us = trellis::clock::MonotonicUs();
  if (ctx->yield_at_us == 0) {
    const bool command = ctx->reason == RedisModuleCtx::Reason::kCommand;
    const int64_t began_us = command ? services.dispatcher->now_us() : now_us;
    const int64_t patience_ms = services.config->number(trellis::Directive::kBusyReplyThreshold);
    // A load keeps everybody waiting from its beginning.
    const bool loading = services.dispatcher->loading();
    ctx->yield_at_us = loading ? now_us : began_us + patience_ms * kUsPerMs;
  }
  if (now_us < ctx->yield_at_us) return;
  ctx->yield_at_us = now_us + kBetweenUs;
  const std::string_view text =
      busy_reply != nullptr ? busy_reply : "Redis is busy running a module command.";
  services.control->Yield((flags & REDISMODULE_YIELD_FLAG_CLIENTS) != 0 ? text
                                                                        : std::string_view());
  Host().EntriesMayHaveMoved();
}

}  // extern "C"
