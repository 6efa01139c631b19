#include "modules/blocked_client.h"

#include <optional>
#include <string_view>

#include "core/base/clock.h"
#include "core/client/blocked_clients.h"
#include "core/command/command_context.h"
#include "core/command/server_control.h"
#include "core/dispatch/dispatch.h"
#include "modules/authentication.h"
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
  const int result = callback(context.get(), blocked.arguments->strings(),
                              static_cast<int>(blocked.arguments->size()));
  blocked.failed = blocked.failed || context->reply_had_error;
  return result;
}

// Why the client of the context can't wait; `for_auth`: in AUTH, on behalf of a module that decides.
std::optional<std::string_view> WhyNotWait(const RedisModuleCtx& ctx, bool for_auth) {
  const Client& client = *ctx.client;
  // RM_Call with K may wait, but nobody can be let in there.
  if (client.has(Client::kExecuting) || client.has(Client::kDenyBlocking) ||
      (for_auth && client.has(Client::kInternal))) {
    return "Blocking module command called from transaction";
  }
  if (ctx.auth != nullptr && !for_auth) {
    return "Clients undergoing module based authentication can only be blocked on auth";
  }
  return std::nullopt;
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
  blocked->reply_client->set(Client::kInternal);
  blocked->reply_client->set(Client::kDenyBlocking);
  blocked->reply_client->set_db(ctx.db());
  blocked->reply_client->user = ctx.client->user;
  blocked->reply_client->reply().set_protocol(ctx.client->protocol());
  ++ctx.module->blocked_clients;
  ctx.module->may_have_threads = true;
  return blocked;
}

void BlockedModuleClients::Wait(RedisModuleBlockedClient& blocked, RedisModuleCtx& ctx,
                                int64_t timeout_ms) {
  std::vector<std::string_view> names;
  for (const auto& key : blocked.keys)
    names.push_back(key.name->view());
  std::vector<std::string_view> words;
  for (size_t i = 0; i < ctx.arguments->size(); ++i)
    words.push_back(ctx.arguments->at(i));
  BlockedClients& waits = *host_.services().blocked;
  // The deadline is ours, since the timeout callback makes the reply.
  waits.Block(*ctx.client, ctx.db(), words, names, 0, OnTimeout::kNull);
  ctx.client->blocked->end = [this, &blocked](bool error) { return EndByHand(blocked, error); };
  if (blocked.serve_deleted) waits.WantDeleted(*ctx.client);
  if (!names.empty()) CountKeyWaiters(1);
  blocked.client = ctx.client;
  blocked.arguments = host_.KeepFrame(ctx.arguments);
  waiting_.insert(&blocked);
  if (timeout_ms <= 0) return;
  blocked.timer =
      host_.services().loop->AddTimer(timeout_ms, [this, &blocked] { TimeOut(blocked); });
}

void BlockedModuleClients::CountKeyWaiters(int more) {
  key_waiters_ += more;
  if (key_waiters_ > 0 && key_listener_ == 0) {
    key_listener_ = host_.AddKeyListener(
        kEventNew, [this](int db, const KeyEvent&, std::string_view key) { KeyReady(db, key); });
  } else if (key_waiters_ == 0) {
    host_.RemoveKeyListener(std::exchange(key_listener_, 0));
  }
}

void BlockedModuleClients::KeyReady(int db, std::string_view key) {
  for (RedisModuleBlockedClient* blocked : waiting_) {
    for (auto& waited : blocked->keys) {
      if (blocked->db == db && waited.name->view() == key) waited.ready = true;
    }
  }
  host_.services().blocked->KeyChanged(db, key);
}

RedisModuleBlockedClient* BlockedModuleClients::Block(RedisModuleCtx& ctx,
                                                      const Callbacks& callbacks,
                                                      int64_t timeout_ms) {
  RedisModuleBlockedClient* blocked = Make(ctx, callbacks);
  if (const auto reason = WhyNotWait(ctx, false)) {
    (void)ctx.reply().Error("ERR", *reason);
  } else {
    Wait(*blocked, ctx, timeout_ms);
  }
  return blocked;
}

RedisModuleBlockedClient* BlockedModuleClients::BlockOnAuth(RedisModuleCtx& ctx,
                                                            RedisModuleAuthCallback reply,
                                                            void (*free_data)(RedisModuleCtx* ctx,
                                                                              void* data)) {
  if (ctx.auth == nullptr) {
    (void)ctx.reply().Error(
        "ERR",
        "Module blocking client on auth when not currently undergoing module authentication");
    return nullptr;
  }
  RedisModuleBlockedClient* blocked = Make(ctx, {nullptr, nullptr, free_data});
  if (ctx.auth->waits) return blocked;  // it does already
  // One that nobody could ask afterwards doesn't wait for a verdict.
  if (const auto reason = WhyNotWait(ctx, reply != nullptr)) {
    (void)ctx.reply().Error("ERR", *reason);
    return blocked;
  }
  blocked->auth_reply = reply;
  blocked->auth_callback = ctx.auth->callback;
  ctx.auth->waits = true;
  Wait(*blocked, ctx, 0);
  return blocked;
}

