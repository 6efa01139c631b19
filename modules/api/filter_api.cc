// Command filters.
#include "core/client/client.h"
#include "modules/api_table.h"
#include "modules/command_filters.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Host;

namespace {

int Answer(bool done) {
  return done ? REDISMODULE_OK : REDISMODULE_ERR;
}

}  // namespace

extern "C" {

RedisModuleCommandFilter* RM_RegisterCommandFilter(RedisModuleCtx* ctx,
                                                   RedisModuleCommandFilterFunc callback,
                                                   int flags) {
  if (ctx->module == nullptr) return nullptr;
  trellis::Module& module = *ctx->module;
  RedisModuleCommandFilter* filter = Host().filters().Add(module, callback, flags);
  module.undo.emplace_back([&module, filter] { Host().filters().Remove(module, filter); });
  Host().FiltersChanged();
  return filter;
}

int RM_UnregisterCommandFilter(RedisModuleCtx* ctx, RedisModuleCommandFilter* filter) {
  const bool removed = ctx->module != nullptr && Host().filters().Remove(*ctx->module, filter);
  Host().FiltersChanged();
  return Answer(removed);
}

int RM_CommandFilterArgsCount(RedisModuleCommandFilterCtx* filter_ctx) {
  return static_cast<int>(filter_ctx->size());
}

RedisModuleString* RM_CommandFilterArgGet(RedisModuleCommandFilterCtx* filter_ctx, int pos) {
  return filter_ctx->At(pos);
}

int RM_CommandFilterArgInsert(RedisModuleCommandFilterCtx* filter_ctx, int pos,
                              RedisModuleString* arg) {
  return Answer(filter_ctx->Insert(pos, arg));
}

int RM_CommandFilterArgReplace(RedisModuleCommandFilterCtx* filter_ctx, int pos,
                               RedisModuleString* arg) {
  return Answer(filter_ctx->Replace(pos, arg));
}

int RM_CommandFilterArgDelete(RedisModuleCommandFilterCtx* filter_ctx, int pos) {
  return Answer(filter_ctx->Delete(pos));
}

unsigned long long RM_CommandFilterGetClientId(RedisModuleCommandFilterCtx* filter_ctx) {
  return filter_ctx->client().id();
}

}  // extern "C"
