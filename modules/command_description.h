// What a module tells about a command of its own (SetCommandInfo), copied: key specs and documentation in
// the form of a row, whose texts live here as long as the command.
//
// The module's arrays are walked with its own strides, which say how big the structs were when it was
// compiled; what its header didn't have stays empty.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/command/command.h"
#include "modules/api_table.h"

namespace trellis {

class CommandDescription {
 public:
  // False if the description contradicts itself; then nothing of it may be used.
  bool Read(const RedisModuleCommandInfo& info);

  // None if the module told none: those of CreateCommand stay.
  [[nodiscard]] const std::optional<KeySpecs>& keys() const { return keys_; }
  [[nodiscard]] const CommandDocs& docs() const { return docs_; }

 private:
  std::string_view Keep(const char* text);
  bool ReadKeys(const RedisModuleCommandInfo& info);
  bool ReadHistory(const RedisModuleCommandInfo& info);
  void ReadTips(std::string_view tips);
  // The arguments that begin at `first`; none if one is wrong.
  std::optional<std::span<const CommandArgument>> ReadArguments(const char* first, size_t stride,
                                                                int depth);
  std::optional<CommandArgument> ReadArgument(const RedisModuleCommandArg& given, size_t stride,
                                              int depth);

  std::optional<KeySpecs> keys_;
  CommandDocs docs_;
  std::deque<std::string> texts_;
  std::deque<std::vector<CommandArgument>> arguments_;
  std::vector<CommandChange> history_;
  std::vector<std::string_view> tips_;
};

// The keys aren't one unbroken range from a fixed place: old clients can't find them by COMMAND alone.
bool KeysMove(const KeySpecs& keys);

}  // namespace trellis