RedisModuleBlockedClient* BlockedModuleClients::TakeEndedAuth(Client& client) {
  RedisModuleBlockedClient* blocked = Find(client);
  if (blocked == nullptr || blocked->auth_callback == 0) return nullptr;
  constexpr int64_t kNsPerUs = 1000;
  client.blocked->spent_ns += blocked->measured_us * kNsPerUs;
  Forget(*blocked);
  return blocked;
}

RedisModuleBlockedClient* BlockedModuleClients::BlockOnKeys(RedisModuleCtx& ctx,
                                                            const Callbacks& callbacks,
                                                            int64_t timeout_ms, const Keys& keys) {
  RedisModuleBlockedClient* blocked = Make(ctx, callbacks);
  blocked->data = keys.data;
  blocked->serve_deleted = keys.serve_deleted;
  if (const auto reason = WhyNotWait(ctx, false)) {
    (void)ctx.reply().Error("ERR", *reason);
    return blocked;
  }
  for (int i = 0; i < keys.count; ++i) {
    blocked->keys.push_back({RedisModuleString::Create(keys.names[i]->view()), false});
  }
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
  for (auto& key : blocked->keys) {
    if (key.name->view() != client.blocked->serving) continue;
    const bool gone = database.Find(key.name->view()) == nullptr;
    if (gone ? !blocked->serve_deleted : !std::exchange(key.ready, false)) return;
    blocked->ready_key = key.name;
    const int taken = Answer(*blocked, Reason::kReply, blocked->reply);
    blocked->ready_key = nullptr;
    if (taken != REDISMODULE_OK) return;
    // The dispatcher, which has called us, lets the client go on.
    Forget(*blocked);
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
  if (there && blocked.auth_callback != 0) {
    host_.services().dispatcher->RunBlocked(*blocked.client);
    return;
  }
  // Who waits for keys is told that they won't come.
  const RedisModuleCmdFunc callback = blocked.keys.empty() ? blocked.reply : blocked.timeout;
  const Reason reason = blocked.keys.empty() ? Reason::kReply : Reason::kTimeout;
  const int64_t start_us = clock::MonotonicUs();
  if (there && callback != nullptr) (void)Answer(blocked, reason, callback);
  if (there) blocked.client->output().Take(blocked.reply_client->output());
  for (const std::string& code : blocked.thread_errors)
    host_.services().dispatcher->CountError(code);
  blocked.measured_us += clock::MonotonicUs() - start_us;
  Delete(blocked);
}

void BlockedModuleClients::Delete(RedisModuleBlockedClient& blocked) {
  if (blocked.timer != 0) host_.services().loop->RemoveTimer(blocked.timer);
  FreeData(blocked);
  Release(blocked, blocked.failed);
  for (const auto& key : blocked.keys)
    key.name->Release();
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
  EndEarly(blocked);
}

bool BlockedModuleClients::EndByHand(RedisModuleBlockedClient& blocked, bool error) {
  if (blocked.timeout == nullptr || blocked.unblocking) return false;
  if (error) {
    (void)blocked.client->reply().Error("UNBLOCKED", "client unblocked via CLIENT UNBLOCK");
    blocked.failed = true;
  } else {
    (void)Answer(blocked, Reason::kTimeout, blocked.timeout);
  }
  EndEarly(blocked);
  return true;
}

void BlockedModuleClients::EndEarly(RedisModuleBlockedClient& blocked) {
  if (blocked.keys.empty()) {
    Release(blocked, blocked.failed);  // the module still holds the handle
  } else {
    Delete(blocked);
  }
}

void BlockedModuleClients::Forget(RedisModuleBlockedClient& blocked) {
  waiting_.erase(&blocked);
  blocked.client = nullptr;
  if (!blocked.keys.empty()) CountKeyWaiters(-1);
}

void BlockedModuleClients::Release(RedisModuleBlockedClient& blocked, bool failed) {
  Client* client = blocked.client;
  if (client == nullptr) return;
  Forget(blocked);
  constexpr int64_t kNsPerUs = 1000;
  if (client->blocked != nullptr) client->blocked->spent_ns += blocked.measured_us * kNsPerUs;
  // Its errors were counted as they were made.
  if (client->blocked != nullptr) client->blocked->failed = failed;
  host_.services().control->FinishWait(*client, {});
  host_.services().control->ResumeClient(*client);
}

void BlockedModuleClients::Disconnected(const Client& client) {
  RedisModuleBlockedClient* blocked = Find(client);
  if (blocked == nullptr) return;
  Forget(*blocked);
  blocked->disconnected = true;
  if (blocked->disconnect != nullptr) {
    ContextScope context(*blocked->module, blocked->db);
    context->blocked = blocked;
    blocked->disconnect(context.get(), blocked);
  }
  if (!blocked->keys.empty() && !blocked->unblocking) Delete(*blocked);
}

}  // namespace trellis
