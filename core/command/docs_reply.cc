#include "core/command/docs_reply.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "core/command/argument_docs.h"

namespace trellis {
namespace {

// In the order of CommandArgument::Type.
constexpr std::string_view kTypeNames[] = {"string",    "integer",    "double", "key",  "pattern",
                                           "unix-time", "pure-token", "oneof",  "block"};

constexpr struct {
  uint8_t flag;
  std::string_view name;
} kFlagNames[] = {{CommandArgument::kOptional, "optional"},
                  {CommandArgument::kMultiple, "multiple"},
                  {CommandArgument::kMultipleToken, "multiple_token"}};

using Field = std::pair<std::string_view, std::string_view>;

// Those that have been told; the map's head is the caller's.
std::vector<Field> Told(std::initializer_list<Field> fields) {
  std::vector<Field> told;
  std::copy_if(fields.begin(), fields.end(), std::back_inserter(told),
               [](const Field& field) { return !field.second.empty(); });
  return told;
}

void ReplyFields(ReplyWriter& reply, const std::vector<Field>& fields) {
  for (const auto& [name, value] : fields) {
    (void)reply.Bulk(name);
    (void)reply.Bulk(value);
  }
}

void ReplyArgumentList(ReplyWriter& reply, std::span<const CommandArgument> arguments);

void ReplyArgument(ReplyWriter& reply, const CommandArgument& argument) {
  using Type = CommandArgument::Type;
  const std::vector<Field> head = Told({{"name", argument.name},
                                        {"type", kTypeNames[static_cast<size_t>(argument.type)]},
                                        {"display_text", argument.display_text}});
  const std::vector<Field> tail = Told({{"token", argument.token},
                                        {"summary", argument.summary},
                                        {"since", argument.since},
                                        {"deprecated_since", argument.deprecated_since}});
  const bool key = argument.type == Type::kKey && argument.key_spec >= 0;
  const bool parts = argument.type == Type::kOneOf || argument.type == Type::kBlock;
  (void)reply.Map(head.size() + tail.size() + (key ? 1 : 0) + (argument.flags != 0 ? 1 : 0) +
                  (parts ? 1 : 0));
  ReplyFields(reply, head);
  if (key) {
    (void)reply.Bulk("key_spec_index");
    (void)reply.Integer(argument.key_spec);
  }
  ReplyFields(reply, tail);
  if (argument.flags != 0) {
    const auto has = [&](const auto& known) { return (argument.flags & known.flag) != 0; };
    (void)reply.Bulk("flags");
    (void)reply.Set(
        static_cast<size_t>(std::count_if(std::begin(kFlagNames), std::end(kFlagNames), has)));
    for (const auto& known : kFlagNames) {
      if (has(known)) (void)reply.Simple(known.name);
    }
  }
  if (parts) {
    (void)reply.Bulk("arguments");
    ReplyArgumentList(reply, argument.parts);
  }
}

// As deep as the tree: who brings one limits it.
void ReplyArgumentList(ReplyWriter& reply, std::span<const CommandArgument> arguments) {
  (void)reply.Array(arguments.size());
  for (const CommandArgument& argument : arguments)
    ReplyArgument(reply, argument);
}

void ReplyHistory(ReplyWriter& reply, std::span<const CommandChange> history) {
  (void)reply.Set(history.size());
  for (const CommandChange& change : history) {
    (void)reply.Array(2);
    (void)reply.Bulk(change.since);
    (void)reply.Bulk(change.changes);
  }
}

}  // namespace

void ReplyDocs(ReplyWriter& reply, const RegisteredCommand& command) {
  const CommandDocs& docs = command.row().docs;
  (void)reply.Bulk(command.full_name());
  // A module tells what it likes of these.
  const std::vector<Field> texts =
      Told({{"summary", docs.summary},
            {"since", docs.since},
            {"group", docs.group.empty() ? "module" : docs.group},
            {"complexity", docs.complexity},
            {"module", command.owner() == nullptr ? "" : command.owner()->owner_name()}});
  // Those of the server's own commands are in a table of their own.
  const std::string_view native =
      command.owner() == nullptr ? ArgumentsOf(command.full_name()) : std::string_view();
  const bool container = !command.subcommands().empty();
  (void)reply.Map(texts.size() + (docs.history.empty() ? 0 : 1) +
                  (native.empty() && docs.arguments.empty() ? 0 : 1) + (container ? 1 : 0));
  ReplyFields(reply, texts);
  if (!docs.history.empty()) {
    (void)reply.Bulk("history");
    ReplyHistory(reply, docs.history);
  }
  if (!native.empty()) {
    (void)reply.Bulk("arguments");
    ReplyArguments(reply, native);
  } else if (!docs.arguments.empty()) {
    (void)reply.Bulk("arguments");
    ReplyArgumentList(reply, docs.arguments);
  }
  if (container) {
    (void)reply.Bulk("subcommands");
    (void)reply.Map(command.subcommands().size());
    for (const auto& subcommand : command.subcommands())
      ReplyDocs(reply, *subcommand);
  }
}

}  // namespace trellis
