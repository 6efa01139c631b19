#include "modules/blocked_client.h"

#include <string_view>

#include "core/client/blocked_clients.h"
#include "core/command/command_context.h"
#include "core/command/server_control.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace trellis {
namespace {

using Reason = RedisModuleCtx::Reason;

// Runs a callback that answers the client, and returns what it returns.
int Answer(RedisModuleBlockedClient& blocked, Reason reason, RedisModuleCmdFunc callback) {
  ContextScope context(*blocked.module, *blocked.client, reason);
  context->blocked = &blocked;
  context->blocked_data = blocked.data;
  context->arguments = blocked.arguments.get();
  return callback(context.get(), blocked.arguments->strings(),
                  static_cast<int>(blocked.arguments->size()));
}

bool CanWait(const Client& client) {
  return !client.has(Client::kExecuting) && !client.has(Client::kDenyBlocking) &&
         !client.has(Client::kInternal);
}

void FreeData(RedisModuleBlockedClient& blocked) {
  if (blocked.free_data == nullptr || blocked.data == nullptr) return;
  ContextScope context(*blocked.module, blocked.db);
  context->blocked = &blocked;
  context->blocked_data = blocked.data;
  blocked.free_data(context.get(), blocked.data);
}

}  // namespace

RedisModuleBlockedClient* BlockedModuleClients::Make(RedisModuleCtx& ctx,
                                                     const Callbacks& callbacks) {
  auto* blocked = new RedisModuleBlockedClient();
  blocked->module = ctx.module;
  blocked->reply = callbacks.reply;
  blocked->timeout = callbacks.timeout;
  blocked->free_data = callbacks.free_data;
  blocked->db = ctx.db();
  blocked->reply_client.set(Client::kInternal);
  blocked->reply_client.set(Client::kDenyBlocking);
  blocked->reply_client.set_db(ctx.db());
  blocked->reply_client.user = ctx.client->user;
  blocked->reply_client.reply().set_protocol(ctx.client->protocol());
  ++ctx.module->blocked_clients;
  ctx.module->may_have_threads = true;
  return blocked;
}

void BlockedModuleClients::Wait(RedisModuleBlockedClient& blocked, RedisModuleCtx& ctx,
                                int64_t timeout_ms) {
  blocked.client = ctx.client;
  blocked.arguments = host_.KeepFrame(ctx.arguments);
  ctx.client->set(Client::kBlocked);
  waiting_.insert(&blocked);
  if (timeout_ms <= 0) return;
  blocked.timer =
      host_.services().loop->AddTimer(timeout_ms, [this, &blocked] { TimeOut(blocked); });
}

RedisModuleBlockedClient* BlockedModuleClients::Block(RedisModuleCtx& ctx,
                                                      const Callbacks& callbacks,
                                                      int64_t timeout_ms) {
  RedisModuleBlockedClient* blocked = Make(ctx, callbacks);
  if (CanWait(*ctx.client)) {
    Wait(*blocked, ctx, timeout_ms);
  } else {
    (void)ctx.reply().Error("ERR", "Blocking module command called from transaction");
  }
  return blocked;
}

RedisModuleBlockedClient* BlockedModuleClients::BlockOnKeys(RedisModuleCtx& ctx,
                                                            const Callbacks& callbacks,
                                                            int64_t timeout_ms, const Keys& keys) {
  // Somebody (CLIENT UNBLOCK) has ended an earlier wait behind our back.
  if (RedisModuleBlockedClient* stale = Find(*ctx.client)) {
    stale->client = nullptr;
    waiting_.erase(stale);
    if (!stale->unblocking) Delete(*stale);
  }
  RedisModuleBlockedClient* blocked = Make(ctx, callbacks);
  blocked->data = keys.data;
  blocked->serve_deleted = keys.serve_deleted;
  if (!CanWait(*ctx.client)) {
    (void)ctx.reply().Error("ERR", "Blocking module command called from transaction");
    return blocked;
  }
  std::vector<std::string_view> names;
  for (int i = 0; i < keys.count; ++i) {
    names.push_back(keys.names[i]->view());
    blocked->keys.push_back(RedisModuleString::Create(keys.names[i]->view()));
  }
  const std::vector<std::string_view> words(ctx.command->args().begin(), ctx.command->args().end());
  // The deadline is ours, since the timeout callback makes the reply.
  host_.services().blocked->Block(*ctx.client, ctx.db(), words, names, 0, OnTimeout::kNull);
  Wait(*blocked, ctx, timeout_ms);
  return blocked;
}

