// RedisModuleCtx: what a module is given in every callback, and hands back with every call.
//
// It says on whose behalf (module), for whom (client) and in which call (command, arguments) the module
// acts, and owns what the module left to it: automatic memory, open containers of the reply.
// Contexts of calls are pooled by depth and used through ContextScope; those of module threads are
// allocated one by one.
// Threads: the one that was given the context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/client/client.h"
#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/keyspace/keyspace.h"
#include "modules/argument_frame.h"
#include "modules/module.h"

struct RedisModuleBlockedClient;

namespace trellis {
struct AuthAttempt;
class MemoryAccount;
}  // namespace trellis

struct RedisModuleCtx {
 public:
  // Why the module is being called.
  enum class Reason : uint8_t {
    kCommand,
    kKeysRequest,      // a command is asked where its keys are
    kChannelsRequest,  // or its channels
    kReply,            // a blocked client is to be answered
    kTimeout,
    kValueStream,  // a value is saved or loaded, or aux data
    kCallback,     // timers, events, notifications, ...
    kThread,
  };

  RedisModuleCtx() = default;
  RedisModuleCtx(const RedisModuleCtx&) = delete;
  RedisModuleCtx& operator=(const RedisModuleCtx&) = delete;
  ~RedisModuleCtx() { End(); }

  // The first word is the ABI's: modules call it to find all else.
  void* get_api = nullptr;

  trellis::Module* module = nullptr;  // null: a thread's context that belongs to no module
  // Whose database is used and who gets replies: the caller, or a client of the context's own.
  trellis::Client* client = nullptr;
  std::shared_ptr<trellis::Client> thread_client;  // `client`, of a thread's context
  trellis::CommandContext* command = nullptr;      // of the command that is being run, or null
  trellis::ArgumentFrame* arguments = nullptr;
  Reason reason = Reason::kCallback;
  bool auto_memory = false;
  bool reply_had_error = false;
  // When Yield lets others in next, monotonic; 0 before the first.
  int64_t yield_at_us = 0;

  // Of kKeysRequest: where the answer goes.
  std::vector<trellis::KeyPosition>* key_positions = nullptr;

  // Of a function that AUTH asks.
  trellis::AuthAttempt* auth = nullptr;

  // Of a blocked client's reply, timeout and thread contexts.
  RedisModuleBlockedClient* blocked = nullptr;
  void* blocked_data = nullptr;

  [[nodiscard]] trellis::ReplyWriter& reply() { return client->reply(); }
  [[nodiscard]] int db() const { return client->db(); }
  [[nodiscard]] trellis::MemoryAccount& account() const;

  // With automatic memory: `release(what)` will be called at the end, unless Disown is called before.
  using Release = void (*)(void* what);
  void OwnIfAuto(void* what, Release release) {
    if (auto_memory) owned_.push_back({what, release});
  }
  void Disown(void* what) { (void)DisownIfOwned(what); }
  // False if the context doesn't own it.
  bool DisownIfOwned(void* what);

  // A container of the reply whose size isn't known yet, see ReplyWriter::DeferContainer.
  void OpenContainer(char kind) { containers_.push_back({reply().DeferContainer(), kind}); }
  // Closes the innermost open one; false if there is none, or it is of another kind.
  bool CloseContainer(char kind, size_t size);

  // Memory that lives as long as the context.
  void* PoolAllocate(size_t size);

  // Frees all it owns and makes it as new, for the next call.
  void End() {
    if (!owned_.empty() || !containers_.empty() || pool_ != nullptr) [[unlikely]]
      EndHeld();
    get_api = nullptr;
    module = nullptr;
    client = nullptr;
    command = nullptr;
    arguments = nullptr;
    reason = Reason::kCallback;
    auto_memory = false;
    reply_had_error = false;
    yield_at_us = 0;
    key_positions = nullptr;
    auth = nullptr;
    blocked = nullptr;
    blocked_data = nullptr;
  }

 private:
  struct Owned {
    void* what;
    Release release;
  };
  struct Container {
    trellis::ReplyWriter::Deferred place;
    char kind;
  };
  struct PoolBlock {
    PoolBlock* next;
    size_t used;
    size_t capacity;
    char bytes[];
  };
  // Frees what it owns and its pool, closes containers that are open.
  void EndHeld();

  std::vector<Owned> owned_;
  std::vector<Container> containers_;
  PoolBlock* pool_ = nullptr;
};

namespace trellis {

// A context of the pool for the length of one callback. Needs the keyspace.
class ContextScope {
 public:
  // On behalf of a client.
  ContextScope(Module& module, Client& client, RedisModuleCtx::Reason reason);
  // On behalf of nobody: with a client of its own, whose replies are dropped.
  ContextScope(Module& module, int db);
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;
  ~ContextScope();

  RedisModuleCtx* get() { return context_; }
  RedisModuleCtx* operator->() { return context_; }

 private:
  RedisModuleCtx* context_;
  Client* own_client_ = nullptr;
};

}  // namespace trellis
