#include "core/command/introspection_commands.h"

#include <algorithm>
#include <functional>

#include "core/base/glob.h"
#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/command/container_help.h"
#include "core/command/docs_reply.h"

namespace trellis {
namespace {

constexpr struct {
  uint64_t flag;
  std::string_view name;
} kKeyFlagNames[] = {{kKeyRo, "RO"},
                     {kKeyRw, "RW"},
                     {kKeyOw, "OW"},
                     {kKeyRm, "RM"},
                     {kAccess, "access"},
                     {kUpdate, "update"},
                     {kInsert, "insert"},
                     {kDelete, "delete"},
                     {kNotKey, "not_key"},
                     {kIncomplete, "incomplete"},
                     {kVariableFlags, "variable_flags"}};

void ReplyKeyFlags(ReplyWriter& reply, uint64_t flags) {
  std::vector<std::string_view> names;
  for (const auto& known : kKeyFlagNames) {
    if ((flags & known.flag) != 0) names.push_back(known.name);
  }
  (void)reply.Set(names.size());
  for (const std::string_view name : names)
    (void)reply.Simple(name);
}

void ReplyKeySpec(ReplyWriter& reply, const KeySpec& spec) {
  (void)reply.Map(spec.notes.empty() ? 3 : 4);
  if (!spec.notes.empty()) {
    (void)reply.Bulk("notes");
    (void)reply.Bulk(spec.notes);
  }
  (void)reply.Bulk("flags");
  ReplyKeyFlags(reply, spec.flags);
  const bool unknown = spec.find == KeySpec::Find::kUnknown;
  (void)reply.Bulk("begin_search");
  (void)reply.Map(2);
  (void)reply.Bulk("type");
  (void)reply.Bulk(unknown ? "unknown" : spec.keyword.empty() ? "index" : "keyword");
  (void)reply.Bulk("spec");
  if (unknown) {
    (void)reply.Map(0);
  } else if (spec.keyword.empty()) {
    (void)reply.Map(1);
    (void)reply.Bulk("index");
    (void)reply.Integer(spec.index);
  } else {
    (void)reply.Map(2);
    (void)reply.Bulk("keyword");
    (void)reply.Bulk(spec.keyword);
    (void)reply.Bulk("startfrom");
    (void)reply.Integer(spec.index);
  }
  (void)reply.Bulk("find_keys");
  (void)reply.Map(2);
  (void)reply.Bulk("type");
  if (spec.find == KeySpec::Find::kRange) {
    (void)reply.Bulk("range");
    (void)reply.Bulk("spec");
    (void)reply.Map(3);
    (void)reply.Bulk("lastkey");
    (void)reply.Integer(spec.last);
    (void)reply.Bulk("keystep");
    (void)reply.Integer(spec.step);
    (void)reply.Bulk("limit");
    (void)reply.Integer(spec.limit);
  } else if (spec.find == KeySpec::Find::kCount) {
    (void)reply.Bulk("keynum");
    (void)reply.Bulk("spec");
    (void)reply.Map(3);
    (void)reply.Bulk("keynumidx");
    (void)reply.Integer(spec.count_index);
    (void)reply.Bulk("firstkey");
    (void)reply.Integer(spec.first);
    (void)reply.Bulk("keystep");
    (void)reply.Integer(spec.step);
  } else {
    (void)reply.Bulk("unknown");
    (void)reply.Bulk("spec");
    (void)reply.Map(0);
  }
}

// First and last key and step as the old form of COMMAND has them, from the first range.
struct OldKeys {
  int first = 0;
  int last = 0;
  int step = 0;
};
OldKeys OldKeysOf(const Command& row) {
  OldKeys keys;
  for (int i = 0; i < row.keys.count; ++i) {
    const KeySpec& spec = row.keys.specs[i];
    if (spec.find != KeySpec::Find::kRange || !spec.keyword.empty()) continue;
    const int last = spec.last >= 0 ? spec.index + spec.last : spec.last;
    if (keys.first == 0) {
      keys = {spec.index, last, spec.step};
    } else if (spec.index == keys.last + 1) {  // a gap isn't a range any more
      keys.last = last;
    }
  }
  return keys;
}

void ReplyInfo(ReplyWriter& reply, const CommandTable& table, const RegisteredCommand& command) {
  const Command& row = command.row();
  const OldKeys keys = OldKeysOf(row);
  (void)reply.Array(10);
  (void)reply.Bulk(command.full_name());
  (void)reply.Integer(row.arity);
  const auto flags = FlagNames(row.flags);
  (void)reply.Set(flags.size());
  for (const std::string_view flag : flags)
    (void)reply.Simple(flag);
  (void)reply.Integer(keys.first);
  (void)reply.Integer(keys.last);
  (void)reply.Integer(keys.step);
  const auto categories = table.acl_categories().NamesOf(command.acl());
  (void)reply.Set(categories.size());
  for (const std::string& category : categories)
    (void)reply.Simple(category);
  (void)reply.Set(row.docs.tips.size());
  for (const std::string_view tip : row.docs.tips)
    (void)reply.Bulk(tip);
  (void)reply.Set(static_cast<size_t>(row.keys.count));
  for (int i = 0; i < row.keys.count; ++i)
    ReplyKeySpec(reply, row.keys.specs[i]);
  // An array; Redis writes an empty set where there are none.
  if (command.subcommands().empty()) return (void)reply.Set(0);
  (void)reply.Array(command.subcommands().size());
  for (const auto& subcommand : command.subcommands())
    ReplyInfo(reply, table, *subcommand);
}

const RegisteredCommand* ByFullName(const CommandTable& table, std::string_view name) {
  const size_t bar = name.find('|');
  const RegisteredCommand* command = table.Find(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->Subcommand(name.substr(bar + 1));
}

Status All(CommandContext& ctx) {
  const CommandTable& table = *ctx.services().commands;
  (void)ctx.reply().Array(table.all().size());
  for (const RegisteredCommand* command : table.all())
    ReplyInfo(ctx.reply(), table, *command);
  return {};
}

Status CommandInfo(CommandContext& ctx) {
  if (ctx.argc() == 2) return All(ctx);
  const CommandTable& table = *ctx.services().commands;
  (void)ctx.reply().Array(ctx.argc() - 2);
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const RegisteredCommand* command = ByFullName(table, ctx.Arg(i));
    if (command == nullptr) {
      (void)ctx.reply().Null();
    } else {
      ReplyInfo(ctx.reply(), table, *command);
    }
  }
  return {};
}

Status Count(CommandContext& ctx) {
  return ctx.reply().Integer(static_cast<int64_t>(ctx.services().commands->all().size()));
}

Status DocsOf(CommandContext& ctx) {
  std::vector<const RegisteredCommand*> commands;
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const RegisteredCommand* command = ByFullName(*ctx.services().commands, ctx.Arg(i));
    if (command != nullptr) commands.push_back(command);
  }
  if (ctx.argc() == 2) {
    for (const RegisteredCommand* command : ctx.services().commands->all()) {
      commands.push_back(command);
    }
  }
  (void)ctx.reply().Map(commands.size());
  for (const RegisteredCommand* command : commands)
    ReplyDocs(ctx.reply(), *command);
  return {};
}

Status GetKeys(CommandContext& ctx) {
  const auto args = ctx.args().subspan(2);
  const RegisteredCommand* command = ctx.services().commands->Resolve(args);
  if (command == nullptr) return Status::Error("Invalid command specified");
  const bool asks = (command->row().flags & kMovableKeys) != 0;
  if (command->row().keys.count == 0 && !asks) {
    return Status::Error("The command has no key arguments");
  }
  if (!command->ArityFits(args.size())) {
    return Status::Error("Invalid number of arguments specified for command");
  }
  std::vector<KeyPosition> keys;
  if (!FindKeys(*command, args, keys) || keys.empty()) {
    return Status::Error("Invalid arguments specified for command");
  }
  const bool with_flags = ctx.command().row().name == "getkeysandflags";
  (void)ctx.reply().Array(keys.size());
  for (const KeyPosition& key : keys) {
    if (with_flags) (void)ctx.reply().Array(2);
    (void)ctx.reply().Bulk(args[key.index]);
    if (with_flags) ReplyKeyFlags(ctx.reply(), key.flags);
  }
  return {};
}

void AddNames(const RegisteredCommand& command,
              const std::function<bool(const RegisteredCommand&)>& wanted,
              std::vector<std::string_view>& names) {
  if (wanted(command)) names.push_back(command.full_name());
  for (const auto& subcommand : command.subcommands())
    AddNames(*subcommand, wanted, names);
}

Status List(CommandContext& ctx) {
  std::function<bool(const RegisteredCommand&)> wanted = [](const RegisteredCommand&) {
    return true;
  };
  if (ctx.argc() == 5 && ctx.ArgIs(2, "FILTERBY")) {
    const std::string value(ctx.Arg(4));
    if (ctx.ArgIs(3, "PATTERN")) {
      wanted = [value](const RegisteredCommand& command) {
        return GlobMatch(value, command.full_name(), LetterCase::kIgnored);
      };
    } else if (ctx.ArgIs(3, "ACLCAT")) {
      const Acl category =
          ctx.services().commands->acl_categories().Find(value).value_or(Acl::kNone);
      wanted = [category](const RegisteredCommand& command) {
        return (command.acl() & category) != Acl::kNone;
      };
    } else if (ctx.ArgIs(3, "MODULE")) {
      wanted = [value](const RegisteredCommand& command) {
        return command.owner() != nullptr && command.owner()->owner_name() == value;
      };
    } else {
      return errors::kSyntax;
    }
  } else if (ctx.argc() != 2) {
    return errors::kSyntax;
  }
  std::vector<std::string_view> names;
  for (const RegisteredCommand* command : ctx.services().commands->all()) {
    AddNames(*command, wanted, names);
  }
  (void)ctx.reply().Array(names.size());
  for (const std::string_view name : names)
    (void)ctx.reply().Bulk(name);
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}
constexpr uint64_t kFlags = kLoading | kStale;

constexpr Command kSubcommands[] = {
    {"count", 2, Count, kFlags, Acl::kConnection, {}, Docs("Counts the commands.", "2.8.13")},
    {"docs",
     -2,
     DocsOf,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Documents commands for people.", "7.0.0")},
    {"getkeys",
     -4,
     GetKeys,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Names the keys in a command.", "2.8.13")},
    {"getkeysandflags",
     -4,
     GetKeys,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Names the keys in a command and what it does to them.", "7.0.0")},
    {"help",
     2,
     ContainerHelp,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Tells what the subcommands do.", "5.0.0")},
    {"info",
     -2,
     CommandInfo,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Get array of specific Redis command details", "2.8.13")},
    {"list",
     -2,
     List,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Names the commands, filtered if asked.", "7.0.0")},
};
constexpr Command kCommands[] = {
    {"command",
     -1,
     All,
     kFlags,
     Acl::kConnection,
     {},
     Docs("Describes commands for clients.", "2.8.13"),
     kSubcommands},
};

}  // namespace

std::span<const Command> IntrospectionCommands() {
  return kCommands;
}

}  // namespace trellis
