// A loaded module: who it is and what it has registered, so that all of it can be undone.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct RedisModuleCommand;
struct RedisModuleCtx;
struct RedisModuleString;
struct RedisModuleType;

namespace trellis {

struct Module {
  Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  ~Module();

  // Empty until the module has said who it is (SetModuleAttribs).
  std::string name;
  int version = 0;
  int api_version = 0;
  std::string path;
  std::vector<std::string> args;
  void* handle = nullptr;  // dlopen's
  // Its memory account, and the GetApi that belongs to it: the first word of each of its contexts.
  size_t account = 0;
  void* get_api = nullptr;

  bool loading = true;  // inside OnLoad
  // Null once the module is on its way out: for who may call it later, and can't be found by then.
  std::shared_ptr<const bool> alive = std::make_shared<const bool>(true);
  int options = 0;  // REDISMODULE_OPTIONS_*
  std::vector<std::unique_ptr<RedisModuleCommand>> commands;
  std::vector<std::unique_ptr<RedisModuleType>> types;
  // Modules whose shared functions it uses, and that use its own.
  std::set<Module*> uses;
  std::set<Module*> used_by;
  // What keeps it from being unloaded.
  size_t blocked_clients = 0;
  size_t timers = 0;
  size_t calls = 0;  // of its RM_Calls, those that have not returned
  // It has asked for a context for a thread, made a client wait for one, or left one running at load.
  std::atomic<bool> may_have_threads{false};
  // How many functions it asked for, and the names of those that this server doesn't serve.
  size_t functions_asked = 0;
  struct MissingFunction {
    std::string name;
    void** pointer;  // the module's, which stayed null
  };
  std::vector<MissingFunction> missing;
  // Their names, without "RedisModule_".
  [[nodiscard]] std::string MissingNames() const;
  // What it has subscribed to among the keyspace events; the ids are the host's.
  struct KeySubscription {
    uint32_t classes;
    int (*callback)(RedisModuleCtx* ctx, int type, const char* event, RedisModuleString* key);
    uint64_t id;
  };
  std::vector<KeySubscription> key_subscriptions;
  // ACL categories that it has added.
  std::vector<std::string> acl_categories;
  // Values for its settings that MODULE LOADEX brought and nobody has taken yet.
  std::vector<std::pair<std::string, std::string>> given_configs;
  bool configs_loaded = true;    // false from the first registered setting until LoadConfigs
  bool defaults_loaded = false;  // LoadDefaultConfigs or LoadConfigs was called

  // What undoes a registration (a subscription, a filter, an exported function ...); run in reverse
  // order when the module is unloaded, or its load fails.
  std::vector<std::function<void()>> undo;

  // "module" or "<module>", as the log names it.
  [[nodiscard]] std::string_view log_name() const {
    return name.empty() ? std::string_view("module") : name;
  }
  [[nodiscard]] bool has_option(int option) const { return (options & option) != 0; }
};

}  // namespace trellis
