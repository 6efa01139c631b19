// Command filters: functions of modules that see every command before it is looked up, and may rewrite
// it.
//
// Threads: whoever has the keyspace.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/api_table.h"
#include "modules/module_string.h"

namespace trellis {
class Client;
struct Module;
}  // namespace trellis

struct RedisModuleCommandFilter {
  trellis::Module& module;
  RedisModuleCommandFilterFunc callback;
  int flags;
};

// The command as the filters see it, one after the other.
struct RedisModuleCommandFilterCtx {
 public:
  RedisModuleCommandFilterCtx(trellis::Client& client, std::span<const std::string_view> args);
  RedisModuleCommandFilterCtx(const RedisModuleCommandFilterCtx&) = delete;
  RedisModuleCommandFilterCtx& operator=(const RedisModuleCommandFilterCtx&) = delete;
  ~RedisModuleCommandFilterCtx();

  [[nodiscard]] trellis::Client& client() const { return client_; }
  [[nodiscard]] size_t size() const { return args_.size(); }
  // Null outside of the arguments.
  [[nodiscard]] RedisModuleString* At(int pos) const;
  // These take over the string; false outside of the arguments.
  bool Insert(int pos, RedisModuleString* arg);
  bool Replace(int pos, RedisModuleString* arg);
  bool Delete(int pos);
  [[nodiscard]] bool changed() const { return changed_; }
  [[nodiscard]] std::vector<std::string> Copies() const;

 private:
  trellis::Client& client_;
  std::vector<RedisModuleString*> args_;
  bool changed_ = false;
};

namespace trellis {

class CommandFilters {
 public:
  RedisModuleCommandFilter* Add(Module& module, RedisModuleCommandFilterFunc callback, int flags);
  // False if it is gone already, or another module's.
  bool Remove(const Module& module, const RedisModuleCommandFilter* filter);
  [[nodiscard]] bool empty() const { return filters_.empty(); }
  [[nodiscard]] size_t CountOf(const Module& module) const;
  // Runs all filters; true if the command became what `rewritten` then holds. `caller`: the module whose
  // call it is, or null.
  bool Apply(Client& client, std::span<const std::string_view> args, const Module* caller,
             std::vector<std::string>& rewritten) const;

 private:
  std::vector<std::unique_ptr<RedisModuleCommandFilter>> filters_;
};

}  // namespace trellis
