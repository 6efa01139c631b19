// The module host: the modules that are loaded, and what all their calls share.
//
// The ABI has functions without a context (DbSize is given one, Milliseconds isn't), so there is one
// host in a process and Host() finds it: the one global of this folder.
// Threads: whoever has the keyspace: the main thread, or a module's thread that holds the lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/command/extension.h"
#include "modules/argument_frame.h"
#include "modules/authentication.h"
#include "modules/blocked_client.h"
#include "modules/command_filters.h"
#include "modules/forked_child.h"
#include "modules/global_lock.h"
#include "modules/info_sections.h"
#include "modules/loop_watches.h"
#include "modules/module.h"
#include "modules/module_context.h"
#include "modules/module_settings.h"
#include "modules/module_timers.h"
#include "modules/pending_calls.h"
#include "modules/server_events.h"

namespace trellis {

class Config;
class ValueTransfer;

// A function or table that a module offers the others.
struct SharedFunction {
  Module* owner;
  void* function;
};

class ModuleHost final : public Extension {
 public:
  // `config` names the modules to load at start, and outlives the host.
  explicit ModuleHost(Config& config);
  ~ModuleHost() override;
  ModuleHost(const ModuleHost&) = delete;
  ModuleHost& operator=(const ModuleHost&) = delete;

  // Extension
  void Attach(Services& services) override;
  Status LoadConfigured() override;
  [[nodiscard]] std::vector<ExtensionSummary> Summaries() const override;
  [[nodiscard]] uint32_t wanted_events() const override { return wanted_events_; }
  void KeyNotified(int db, const KeyEvent& event, std::string_view key) override;
  void Happened(ServerEvent event) override;
  void Flushed(int db, bool lazy, bool done) override;
  void DatabasesSwapped(int first, int second) override;
  void SettingsChanged(std::span<const std::string> names) override;
  void ClientConnected(Client& client) override;
  void ClientClosed(Client& client) override;
  void WaitOver(Client& client) override { pending_calls_.WaitOver(client); }
  Result<AuthVerdict> Authenticate(CommandContext& ctx, std::string_view user,
                                   std::string_view password) override {
    return authentication_.Ask(ctx, user, password);
  }
  void UserChanged(Client& client) override { authentication_.UserChanged(client); }
  void BeforeSleep() override;
  void LendKeyspace() override;
  void ReclaimKeyspace() override;

  Services& services() { return *services_; }
  // False while the modules that the configuration names are loaded.
  [[nodiscard]] bool started() const { return started_; }
  Keyspace& keyspace() { return *services_->keyspace; }

  [[nodiscard]] const std::vector<std::unique_ptr<Module>>& modules() const { return modules_; }
  // Null if no loaded module has this name.
  [[nodiscard]] Module* Find(std::string_view name) const;
  // The contexts of the calls that are under way, the innermost last.
  [[nodiscard]] std::span<const std::unique_ptr<RedisModuleCtx>> running() const {
    return std::span(contexts_).first(contexts_used_);
  }
  // The module whose OnLoad is running, or null.
  [[nodiscard]] Module* loading() const { return loading_; }

  // The handshake's function, for the module of this account: 0 and *out, or 1 and *out untouched.
  int GetApi(size_t account, const char* name, void** out);

  // Loads a module; the error's text is the reason, already logged. Of a failed load nothing stays.
  Status Load(const std::string& path, const std::vector<std::string>& args,
              std::vector<std::pair<std::string, std::string>> configs = {});
  // The error is MODULE UNLOAD's. Waits for values that are being freed.
  Status Unload(std::string_view name);
  // Another build takes the place of the module, and its values (host_reload.cc). Without `args` it is
  // given those of the old one. The error is MODULE RELOAD's; nothing has changed then.
  Status Reload(std::string_view name, const std::string& path,
                std::optional<std::vector<std::string>> args);
  // The module for which another build is being tried, or null: its names are free for that one.
  [[nodiscard]] const Module* replaced() const { return replaced_; }

  CommandFilters& filters() { return filters_; }
  [[nodiscard]] const CommandFilters& filters() const { return filters_; }
  // Filters came or went: without any, commands don't pass here.
  void FiltersChanged();

  GlobalLock& lock() { return lock_; }
  // To be called by a module thread that got the lock.
  void KeyspaceTaken();
  ForkedChild& child() { return child_; }

  // Work for the main thread, done before the loop sleeps again. From any thread. `code`: the function
  // of a module that it will call, if it is one.
  void RunOnMainThread(std::function<void()> job, const void* code = nullptr);

  // What modules have asked for.
  ModuleTimers& timers() { return *timers_; }
  LoopWatches& watches() { return *watches_; }
  BlockedModuleClients& blocked() { return blocked_; }
  PendingCalls& pending_calls() { return pending_calls_; }
  Authentication& authentication() { return authentication_; }
  ServerEvents& server_events() { return server_events_; }
  ModuleSettings& settings() { return settings_; }
  InfoSections& info_sections() { return info_sections_; }
  std::map<std::string, SharedFunction, std::less<>>& shared_functions() { return shared_; }
  // One address for each name of a keyspace event, good for ever.
  const char* EventName(const char* name) { return event_names_.emplace(name).first->c_str(); }

  // Raised by whatever may have moved entries behind an open key's back.
  [[nodiscard]] uint64_t keyspace_epoch() const { return keyspace_epoch_; }
  void EntriesMayHaveMoved() { ++keyspace_epoch_; }

