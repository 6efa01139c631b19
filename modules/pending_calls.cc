#include "modules/pending_calls.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/client/blocked_clients.h"
#include "modules/call_reply.h"
#include "modules/host.h"
#include "modules/module_context.h"

namespace trellis {

// What they wait for goes with the server.
PendingCalls::~PendingCalls() {
  for (const auto& [client, call] : calls_)
    delete client;
  for (const Client* client : settled_)
    delete client;
}

RedisModuleCallReply* PendingCalls::Add(Client& client, RedisModuleCtx& ctx) {
  auto call = std::make_unique<PendingCall>(PendingCall{&client, ctx.module, nullptr});
  call->promise = RedisModuleCallReply::CreatePromise(*call, ctx);
  return calls_.emplace(&client, std::move(call)).first->second->promise;
}

std::unique_ptr<PendingCall> PendingCalls::Settle(Calls::iterator call) {
  std::unique_ptr<PendingCall> settled = std::move(call->second);
  calls_.erase(call);
  if (settled->promise != nullptr) settled->promise->Settle();
  settled_.push_back(settled->client);
  return settled;
}

// As if its connection had ended.
void PendingCalls::EndWait(Client& client) {
  host_.services().blocked->Unblock(client);
  host_.blocked().Disconnected(client);
}

bool PendingCalls::Abort(PendingCall& call) {
  Client& client = *call.client;
  const auto contexts = host_.running();
  const bool replying = std::any_of(contexts.begin(), contexts.end(), [&](const auto& context) {
    return context->client == &client;
  });
  if (replying || client.has(Client::kUnblocked)) return false;
  (void)Settle(calls_.find(&client));
  EndWait(client);
  return true;
}

void PendingCalls::WaitOver(Client& client) {
  const auto found = calls_.find(&client);
  if (found == calls_.end()) return;
  const std::unique_ptr<PendingCall> call = Settle(found);
  if (call->handler == nullptr) return;
  ContextScope context(*call->module, client.db());
  call->handler(context.get(), RedisModuleCallReply::FromOutput(client, nullptr), call->data);
}

bool PendingCalls::Expected(const Module& module) const {
  return std::any_of(calls_.begin(), calls_.end(), [&](const auto& entry) {
    return entry.second->module == &module && entry.second->handler != nullptr;
  });
}

void PendingCalls::Forget(const Module& module) {
  std::vector<PendingCall*> expected;
  for (const auto& [client, call] : calls_) {
    if (call->module != &module) continue;
    call->module = nullptr;
    if (std::exchange(call->handler, nullptr) != nullptr) expected.push_back(call.get());
  }
  for (PendingCall* call : expected) {
    const auto found = std::find_if(calls_.begin(), calls_.end(),
                                    [&](const auto& entry) { return entry.second.get() == call; });
    // Ending one may have ended another.
    if (found != calls_.end()) (void)Abort(*call);
  }
}

void PendingCalls::FreeSettled() {
  for (Client* client : std::exchange(settled_, {}))
    host_.ReturnClient(client);
}

}  // namespace trellis
