#include "core/config/config_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/command/command_context.h"
#include "core/command/container_help.h"
#include "core/command/extension.h"
#include "core/command/permission.h"
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

Status Failed(std::string_view name, std::string_view reason) {
  return Status::Error(
      fmt::format("CONFIG SET failed (possibly related to argument '{}') - {}", name, reason));
}

// What a load has begun with can't change under it.
constexpr Directive kFixedWhileLoading[] = {Directive::kAppendonly, Directive::kDir,
                                            Directive::kReplDisklessLoad};

// One setting that CONFIG SET changes: a directive, or an extra setting.
struct Change {
  std::string name;  // of a directive: the one in the table
  std::string old_value;
  bool extra = false;
};

// The setting of this name, with its present value; an error if it can't be set.
Result<Change> FindChange(CommandContext& ctx, std::string_view name) {
  const Config& config = *ctx.services().config;
  const std::optional<Directive> id = Config::Find(name);
  const ExtraSettings* extra = config.extra();
  if (!id && (extra == nullptr || !extra->Has(name))) {
    return Status::Error(
        fmt::format("Unknown option or number of arguments for CONFIG SET - '{}'", name));
  }
  if (!id) {
    const std::string_view why = extra->WhyFixed(name);
    if (!why.empty()) return Failed(name, why);
    return Change{std::string(name), extra->Show(name), true};
  }
  switch (Config::ChangeOf(*id)) {
    case Config::Change::kNever: return Failed(name, "can't set immutable config");
    case Config::Change::kProtected:
      if (Permitted(config, Directive::kEnableProtectedConfigs, ctx.client())) break;
      return Failed(name, "can't set protected config");
    case Config::Change::kFree: break;
  }
  const bool fixed = std::find(std::begin(kFixedWhileLoading), std::end(kFixedWhileLoading), *id) !=
                     std::end(kFixedWhileLoading);
  if (fixed && ctx.services().control->loading()) return errors::kLoading;
  return Change{std::string(Config::NameOf(*id)), config.Show(*id), false};
}

Status Assign(Config& config, const Change& change, const std::string& value) {
  return change.extra ? config.extra()->Set(change.name, value) : config.Set(change.name, value);
}

// All settings are set, or none.
Status Set(CommandContext& ctx) {
  if (ctx.argc() % 2 != 0) return errors::kSyntax;
  Config& config = *ctx.services().config;
  std::vector<Change> changes;
  for (size_t i = 2; i < ctx.argc(); i += 2) {
    const Result<Change> change = FindChange(ctx, ctx.Arg(i));
    if (!change) return change.error();
    for (const Change& other : changes) {
      if (other.name == change->name) return Failed(ctx.Arg(i), "duplicate parameter");
    }
    changes.push_back(*change);
  }
  const auto apply = [&]() -> Status {
    for (const Change& change : changes) {
      if (change.extra) continue;
      const Status status = ctx.services().control->ApplyConfig(change.name);
      if (!status.ok()) return Failed(change.name, status.text());
    }
    if (config.extra() == nullptr) return {};
    const Status status = config.extra()->Apply();
    return status.ok() ? Status() : Failed(changes.back().name, status.text());
  };
  const auto undo = [&] {
    for (const Change& change : changes)
      (void)Assign(config, change, change.old_value);
    (void)apply();
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    const Status status = Assign(config, changes[i], std::string(ctx.Arg(2 * i + 3)));
    if (status.ok()) continue;
    undo();
    return Failed(ctx.Arg(2 * i + 2), status.text());
  }
  Status applied = apply();
  if (!applied.ok()) {
    undo();
    return applied;
  }
  if (Extension* extension = ctx.services().extension) {
    std::vector<std::string> names(changes.size());
    std::transform(changes.begin(), changes.end(), names.begin(),
                   [](const Change& change) { return change.name; });
    extension->SettingsChanged(names);
  }
  return ctx.reply().Ok();
}

Status Rewrite(CommandContext& ctx) {
  Status status = ctx.services().control->RewriteConfig(false);
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
    {"help",
     2,
     ContainerHelp,
     kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Tells what the subcommands do.", "5.0.0")},
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
