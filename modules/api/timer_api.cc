// Timers and clocks.
#include "core/base/clock.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_timers.h"

using trellis::Host;

extern "C" {

RedisModuleTimerID RM_CreateTimer(RedisModuleCtx* ctx, mstime_t period_ms,
                                  RedisModuleTimerProc callback, void* data) {
  if (ctx->module == nullptr) return 0;
  return Host().timers().Set(*ctx->module, ctx->db(), period_ms, callback, data);
}

int RM_StopTimer(RedisModuleCtx* ctx, RedisModuleTimerID id, void** data) {
  if (ctx->module == nullptr) return REDISMODULE_ERR;
  const auto stopped = Host().timers().Stop(*ctx->module, id);
  if (!stopped) return REDISMODULE_ERR;
  if (data != nullptr) *data = *stopped;
  return REDISMODULE_OK;
}

int RM_GetTimerInfo(RedisModuleCtx* ctx, RedisModuleTimerID id, uint64_t* remaining_ms,
                    void** data) {
  if (ctx->module == nullptr) return REDISMODULE_ERR;
  const auto found = Host().timers().Find(*ctx->module, id);
  if (!found) return REDISMODULE_ERR;
  if (remaining_ms != nullptr) *remaining_ms = static_cast<uint64_t>(found->ms);
  if (data != nullptr) *data = found->data;
  return REDISMODULE_OK;
}

mstime_t RM_Milliseconds(void) {
  return trellis::clock::UnixMs();
}

ustime_t RM_Microseconds(void) {
  return trellis::clock::UnixUs();
}

// The time in which the command lives, in milliseconds' steps.
ustime_t RM_CachedMicroseconds(void) {
  return Host().keyspace().now_ms() * 1000;
}

uint64_t RM_MonotonicMicroseconds(void) {
  return static_cast<uint64_t>(trellis::clock::MonotonicUs());
}

}  // extern "C"
