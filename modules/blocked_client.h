// Clients that wait for a module: blocked by its command, unblocked by it from any thread.
//
// The command's arguments, and what threads have replied meanwhile, are kept until the module unblocks the
// client, be the client still there or not: the module may hold the handle as long as it likes. A client
// that waits for keys needs no such call: it is served when one of the keys is ready, and the handle then dies,
// as it does when the client's time is up or its connection ends.
// Threads: Unblock may be called from any, and one thread at a time may write to `reply_client`; all else
// is for whoever has the keyspace.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_set>
#include <vector>

#include "core/client/client.h"
#include "core/net/event_loop.h"
#include "modules/api_table.h"
#include "modules/argument_frame.h"
#include "modules/module.h"

struct RedisModuleBlockedClient {
  trellis::Module* module = nullptr;
  // Null once the client is gone, has timed out, or could not be blocked at all.
  trellis::Client* client = nullptr;
  bool disconnected = false;
  std::atomic<bool> unblocking{false};  // Unblock has been called: Finish will end the handle
  RedisModuleCmdFunc reply = nullptr;
  RedisModuleCmdFunc timeout = nullptr;
  RedisModuleDisconnectFunc disconnect = nullptr;
  void (*free_data)(RedisModuleCtx* ctx, void* data) = nullptr;
  void* data = nullptr;
  int db = 0;
  std::unique_ptr<trellis::ArgumentFrame> arguments;
  std::vector<RedisModuleString*> keys;    // it waits for these; empty: for Unblock
  bool serve_deleted = false;              // a key that is gone may serve it, too
  RedisModuleString* ready_key = nullptr;  // of `keys`, while the reply callback runs
  trellis::EventLoop::TimerId timer = 0;   // 0: none
  // Gathers the replies of thread-safe contexts.
  trellis::Client reply_client{0, -1};
  int64_t measuring_since_us = 0;
  int64_t measured_us = 0;
};

namespace trellis {

class ModuleHost;

class BlockedModuleClients {
 public:
  explicit BlockedModuleClients(ModuleHost& host) : host_(host) {}

  struct Callbacks {
    RedisModuleCmdFunc reply;
    RedisModuleCmdFunc timeout;
    void (*free_data)(RedisModuleCtx* ctx, void* data);
  };
  // The client of the context waits; timeout_ms 0: for ever. Where it can't wait it gets an error, and the
  // handle is good for nothing but Unblock.
  RedisModuleBlockedClient* Block(RedisModuleCtx& ctx, const Callbacks& callbacks,
                                  int64_t timeout_ms);
  // As Block, until the reply callback has taken one of the keys for good.
  struct Keys {
    RedisModuleString** names;
    int count;
    bool serve_deleted;
    void* data;
  };
  RedisModuleBlockedClient* BlockOnKeys(RedisModuleCtx& ctx, const Callbacks& callbacks,
                                        int64_t timeout_ms, const Keys& keys);
  // One of the keys that the client waits for has changed: lets the reply callback try them. The client
  // stays blocked if it takes none.
  void Serve(Client& client);
  // The handle dies, in a later turn of the event loop.
  void Unblock(RedisModuleBlockedClient& blocked);
  void Disconnected(const Client& client);

 private:
  RedisModuleBlockedClient* Make(RedisModuleCtx& ctx, const Callbacks& callbacks);
  void Wait(RedisModuleBlockedClient& blocked, RedisModuleCtx& ctx, int64_t timeout_ms);
  [[nodiscard]] RedisModuleBlockedClient* Find(const Client& client) const;
  void TimeOut(RedisModuleBlockedClient& blocked);
  void Delete(RedisModuleBlockedClient& blocked);
  void Finish(RedisModuleBlockedClient& blocked);
  // Lets the client go on.
  void Release(RedisModuleBlockedClient& blocked);

  ModuleHost& host_;
  std::unordered_set<RedisModuleBlockedClient*> waiting_;  // those whose client is there
};

}  // namespace trellis
