#include "core/config/config_commands.h"

#include <fmt/core.h>

#include "core/command/command_context.h"
#include "core/command/server_control.h"
#include "core/config/config.h"

namespace trellis {
namespace {

Status Get(CommandContext& ctx) {
  std::vector<std::string> patterns;
  for (size_t i = 2; i < ctx.argc(); ++i)
    patterns.emplace_back(ctx.Arg(i));
  const auto found = ctx.services().config->Matching(patterns);
  (void)ctx.reply().Map(found.size());
  for (const auto& [name, value] : found) {
    (void)ctx.reply().Bulk(name);
    (void)ctx.reply().Bulk(value);
  }
  return {};
}

// All directives are set, or none.
Status Set(CommandContext& ctx) {
  if (ctx.argc() % 2 != 0) {
    return Status::Error("wrong number of arguments for 'config|set' command");
  }
  Config& config = *ctx.services().config;
  const auto failed = [](std::string_view name, std::string_view reason) {
    return Status::Error(
        fmt::format("CONFIG SET failed (possibly related to argument '{}') - {}", name, reason));
  };
  std::vector<std::pair<std::string, std::string>> old_values;
  for (size_t i = 2; i < ctx.argc(); i += 2) {
    const std::optional<Directive> id = Config::Find(ctx.Arg(i));
    if (!id) {
      return Status::Error(
          fmt::format("Unknown option or number of arguments for CONFIG SET - '{}'", ctx.Arg(i)));
    }
    if (Config::Immutable(*id)) return failed(ctx.Arg(i), "can't set immutable config");
    for (const auto& [name, value] : old_values) {
      if (name == Config::NameOf(*id)) return failed(ctx.Arg(i), "duplicate parameter");
    }
    old_values.emplace_back(Config::NameOf(*id), config.Show(*id));
  }
  const auto undo = [&] {
    for (const auto& [name, value] : old_values) {
      (void)config.Set(name, value);
      (void)ctx.services().control->ApplyConfig(name);
    }
  };
  for (size_t i = 2; i < ctx.argc(); i += 2) {
    const Status status = config.Set(ctx.Arg(i), std::string(ctx.Arg(i + 1)));
    if (status.ok()) continue;
    undo();
    return failed(ctx.Arg(i), status.text());
  }
  for (const auto& [name, value] : old_values) {
    const Status status = ctx.services().control->ApplyConfig(name);
    if (status.ok()) continue;
    undo();
    return failed(name, status.text());
  }
  return ctx.reply().Ok();
}

Status Rewrite(CommandContext& ctx) {
  Status status = ctx.services().control->RewriteConfig();
  return status.ok() ? ctx.reply().Ok() : status;
}

Status ResetStat(CommandContext& ctx) {
  ctx.services().control->ResetStats();
  return ctx.reply().Ok();
}

Status Shutdown(CommandContext& ctx) {
  auto save = ServerControl::ShutdownSave::kByPoints;
  bool force = false;
  for (size_t i = 1; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "SAVE")) {
      save = ServerControl::ShutdownSave::kAlways;
    } else if (ctx.ArgIs(i, "NOSAVE")) {
      save = ServerControl::ShutdownSave::kNever;
    } else if (ctx.ArgIs(i, "FORCE")) {
      force = true;
    } else if (ctx.ArgIs(i, "ABORT")) {
      return Status::Error("No shutdown in progress.");
    } else if (!ctx.ArgIs(i, "NOW")) {
      return errors::kSyntax;
    }
  }
  return ctx.services().control->Shutdown(save, force);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}
constexpr uint64_t kFlags = kAdmin | kNoScript | kLoading | kStale;

constexpr Command kConfigSubcommands[] = {
    {"get", -3, Get, kFlags, Acl::kNone, {}, Docs("Answers settings by name or pattern.", "2.0.0")},
    {"resetstat",
     2,
     ResetStat,
     kFlags,
     Acl::kNone,
     {},
     Docs("Sets the counters of INFO back to zero.", "2.0.0")},
    {"rewrite",
     2,
     Rewrite,
     kFlags,
     Acl::kNone,
     {},
     Docs("Writes the settings in force to the configuration file.", "2.8.0")},
    {"set", -4, Set, kFlags, Acl::kNone, {}, Docs("Changes settings, all or none.", "2.0.0")},
};
constexpr Command kCommands[] = {
    {"config",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Reads and changes the settings.", "2.0.0"),
     kConfigSubcommands},
    {"shutdown",
     -1,
     Shutdown,
     kFlags | kNoMulti | kAllowBusy,
     Acl::kNone,
     {},
     Docs("Saves as the save points say and ends the server.", "1.0.0")},
};

}  // namespace

std::span<const Command> ConfigCommands() {
  return kCommands;
}

}  // namespace trellis
