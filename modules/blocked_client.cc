#include "modules/blocked_client.h"

#include "core/base/clock.h"
#include "core/command/command_table.h"
#include "core/command/server_control.h"
#include "modules/host.h"
#include "modules/module_context.h"

namespace trellis {
namespace {

using Reason = RedisModuleCtx::Reason;

// Runs a callback that answers the client.
void Answer(RedisModuleBlockedClient& blocked, Reason reason, RedisModuleCmdFunc callback) {
  ContextScope context(*blocked.module, *blocked.client, reason);
  context->blocked = &blocked;
  context->blocked_data = blocked.data;
  context->arguments = blocked.arguments.get();
  callback(context.get(), blocked.arguments->strings(),
           static_cast<int>(blocked.arguments->size()));
}

bool CanWait(const Client& client) {
  return !client.has(Client::kExecuting) && !client.has(Client::kDenyBlocking) &&
         !client.has(Client::kInternal);
}

}  // namespace

RedisModuleBlockedClient* BlockedModuleClients::Block(RedisModuleCtx& ctx,
                                                      const Callbacks& callbacks,
                                                      int64_t timeout_ms) {
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
  if (!CanWait(*ctx.client)) {
    (void)ctx.reply().Error("ERR", "Blocking module command called from transaction");
    return blocked;
  }
  blocked->client = ctx.client;
  blocked->arguments = host_.KeepFrame(ctx.arguments);
  ctx.client->set(Client::kBlocked);
  waiting_.insert(blocked);
  if (timeout_ms > 0) {
    blocked->timer =
        host_.services().loop->AddTimer(timeout_ms, [this, blocked] { TimeOut(*blocked); });
  }
  return blocked;
}

void BlockedModuleClients::Unblock(RedisModuleBlockedClient& blocked) {
  host_.RunOnMainThread([this, &blocked] { Finish(blocked); });
}

void BlockedModuleClients::Finish(RedisModuleBlockedClient& blocked) {
  if (blocked.timer != 0) host_.services().loop->RemoveTimer(blocked.timer);
  const bool there = blocked.client != nullptr && !blocked.client->has(Client::kCloseNow);
  if (there && blocked.reply != nullptr) Answer(blocked, Reason::kReply, blocked.reply);
  if (blocked.free_data != nullptr && blocked.data != nullptr) {
    ContextScope context(*blocked.module, blocked.db);
    context->blocked = &blocked;
    context->blocked_data = blocked.data;
    blocked.free_data(context.get(), blocked.data);
  }
  if (there) blocked.client->output().Take(blocked.reply_client.output());
  Release(blocked);
  --blocked.module->blocked_clients;
  delete &blocked;
}

void BlockedModuleClients::TimeOut(RedisModuleBlockedClient& blocked) {
  blocked.timer = 0;
  if (blocked.client == nullptr || blocked.unblocking) return;
  if (blocked.timeout != nullptr) {
    Answer(blocked, Reason::kTimeout, blocked.timeout);
  } else {
    (void)blocked.client->reply().NullArray();
  }
  Release(blocked);
}

void BlockedModuleClients::Release(RedisModuleBlockedClient& blocked) {
  Client* client = std::exchange(blocked.client, nullptr);
  if (client == nullptr) return;
  waiting_.erase(&blocked);
  client->set(Client::kBlocked, false);
  host_.services().control->ResumeClient(*client);
}

void BlockedModuleClients::Disconnected(const Client& client) {
  for (RedisModuleBlockedClient* blocked : waiting_) {
    if (blocked->client != &client) continue;
    waiting_.erase(blocked);
    blocked->client = nullptr;
    blocked->disconnected = true;
    if (blocked->disconnect == nullptr) return;
    ContextScope context(*blocked->module, blocked->db);
    context->blocked = blocked;
    blocked->disconnect(context.get(), blocked);
    return;
  }
}

}  // namespace trellis
