// What COMMAND DOCS tells people about a command. All texts and spans are borrowed: constants of a native
// row, or kept by who brought the command.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trellis {

// What changed in the command's syntax or meaning, and when.
struct CommandChange {
  std::string_view since;
  std::string_view changes;
};

// One argument of the syntax. The numbers of the types are the module ABI's.
struct CommandArgument {
  enum class Type : uint8_t {
    kString,
    kInteger,
    kDouble,
    kKey,
    kPattern,
    kUnixTime,
    kPureToken,
    kOneOf,  // one of its parts
    kBlock,  // all of its parts
  };
  enum Flag : uint8_t {
    kOptional = 1U << 0,
    kMultiple = 1U << 1,
    kMultipleToken = 1U << 2,  // the token is repeated with each value
  };

  std::string_view name;
  Type type = Type::kString;
  int key_spec = -1;  // of kKey: which of the command's key specs
  std::string_view token;
  std::string_view summary;
  std::string_view since;
  std::string_view deprecated_since;
  std::string_view display_text;  // how a usage line names it, if not by its name
  uint8_t flags = 0;
  std::span<const CommandArgument> parts = {};  // of kOneOf and kBlock
};

struct CommandDocs {
  std::string_view summary;
  std::string_view since = "1.0.0";
  std::string_view group;
  std::string_view complexity;
  std::span<const CommandChange> history = {};
  std::span<const std::string_view> tips = {};  // hints for clients and proxies
  std::span<const CommandArgument> arguments = {};
};

}  // namespace trellis
