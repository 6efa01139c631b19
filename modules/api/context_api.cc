// The context itself: automatic memory, what state the server is in, who the client is.
#include "core/base/memory_usage.h"
#include "core/base/random.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/keyspace/keyspace.h"
#include "core/persistence/snapshot.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace {

using trellis::Client;
using trellis::Directive;
using trellis::Host;

int MemoryFlags(const trellis::Config& config) {
  const auto limit = static_cast<size_t>(config.number(Directive::kMaxmemory));
  if (limit == 0) return 0;
  int flags = REDISMODULE_CTX_FLAGS_MAXMEMORY;
  const auto policy =
      static_cast<trellis::Keyspace::Policy>(config.number(Directive::kMaxmemoryPolicy));
  if (policy != trellis::Keyspace::Policy::kNoEviction) flags |= REDISMODULE_CTX_FLAGS_EVICT;
  const size_t used = trellis::UsedMemory();
  constexpr size_t kWarnAtQuarters = 3;
  if (used > limit) flags |= REDISMODULE_CTX_FLAGS_OOM;
  if (used > limit / 4 * kWarnAtQuarters) flags |= REDISMODULE_CTX_FLAGS_OOM_WARNING;
  return flags;
}

// A transaction shows in all that is called inside it: events, other modules' commands.
bool InTransaction(const Client& client) {
  const Client* outermost = Host().services().dispatcher->outermost_client();
  return client.has(Client::kExecuting) || client.has(Client::kInTransaction) ||
         (outermost != nullptr && outermost->has(Client::kExecuting));
}

int ClientFlags(const Client& client) {
  int flags = 0;
  if (InTransaction(client)) flags |= REDISMODULE_CTX_FLAGS_MULTI;
  if (client.has(Client::kDirtyWatch)) flags |= REDISMODULE_CTX_FLAGS_MULTI_DIRTY;
  if (client.has(Client::kDenyBlocking)) flags |= REDISMODULE_CTX_FLAGS_DENY_BLOCKING;
  if (client.protocol() == 3) flags |= REDISMODULE_CTX_FLAGS_RESP3;
  return flags;
}

}  // namespace

extern "C" {

void RM_AutoMemory(RedisModuleCtx* ctx) {
  ctx->auto_memory = true;
}

int RM_GetContextFlags(RedisModuleCtx* ctx) {
  trellis::ModuleHost& host = Host();
  const trellis::Config& config = *host.services().config;
  int flags = REDISMODULE_CTX_FLAGS_MASTER | MemoryFlags(config);
  if (ctx != nullptr && ctx->client != nullptr) flags |= ClientFlags(*ctx->client);
  if (config.flag(Directive::kAppendonly)) flags |= REDISMODULE_CTX_FLAGS_AOF;
  if (!config.save_points().empty()) flags |= REDISMODULE_CTX_FLAGS_RDB;
  if (host.services().snapshot->saving() || host.child().running())
    flags |= REDISMODULE_CTX_FLAGS_ACTIVE_CHILD;
  if (host.child().inside()) flags |= REDISMODULE_CTX_FLAGS_IS_CHILD;
  if (!host.started()) flags |= REDISMODULE_CTX_FLAGS_SERVER_STARTUP;
  if (host.services().dispatcher->loading()) flags |= REDISMODULE_CTX_FLAGS_LOADING;
  return flags;
}

unsigned long long RM_GetClientId(RedisModuleCtx* ctx) {
  return ctx->client == nullptr ? 0 : ctx->client->id();
}

void RM_GetRandomBytes(unsigned char* dst, size_t len) {
  trellis::FillRandom(dst, len);
}

void RM_GetRandomHexChars(char* dst, size_t len) {
  trellis::RandomHex(len).copy(dst, len);
}

}  // extern "C"
