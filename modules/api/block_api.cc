// Clients that a module lets wait.
#include "core/base/clock.h"
#include "modules/api_table.h"
#include "modules/blocked_client.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Host;

extern "C" {

RedisModuleBlockedClient* RM_BlockClient(RedisModuleCtx* ctx, RedisModuleCmdFunc reply_callback,
                                         RedisModuleCmdFunc timeout_callback,
                                         void (*free_privdata)(RedisModuleCtx*, void*),
                                         long long timeout_ms) {
  return Host().blocked().Block(*ctx, {reply_callback, timeout_callback, free_privdata},
                                timeout_ms);
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
RedisModuleBlockedClient* RM_BlockClientOnKeysWithFlags(
    RedisModuleCtx* ctx, RedisModuleCmdFunc reply_callback, RedisModuleCmdFunc timeout_callback,
    void (*free_privdata)(RedisModuleCtx*, void*), long long timeout_ms, RedisModuleString** keys,
    int num_keys, void* privdata, int flags) {
  const bool serve_deleted = (flags & REDISMODULE_BLOCK_UNBLOCK_DELETED) != 0;
  return Host().blocked().BlockOnKeys(*ctx, {reply_callback, timeout_callback, free_privdata},
                                      timeout_ms, {keys, num_keys, serve_deleted, privdata});
}

RedisModuleBlockedClient* RM_BlockClientOnKeys(RedisModuleCtx* ctx,
                                               RedisModuleCmdFunc reply_callback,
                                               RedisModuleCmdFunc timeout_callback,
                                               void (*free_privdata)(RedisModuleCtx*, void*),
                                               long long timeout_ms, RedisModuleString** keys,
                                               int num_keys, void* privdata) {
  return RM_BlockClientOnKeysWithFlags(ctx, reply_callback, timeout_callback, free_privdata,
                                       timeout_ms, keys, num_keys, privdata,
                                       REDISMODULE_BLOCK_UNBLOCK_DEFAULT);
}

// Borrowed, for the length of the callback.
RedisModuleString* RM_GetBlockedClientReadyKey(RedisModuleCtx* ctx) {
  return ctx->blocked == nullptr ? nullptr : ctx->blocked->ready_key;
}

// Any thread. What it sets is seen by the main thread, which Unblock wakes.
int RM_UnblockClient(RedisModuleBlockedClient* blocked, void* privdata) {
  // Who waits for keys has his data already, and must have a reply from somewhere.
  if (!blocked->keys.empty() && blocked->timeout == nullptr) return REDISMODULE_ERR;
  if (blocked->keys.empty()) blocked->data = privdata;
  blocked->unblocking = true;
  Host().blocked().Unblock(*blocked);
  return REDISMODULE_OK;
}

int RM_AbortBlock(RedisModuleBlockedClient* blocked) {
  blocked->reply = nullptr;
  blocked->auth_reply = nullptr;
  blocked->disconnect = nullptr;
  return RM_UnblockClient(blocked, blocked->data);
}

void RM_SetDisconnectCallback(RedisModuleBlockedClient* blocked,
                              RedisModuleDisconnectFunc callback) {
  blocked->disconnect = callback;
}

void* RM_BlockClientGetPrivateData(RedisModuleBlockedClient* blocked) {
  return blocked->data;
}

void RM_BlockClientSetPrivateData(RedisModuleBlockedClient* blocked, void* privdata) {
  blocked->data = privdata;
}

int RM_IsBlockedReplyRequest(RedisModuleCtx* ctx) {
  return ctx->reason == RedisModuleCtx::Reason::kReply ? 1 : 0;
}

int RM_IsBlockedTimeoutRequest(RedisModuleCtx* ctx) {
  return ctx->reason == RedisModuleCtx::Reason::kTimeout ? 1 : 0;
}

void* RM_GetBlockedClientPrivateData(RedisModuleCtx* ctx) {
  return ctx->blocked_data;
}

RedisModuleBlockedClient* RM_GetBlockedClientHandle(RedisModuleCtx* ctx) {
  return ctx->blocked;
}

int RM_BlockedClientDisconnected(RedisModuleCtx* ctx) {
  return ctx->blocked != nullptr && ctx->blocked->disconnected ? 1 : 0;
}

int RM_BlockedClientMeasureTimeStart(RedisModuleBlockedClient* blocked) {
  blocked->measuring_since_us = trellis::clock::MonotonicUs();
  return REDISMODULE_OK;
}

int RM_BlockedClientMeasureTimeEnd(RedisModuleBlockedClient* blocked) {
  if (blocked->measuring_since_us == 0) return REDISMODULE_ERR;
  blocked->measured_us += trellis::clock::MonotonicUs() - blocked->measuring_since_us;
  return REDISMODULE_OK;
}

}  // extern "C"
