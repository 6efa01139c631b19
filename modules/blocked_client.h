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
#include <string>
#include <string_view>
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
  bool failed = false;                  // the client was told an error
  std::atomic<bool> unblocking{false};  // Unblock has been called: Finish will end the handle
  RedisModuleCmdFunc reply = nullptr;
  RedisModuleCmdFunc timeout = nullptr;
  RedisModuleDisconnectFunc disconnect = nullptr;
  void (*free_data)(RedisModuleCtx* ctx, void* data) = nullptr;
  void* data = nullptr;
  // Of a client that waits in AUTH (authentication.h): what is asked when it is over, unless it was
  // aborted, in place of `reply`; and which of the functions had it wait, else 0.
  RedisModuleAuthCallback auth_reply = nullptr;
  uint64_t auth_callback = 0;
  int db = 0;
  std::unique_ptr<trellis::ArgumentFrame> arguments;
  // What it waits for; empty: for Unblock. A key counts as ready when it has come to be, or a module
  // says so (SignalKeyAsReady): another write to it wakes nobody.
  struct WaitedKey {
    RedisModuleString* name;
    bool ready;
  };
  std::vector<WaitedKey> keys;
  bool serve_deleted = false;              // a key that is gone may serve it, too
  RedisModuleString* ready_key = nullptr;  // of `keys`, while the reply callback runs
  trellis::EventLoop::TimerId timer = 0;   // 0: none
  // Gathers the replies of thread-safe contexts, and the codes of the errors among them. The contexts
  // share it: a module may go on with one after Unblock (RediSearch 1.2's cursors do).
  std::shared_ptr<trellis::Client> reply_client = std::make_shared<trellis::Client>(0, -1);
  std::vector<std::string> thread_errors;
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
  // As Block, in a function that AUTH asks. Null, and the client has an error, anywhere else.
  RedisModuleBlockedClient* BlockOnAuth(RedisModuleCtx& ctx, RedisModuleAuthCallback reply,
                                        void (*free_data)(RedisModuleCtx* ctx, void* data));
  // The handle of a client whose AUTH is being run again; the caller has to Delete it. Null if it waits
  // for something else.
  RedisModuleBlockedClient* TakeEndedAuth(Client& client);
  // A key that clients may wait for has come to be, or its module says that it is ready.
  void KeyReady(int db, std::string_view key);
  // A key that the client waits for has changed: lets the reply callback try it if it is ready. The
  // client stays blocked if it isn't taken.
  void Serve(Client& client);
  // The handle dies, in a later turn of the event loop.
  void Unblock(RedisModuleBlockedClient& blocked);
  void Disconnected(const Client& client);
  // Ends the handle, and the client's wait if there still is one.
  void Delete(RedisModuleBlockedClient& blocked);

 private:
  RedisModuleBlockedClient* Make(RedisModuleCtx& ctx, const Callbacks& callbacks);
  void Wait(RedisModuleBlockedClient& blocked, RedisModuleCtx& ctx, int64_t timeout_ms);
  // CLIENT UNBLOCK; false if the module can't be told.
  bool EndByHand(RedisModuleBlockedClient& blocked, bool error);
  // The client has been told that its wait is over.
  void EndEarly(RedisModuleBlockedClient& blocked);
  // The client waits no more, or is gone.
  void Forget(RedisModuleBlockedClient& blocked);
  // Hears of new keys as long as somebody waits for keys.
  void CountKeyWaiters(int more);
  [[nodiscard]] RedisModuleBlockedClient* Find(const Client& client) const;
  void TimeOut(RedisModuleBlockedClient& blocked);
  void Finish(RedisModuleBlockedClient& blocked);
  // The wait is over, the client has its reply: lets it go on.
  void Release(RedisModuleBlockedClient& blocked, bool failed);

  ModuleHost& host_;
  std::unordered_set<RedisModuleBlockedClient*> waiting_;  // those whose client is there
  int key_waiters_ = 0;
  uint64_t key_listener_ = 0;
};

}  // namespace trellis
