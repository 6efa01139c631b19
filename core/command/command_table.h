// All commands by name, with what has been counted about each.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/command/acl_categories.h"
#include "core/command/command.h"
#include "core/command/latency_histogram.h"

namespace trellis {

// Who brought a command that isn't the server's own: a module.
class CommandOwner {
 public:
  virtual ~CommandOwner() = default;
  [[nodiscard]] virtual std::string_view owner_name() const = 0;
  // The keys of a call, if the command finds them itself: its row can't tell (kMovableKeys).
  virtual bool FindKeys(std::span<const std::string_view> args,
                        std::vector<KeyPosition>& keys) const = 0;
};

class RegisteredCommand {
 public:
  RegisteredCommand(const Command& row, const RegisteredCommand* parent);

  [[nodiscard]] const Command& row() const { return row_; }
  // What clients call it: the row's name, unless it was renamed.
  [[nodiscard]] std::string_view called() const { return called_; }
  // "config|set" for a subcommand.
  [[nodiscard]] const std::string& full_name() const { return full_name_; }
  [[nodiscard]] bool ArityFits(size_t argc) const {
    const auto count = static_cast<int>(argc);
    return row_.arity >= 0 ? count == row_.arity : count >= -row_.arity;
  }
  [[nodiscard]] const RegisteredCommand* Subcommand(std::string_view name) const;
  [[nodiscard]] const std::vector<std::unique_ptr<RegisteredCommand>>& subcommands() const {
    return subcommands_;
  }
  // All its ACL categories: those of the row, and those that follow from its flags.
  [[nodiscard]] Acl acl() const;
  // Null for the server's own; borrowed.
  [[nodiscard]] const CommandOwner* owner() const { return owner_; }
  void set_owner(const CommandOwner* owner) { owner_ = owner; }
  // Replaces all but the name: what a module tells about its command after it created it.
  void set_row(const Command& row) { row_ = row; }
  // Null if the name is taken. What the row points to must live as long.
  RegisteredCommand* AddSubcommand(const Command& row);

  struct Stats {
    uint64_t calls = 0;
    int64_t nanoseconds = 0;
    uint64_t rejected = 0;
    uint64_t failed = 0;
    LatencyHistogram latency;
  };
  Stats& stats() const { return stats_; }

 private:
  Command row_;
  std::string full_name_;
  const CommandOwner* owner_ = nullptr;
  std::vector<std::unique_ptr<RegisteredCommand>> subcommands_;
  friend class CommandTable;
  void set_called(std::string_view name);
  std::string_view called_;
  uint64_t ending_ = 0;  // of a name of more than eight letters: the last eight
  mutable Stats stats_;  // counting is no change of the command
};

class CommandTable {
 public:
  CommandTable();

  // `rows` must outlive the table (native rows are constants).
  void Add(std::span<const Command> rows);
  // Adds one; null if the name is taken. `name` (lower case) and the row's strings are copied by the
  // caller into something that lives as long.
  RegisteredCommand* AddOne(const Command& row);
  bool Remove(std::string_view name);
  // From now on `from`, which must exist, is called `to`; false if that name is taken.
  bool Rename(std::string_view from, std::string_view to);
  // Any case; null if unknown.
  [[nodiscard]] const RegisteredCommand* Find(std::string_view name) const;
  [[nodiscard]] RegisteredCommand* FindToChange(std::string_view name) {
    return const_cast<RegisteredCommand*>(Find(name));
  }
  // The subcommand that args[1] names, or the command itself if it has none; null if unknown.
  [[nodiscard]] const RegisteredCommand* Resolve(std::span<const std::string_view> args) const;
  [[nodiscard]] const std::vector<RegisteredCommand*>& all() const { return order_; }
  void ResetStats();
  AclCategories& acl_categories() { return acl_categories_; }
  [[nodiscard]] const AclCategories& acl_categories() const { return acl_categories_; }

 private:
  // A command by the first eight letters of its name, which nearly always tell it.
  struct Cell {
    uint64_t beginning = 0;
    const RegisteredCommand* command = nullptr;
  };
  void Rebuild();

  std::unordered_map<std::string, std::unique_ptr<RegisteredCommand>> commands_;
  std::vector<RegisteredCommand*> order_;
  AclCategories acl_categories_;
  // Open addressing over lower-case names; a power of two of cells, a quarter full at most.
  std::vector<Cell> cells_;
};

// Positions of the keys among the arguments of a call; false if the arguments don't fit the row.
bool FindKeys(const Command& row, std::span<const std::string_view> args,
              std::vector<KeyPosition>& keys);
bool FindKeys(const RegisteredCommand& command, std::span<const std::string_view> args,
              std::vector<KeyPosition>& keys);
// Names of a row's flags as COMMAND shows them.
std::vector<std::string_view> FlagNames(uint64_t flags);

}  // namespace trellis
