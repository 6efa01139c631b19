// Authentication by modules: functions that AUTH and HELLO AUTH ask before the server's own passwords
// count, and modules that want to know when a client they let in becomes somebody else.
//
// The function that was registered last is asked first. One may have the client wait; when its module
// unblocks the client the command runs again, and goes on where it was.
// Threads: whoever has the keyspace.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/extension.h"
#include "modules/api_table.h"
#include "modules/module.h"

namespace trellis {

class ModuleHost;

// One function being asked; its context leads here.
struct AuthAttempt {
  uint64_t callback;           // which one it is
  bool authenticated = false;  // it has called AuthenticateClientWithACLUser
  bool waits = false;          // it has called BlockClientOnAuth
};

class Authentication {
 public:
  explicit Authentication(ModuleHost& host) : host_(host) {}

  void Add(Module& module, RedisModuleAuthCallback function);
  // What Extension::Authenticate promises.
  Result<AuthVerdict> Ask(CommandContext& call, std::string_view user, std::string_view password);

  // Will be called once, with `data`, when the client authenticates anew, is reset or goes.
  void Watch(const Client& client, Module& module, RedisModuleUserChangedFunc changed, void* data);
  void UserChanged(const Client& client);

  // Forgets the module's functions, and closes the connections of the clients it watches.
  void Forget(const Module& module);

 private:
  struct Callback {
    uint64_t id;  // ascending
    Module* module;
    RedisModuleAuthCallback function;
  };
  struct Watcher {
    Module* module;
    RedisModuleUserChangedFunc changed;
    void* data;
  };
  struct Question;

  // Nothing if the next one is to be asked.
  std::optional<Result<AuthVerdict>> AskOne(const Question& question, const Callback& callback,
                                            RedisModuleBlockedClient* ended);
  std::optional<Result<AuthVerdict>> AskEnded(const Question& question, uint64_t& before);
  // The last one registered before this one, or null.
  [[nodiscard]] const Callback* Before(uint64_t id) const;

  ModuleHost& host_;
  std::vector<Callback> callbacks_;
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, Watcher> watchers_;  // by client id
};

}  // namespace trellis
