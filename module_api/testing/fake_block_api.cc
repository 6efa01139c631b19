// Blocked clients, threads and timers. Part of what the fake host serves.
#include <algorithm>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

RedisModuleBlockedClient* BlockClient(RedisModuleCtx* ctx, RedisModuleCmdFunc reply,
                                      RedisModuleCmdFunc timeout,
                                      void (*free_data)(RedisModuleCtx*, void*),
                                      long long timeout_ms) {
  auto client = std::make_unique<RedisModuleBlockedClient>();
  for (const RedisModuleString* arg : ctx->args)
    client->words.push_back(arg->text);
  client->reply = reply;
  client->timeout = timeout;
  client->free_data = free_data;
  client->due_ms = timeout_ms == 0 ? 0 : Current()->now_ms + timeout_ms;
  ctx->waits = true;
  Current()->waiting.push_back(std::move(client));
  return Current()->waiting.back().get();
}
// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
RedisModuleBlockedClient* BlockClientOnKeys(RedisModuleCtx* ctx, RedisModuleCmdFunc reply,
                                            RedisModuleCmdFunc timeout,
                                            void (*free_data)(RedisModuleCtx*, void*),
                                            long long timeout_ms, RedisModuleString** keys,
                                            int count, void* data) {
  RedisModuleBlockedClient* client = BlockClient(ctx, reply, timeout, free_data, timeout_ms);
  for (int i = 0; i < count; i++)
    client->keys.push_back(keys[i]->text);
  client->data = data;
  return client;
}
void SignalKeyAsReady(RedisModuleCtx* /*ctx*/, RedisModuleString* key) {
  Current()->ready_keys.push_back(key->text);
}
RedisModuleString* GetBlockedClientReadyKey(RedisModuleCtx* ctx) {
  return ctx->ready_key;
}
int UnblockClient(RedisModuleBlockedClient* client, void* data) {
  client->unblocked = true;
  client->data = data;
  return REDISMODULE_OK;
}
void* GetBlockedClientPrivateData(RedisModuleCtx* ctx) {
  return ctx->blocked == nullptr ? nullptr : ctx->blocked->data;
}
RedisModuleBlockedClient* GetBlockedClientHandle(RedisModuleCtx* ctx) {
  return ctx->blocked;
}
void SetDisconnectCallback(RedisModuleBlockedClient* client, RedisModuleDisconnectFunc gone) {
  client->disconnected = gone;
}
void BlockClientSetPrivateData(RedisModuleBlockedClient* client, void* data) {
  client->private_data = data;
}
void* BlockClientGetPrivateData(RedisModuleBlockedClient* client) {
  return client->private_data;
}
RedisModuleCtx* GetThreadSafeContext(RedisModuleBlockedClient* client) {
  RedisModuleCtx* ctx = Current()->MakeContext().release();
  ctx->blocked = client;
  return ctx;
}
RedisModuleCtx* GetDetachedThreadSafeContext(RedisModuleCtx* /*ctx*/) {
  return GetThreadSafeContext(nullptr);
}
void FreeThreadSafeContext(RedisModuleCtx* ctx) {
  delete ctx;
}
void ThreadSafeContextLock(RedisModuleCtx* /*ctx*/) {}
void ThreadSafeContextUnlock(RedisModuleCtx* /*ctx*/) {}
int MeasureTime(RedisModuleBlockedClient* /*client*/) {
  return REDISMODULE_OK;
}

RedisModuleTimerID CreateTimer(RedisModuleCtx* /*ctx*/, mstime_t delay, RedisModuleTimerProc run,
                               void* data) {
  const RedisModuleTimerID id = Current()->next_timer++;
  Current()->timers[id] = {Current()->now_ms + delay, run, data};
  return id;
}
int StopTimer(RedisModuleCtx* /*ctx*/, RedisModuleTimerID id, void** data) {
  const auto found = Current()->timers.find(id);
  if (found == Current()->timers.end()) return REDISMODULE_ERR;
  if (data != nullptr) *data = found->second.data;
  Current()->timers.erase(found);
  return REDISMODULE_OK;
}
int EventLoopAddOneShot(RedisModuleEventLoopOneShotFunc run, void* data) {
  Current()->posted.emplace_back(run, data);
  return REDISMODULE_OK;
}
mstime_t Milliseconds() {
  return Current()->now_ms;
}

// Whether the client is served now; then its reply is added.
bool Serve(RedisModuleBlockedClient& client, const std::string& key,
           std::vector<std::string>& replies) {
  if (client.gone || client.unblocked) return false;
  if (std::find(client.keys.begin(), client.keys.end(), key) == client.keys.end()) return false;
  const auto ctx = Current()->MakeContext(client.words);
  RedisModuleString name{key};
  ctx->blocked = &client;
  ctx->ready_key = &name;
  const bool served = client.reply(ctx.get(), ctx->args.data(),
                                   static_cast<int>(ctx->args.size())) == REDISMODULE_OK;
  if (served) replies.push_back(ctx->replies.Text(Current()->protocol));
  FakeState::Release(*ctx);
  if (served && client.free_data != nullptr && client.data != nullptr) {
    client.free_data(ctx.get(), client.data);
  }
  return served;
}

}  // namespace

std::vector<std::string> ServeReadyKeys() {
  std::vector<std::string> replies;
  for (const std::string& key : std::exchange(Current()->ready_keys, {})) {
    for (auto& client : Current()->waiting) {
      if (client != nullptr && Serve(*client, key, replies)) client.reset();
    }
  }
  std::erase(Current()->waiting, nullptr);
  return replies;
}

std::vector<ServedFunction> FakeWaiting() {
  return {
      TRELLIS_SERVE(BlockClient, BlockClient),
      TRELLIS_SERVE(BlockClientOnKeys, BlockClientOnKeys),
      TRELLIS_SERVE(SignalKeyAsReady, SignalKeyAsReady),
      TRELLIS_SERVE(GetBlockedClientReadyKey, GetBlockedClientReadyKey),
      TRELLIS_SERVE(UnblockClient, UnblockClient),
      TRELLIS_SERVE(GetBlockedClientPrivateData, GetBlockedClientPrivateData),
      TRELLIS_SERVE(GetBlockedClientHandle, GetBlockedClientHandle),
      TRELLIS_SERVE(SetDisconnectCallback, SetDisconnectCallback),
      TRELLIS_SERVE(BlockClientSetPrivateData, BlockClientSetPrivateData),
      TRELLIS_SERVE(BlockClientGetPrivateData, BlockClientGetPrivateData),
      TRELLIS_SERVE(GetThreadSafeContext, GetThreadSafeContext),
      TRELLIS_SERVE(GetDetachedThreadSafeContext, GetDetachedThreadSafeContext),
      TRELLIS_SERVE(FreeThreadSafeContext, FreeThreadSafeContext),
      TRELLIS_SERVE(ThreadSafeContextLock, ThreadSafeContextLock),
      TRELLIS_SERVE(ThreadSafeContextUnlock, ThreadSafeContextUnlock),
      TRELLIS_SERVE(BlockedClientMeasureTimeStart, MeasureTime),
      TRELLIS_SERVE(BlockedClientMeasureTimeEnd, MeasureTime),
      TRELLIS_SERVE(CreateTimer, CreateTimer),
      TRELLIS_SERVE(StopTimer, StopTimer),
      TRELLIS_SERVE(EventLoopAddOneShot, EventLoopAddOneShot),
      TRELLIS_SERVE(Milliseconds, Milliseconds),
  };
}

}  // namespace trellis::testing
