// A host inside a unit test: loads a module that is linked into the test, runs its commands, keeps its
// values, and tells what it replicated, notified and logged. No server, no socket, no thread of its own.
//
//   FakeHost host(RedisModule_OnLoad);
//   EXPECT_EQ(host.Run({"RING.PUSH", "r", "2", "a"}), "1");
//   EXPECT_TRUE(host.Reload());                              // every value through save and load
//   EXPECT_EQ(host.Run({"RING.VALUES", "r"}), "[\"a\"]");
//   EXPECT_EQ(host.TakeReplicated().at(0), "RING.PUSH r 2 a");
//   host.RestoreCorrupted(host.Dump("r"));                   // must be refused or be sane, never crash
//
// Files that RdbSave writes are in memory, and hold no aux data.
// It serves what modules use most (fake_..._api.cc); other functions are null, as on an old server. Timers and
// blocked clients go on when the test says so. One host at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "module_api/redismodule.h"

// The entry point of the module that the test is linked with.
extern "C" int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc);

namespace trellis::testing {

class FakeState;

class FakeHost {
 public:
  using OnLoad = int (*)(RedisModuleCtx* ctx, RedisModuleString** argv, int argc);
  using Words = std::vector<std::string>;

  explicit FakeHost(OnLoad load, const Words& load_words = {});
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  ~FakeHost();  // frees all values; the module's OnUnload isn't called

  [[nodiscard]] bool loaded() const;

  // Runs a command of the module, found by its name in any case. The reply as text: 1, 1.5, "bulk", +simple,
  // -ERR error, nil, true, [1, 2], ~[a set], {"map": 1}. In RESP2 maps and sets are arrays, booleans integers.
  // "blocked" if the client waits. A reply with too few or too many elements says so.
  std::string Run(const Words& words);
  void set_protocol(int protocol);
  // As bits of RedisModule_GetContextFlags.
  void set_context_flags(int flags);

  // Values of native types, for modules that read them. SetHash notifies "hset", Delete "del".
  void SetString(const std::string& key, const std::string& value);
  void SetHash(const std::string& key, const std::map<std::string, std::string>& fields);
  bool Delete(const std::string& key);
  [[nodiscard]] bool Exists(const std::string& key) const;

  // A module value as RDB bytes (in a form of the fake host's own); empty if the key holds none.
  [[nodiscard]] std::string Dump(const std::string& key);
  // False if the module refuses the bytes, or leaves some unread. `key` must be free.
  bool Restore(const std::string& key, std::string_view payload);
  // Tries to restore every prefix of `payload`, and it with every byte replaced by a few others. Those that
  // load are saved, counted and freed again. The number that loaded.
  size_t RestoreCorrupted(std::string_view payload);
  // Saves all module values and aux data, frees them and loads them. False if something is refused.
  bool Reload();
  // The commands by which the value is written to an AOF.
  [[nodiscard]] std::vector<std::string> Rewrite(const std::string& key);
  bool Copy(const std::string& from, const std::string& to);  // false if the type can't
  [[nodiscard]] size_t MemoryBytes(const std::string& key);   // 0 if the type can't say
  // A sum of what the type's digest adds up: the same for equal values. Empty if the type has none.
  [[nodiscard]] std::string Digest(const std::string& key);

  // What happened since the last call, oldest first: "SET k v", "module:ring.push r", "warning: text".
  std::vector<std::string> TakeReplicated();
  std::vector<std::string> TakeEvents();
  std::vector<std::string> TakeLog();

  // Answers RM_Call of a command that the module hasn't got: a reply in the text form of Run, where only
  // integers, strings, errors, nil and arrays are understood. `words` are the arguments.
  // "waits", where the module lets the command wait: see EndCall.
  void Answer(const std::string& command, std::function<std::string(const Words& words)> answer);
  // Ends the call that waits longest with a reply, in the text form of Answer. False if none waits.
  bool EndCall(const std::string& reply);

  // What the module's callbacks make of AUTH user password, the last one registered asked first: "+OK",
  // "-" and the error, or nothing if none has decided.
  std::string Authenticate(const std::string& user, const std::string& password);
  // The ACL categories that the module has put its command into, as it has written them.
  [[nodiscard]] std::string Categories(const std::string& command) const;
  // The arguments that were kept out of SLOWLOG and MONITOR since the last call.
  std::vector<std::string> TakeHidden();

  // As CONFIG SET <module>.<name> and CONFIG GET; SetSetting returns the error, or nothing. What the module's apply
  // function refuses is undone.
  std::string SetSetting(const std::string& name, const std::string& value);
  [[nodiscard]] std::string Setting(const std::string& name) const;
  // The module's part of INFO: "# module_section" and "module_field:value" lines.
  [[nodiscard]] std::string Info();
  // Tells the module of an event, RedisModuleEvent_..., if it has subscribed to it.
  void Fire(RedisModuleEvent event, uint64_t subevent, void* data = nullptr);
  // What the module exports under this name, or null; and a table for it to import.
  [[nodiscard]] void* Shared(const std::string& name) const;
  void Share(const std::string& name, void* table);

  // Moves the clock: due timers run, then tasks posted to the event loop.
  void AdvanceMs(int64_t ms);
  // The replies of clients that were unblocked since the last call, in that order: first of those that waited for a
  // key that is ready. Those whose time is up get theirs from the timeout callback.
  // Threads that unblock must have done so.
  std::vector<std::string> TakeUnblocked();
  // All clients that wait go away: they get no reply, and the module hears of it.
  void DisconnectWaiting();

 private:
  std::unique_ptr<FakeState> state_;
};

}  // namespace trellis::testing
