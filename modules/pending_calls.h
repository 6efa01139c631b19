// Calls of modules that wait (RM_Call with K): the client that waits in the caller's place, and who is to have
// the reply.
//
// The module holds a promise, a reply without content. It may give it a handler, which gets the real reply when
// the wait is over; end the wait by Abort; or free it, which changes nothing for the call.
// A client whose wait is over is kept until the loop sleeps: who has ended it may still look at it.
// Threads: whoever has the keyspace.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "core/client/client.h"
#include "modules/api_table.h"
#include "modules/module.h"

namespace trellis {

class ModuleHost;

struct PendingCall {
  Client* client;
  Module* module;                 // the caller; null once it has been unloaded
  RedisModuleCallReply* promise;  // null once it has been freed
  RedisModuleOnUnblocked handler = nullptr;
  void* data = nullptr;  // the handler's
};

class PendingCalls {
 public:
  explicit PendingCalls(ModuleHost& host) : host_(host) {}
  PendingCalls(const PendingCalls&) = delete;
  PendingCalls& operator=(const PendingCalls&) = delete;
  ~PendingCalls();

  // The promise of what the client waits for, and of which it becomes the owner.
  RedisModuleCallReply* Add(Client& client, RedisModuleCtx& ctx);
  // Ends the wait: the handler will not be called. False, and nothing done, if the reply is being made.
  bool Abort(PendingCall& call);
  // The client waits no more, and its reply is whole: calls the handler.
  void WaitOver(Client& client);
  // A handler of the module waits to be called.
  [[nodiscard]] bool Expected(const Module& module) const;
  // The module goes: aborts what it has handlers for; what nobody expects a reply of goes on.
  void Forget(const Module& module);
  // Lets go of clients that have waited.
  void FreeSettled();

 private:
  using Calls = std::unordered_map<const Client*, std::unique_ptr<PendingCall>>;
  // The call is over, one way or the other.
  std::unique_ptr<PendingCall> Settle(Calls::iterator call);
  void EndWait(Client& client);

  ModuleHost& host_;
  Calls calls_;
  std::vector<Client*> settled_;
};

}  // namespace trellis