  // Who hears keyspace events: called for each event in `classes`. `module`: whose function it is, or null.
  using KeyListener = std::function<void(int db, const KeyEvent& event, std::string_view key)>;
  uint64_t AddKeyListener(uint32_t classes, KeyListener listener, const Module* module = nullptr);
  void RemoveKeyListener(uint64_t id);
  // One is being told: the command that it hears of may have a key in hand.
  [[nodiscard]] bool telling_of_keys() const;

  // Pools. Contexts and frames are a stack: what was taken last goes back first.
  RedisModuleCtx* PushContext();
  void PopContext() { --contexts_used_; }
  ArgumentFrame& PushFrame();
  // Ends its loans.
  void PopFrame() { frames_[--frames_used_]->End(); }
  // The frame of the innermost call is kept by the caller; the call gets a new one.
  std::unique_ptr<ArgumentFrame> KeepFrame(ArgumentFrame* frame);
  // A client without a connection: database 0, RESP2, nothing in its output.
  Client* TakeClient();
  void ReturnClient(Client* client);

 private:
  friend ModuleHost& Host();

  struct HeardEvents {
    uint64_t id;
    uint32_t classes;
    bool running =
        false;  // one listener is not told of what it does itself, unless its module wants to
    KeyListener listener;
    const Module* module;  // null: the host's own
  };

  struct Job {
    std::function<void()> run;
    const void* code;
  };

  // What a module that is being replaced had under its names (host_reload.cc).
  struct Names;

  // host_life.cc
  // Runs the module's OnLoad; `module` has its path, words and settings.
  Status Start(Module& module);
  Status OpenAndInitialize(Module& module);
  [[nodiscard]] Status CheckName(const Module& module) const;
  // Why the module can't go now; what MODULE UNLOAD replies.
  [[nodiscard]] Status WhyInUse(const Module& module);
  // One of its callbacks is on the stack: code that must not be unmapped.
  [[nodiscard]] bool Running(const Module& module) const;
  [[nodiscard]] bool HasJobOf(const Module& module);
  // Takes what a load that failed has put there out of the databases, while its types can free it.
  void DeleteValues(const Module& module);
  // Takes back all that the module has registered.
  void UndoAll(Module& module);
  void RemoveCommand(const RedisModuleCommand& command);
  // Its OnUnload may refuse, or not be there.
  enum class Farewell : uint8_t {
    kNone,
    kAgreed,
    kRefused
  };
  Farewell SayFarewell(Module& module);
  // Ends a module that nothing leads to any more. Its code stays if a thread may be in it.
  void Drop(std::unique_ptr<Module> module, Farewell farewell);
  // host_reload.cc
  Names TakeNames(Module& module);
  void PutBackNames(Module& module, Names names);
  Status TryReplacement(Module& fresh, ValueTransfer& values, bool& started);
  void Replace(Module& old, std::unique_ptr<Module> fresh, ValueTransfer& values, Names names);
  // Tells the key listeners from this one on that keys were loaded.
  void TellLoaded(uint64_t first_listener, int db, std::string_view key);
  void TellAllLoaded(uint64_t first_listener, const Module& except);
  [[nodiscard]] size_t FreeAccount() const;
  // What CONFIG REWRITE will write as `loadmodule` lines.
  void UpdateConfiguredModules();

  // Tells which functions the configured modules ask for in vain.
  void LogMissing() const;
  void UpdateWantedEvents();
  void TellOfModule(const Module& module, uint64_t subevent);
  void TellOfClient(const Client& client, uint64_t subevent);
  void RunJobs();

  static inline ModuleHost* the_host = nullptr;

  Config& config_;
  Services* services_ = nullptr;
  bool started_ = false;
  std::vector<std::unique_ptr<Module>> modules_;
  // Gone, but threads of theirs may not be: their code and what contexts point to stay.
  std::vector<std::unique_ptr<Module>> kept_;
  Module* loading_ = nullptr;
  const Module* replaced_ = nullptr;
  CommandFilters filters_;
  ForkedChild child_{*this};
  GlobalLock lock_;
  std::mutex jobs_mutex_;
  std::vector<Job> jobs_;
  std::atomic<bool> has_jobs_{false};
  uint64_t keyspace_epoch_ = 1;
  uint32_t wanted_events_ = 0;
  uint64_t next_listener_ = 1;
  std::vector<std::shared_ptr<HeardEvents>> key_listeners_;
  std::vector<std::unique_ptr<RedisModuleCtx>> contexts_;
  size_t contexts_used_ = 0;
  std::vector<std::unique_ptr<ArgumentFrame>> frames_;
  size_t frames_used_ = 0;
  std::vector<std::unique_ptr<Client>> idle_clients_;
  std::unique_ptr<ModuleTimers> timers_;
  std::unique_ptr<LoopWatches> watches_;
  BlockedModuleClients blocked_{*this};
  PendingCalls pending_calls_{*this};
  Authentication authentication_{*this};
  ServerEvents server_events_;
  ModuleSettings settings_{config_};
  InfoSections info_sections_;
  std::map<std::string, SharedFunction, std::less<>> shared_;
  std::unordered_set<std::string> event_names_;
};

inline ModuleHost& Host() {
  return *ModuleHost::the_host;
}

}  // namespace trellis