RedisModuleBlockedClient* BlockedModuleClients::Find(const Client& client) const {
  for (RedisModuleBlockedClient* blocked : waiting_) {
    if (blocked->client == &client) return blocked;
  }
  return nullptr;
}

void BlockedModuleClients::Serve(Client& client) {
  RedisModuleBlockedClient* blocked = Find(client);
  if (blocked == nullptr) return;
  client.set(Client::kBlocked);
  if (blocked->unblocking) return;
  Database& database = host_.keyspace().db(blocked->db);
  for (RedisModuleString* key : blocked->keys) {
    if (!blocked->serve_deleted && database.Find(key->view()) == nullptr) continue;
    blocked->ready_key = key;
    const int taken = Answer(*blocked, Reason::kReply, blocked->reply);
    blocked->ready_key = nullptr;
    if (taken != REDISMODULE_OK) continue;
    // The dispatcher, which has called us, lets the client go on.
    waiting_.erase(blocked);
    blocked->client = nullptr;
    client.set(Client::kBlocked, false);
    Delete(*blocked);
    return;
  }
}

void BlockedModuleClients::Unblock(RedisModuleBlockedClient& blocked) {
  host_.RunOnMainThread([this, &blocked] { Finish(blocked); });
}

void BlockedModuleClients::Finish(RedisModuleBlockedClient& blocked) {
  const bool there = blocked.client != nullptr && !blocked.client->has(Client::kCloseNow);
  // Who waits for keys is told that they won't come.
  const RedisModuleCmdFunc callback = blocked.keys.empty() ? blocked.reply : blocked.timeout;
  const Reason reason = blocked.keys.empty() ? Reason::kReply : Reason::kTimeout;
  if (there && callback != nullptr) (void)Answer(blocked, reason, callback);
  if (there) blocked.client->output().Take(blocked.reply_client.output());
  Delete(blocked);
}

void BlockedModuleClients::Delete(RedisModuleBlockedClient& blocked) {
  if (blocked.timer != 0) host_.services().loop->RemoveTimer(blocked.timer);
  FreeData(blocked);
  Release(blocked);
  for (RedisModuleString* key : blocked.keys)
    key->Release();
  --blocked.module->blocked_clients;
  delete &blocked;
}

void BlockedModuleClients::TimeOut(RedisModuleBlockedClient& blocked) {
  blocked.timer = 0;
  if (blocked.client == nullptr || blocked.unblocking) return;
  if (blocked.timeout != nullptr) {
    (void)Answer(blocked, Reason::kTimeout, blocked.timeout);
  } else {
    (void)blocked.client->reply().NullArray();
  }
  if (blocked.keys.empty()) {
    Release(blocked);
  } else {
    Delete(blocked);
  }
}

void BlockedModuleClients::Release(RedisModuleBlockedClient& blocked) {
  Client* client = std::exchange(blocked.client, nullptr);
  if (client == nullptr) return;
  waiting_.erase(&blocked);
  host_.services().blocked->Unblock(*client);
  host_.services().control->ResumeClient(*client);
}

void BlockedModuleClients::Disconnected(const Client& client) {
  RedisModuleBlockedClient* blocked = Find(client);
  if (blocked == nullptr) return;
  waiting_.erase(blocked);
  blocked->client = nullptr;
  blocked->disconnected = true;
  if (blocked->disconnect != nullptr) {
    ContextScope context(*blocked->module, blocked->db);
    context->blocked = blocked;
    blocked->disconnect(context.get(), blocked);
  }
  if (!blocked->keys.empty() && !blocked->unblocking) Delete(*blocked);
}

}  // namespace trellis
