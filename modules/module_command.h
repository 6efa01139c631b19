// RedisModuleCommand: the adapter from a command that a module registered to a row of the command table,
// from which COMMAND, ACL categories, arity errors and all else derive as for the server's own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/command/command_table.h"
#include "modules/api_table.h"
#include "modules/command_description.h"

namespace trellis {
struct Module;
}

struct RedisModuleCommand final : public trellis::CommandOwner {
 public:
  RedisModuleCommand(trellis::Module& module, std::string_view name, RedisModuleCmdFunc function)
      : module_(module), name_(name), function_(function) {}

  // The row of a call to CreateCommand or CreateSubcommand; false if a flag word is unknown. `first`,
  // `last`, `step`: the one range of keys, none if first is 0.
  bool MakeRow(std::string_view flag_words, int first, int last, int step, bool subcommand);
  // Fills in what SetCommandInfo tells. False, and nothing changed, if it can't be right.
  bool Describe(const RedisModuleCommandInfo& info);

  // The ACL categories that it is in, in place of those it was in.
  void SetCategories(trellis::Acl categories);

  [[nodiscard]] const trellis::Command& row() const { return row_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] trellis::Module& module() const { return module_; }
  [[nodiscard]] RedisModuleCmdFunc function() const { return function_; }
  [[nodiscard]] bool is_subcommand() const { return subcommand_; }
  [[nodiscard]] trellis::RegisteredCommand* registered() const { return registered_; }
  void set_registered(trellis::RegisteredCommand* registered);
  // It is in no table any more.
  void Unregistered() { registered_ = nullptr; }

  std::vector<std::unique_ptr<RedisModuleCommand>>& subcommands() { return subcommands_; }
  [[nodiscard]] const std::vector<std::unique_ptr<RedisModuleCommand>>& subcommands() const {
    return subcommands_;
  }

  [[nodiscard]] std::string_view owner_name() const override;
  bool FindKeys(std::span<const std::string_view> args,
                std::vector<trellis::KeyPosition>& keys) const override;

 private:
  trellis::Module& module_;
  std::string name_;
  RedisModuleCmdFunc function_;
  trellis::Command row_;
  trellis::RegisteredCommand* registered_ = nullptr;
  bool subcommand_ = false;
  std::unique_ptr<trellis::CommandDescription> description_;  // null before SetCommandInfo
  std::vector<std::unique_ptr<RedisModuleCommand>> subcommands_;
};

namespace trellis {

// Command::flags of words as "write deny-oom"; false if one is unknown.
bool ParseCommandFlags(std::string_view words, uint64_t& flags);

// The names that a command may have.
bool ValidCommandName(std::string_view name);

}  // namespace trellis
