#include "modules/module_commands.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/permission.h"
#include "core/config/config.h"
#include "modules/host.h"
#include "modules/memory_account.h"

namespace trellis {
namespace {

constexpr ErrorReply kNotAllowed{
    "ERR",
    "MODULE command not allowed. If the enable-module-command option is set to \"local\", you can "
    "run it from a local connection, otherwise you need to set this option in the configuration "
    "file, and then restart the server."};
constexpr ErrorReply kNotLoaded{"ERR",
                                "Error loading the extension. Please check the server logs."};

// Loading a module is running any code: who may is the operator's choice.
bool Allowed(CommandContext& ctx) {
  return Permitted(*ctx.services().config, Directive::kEnableModuleCommand, ctx.client());
}

std::vector<std::string> Rest(CommandContext& ctx, size_t first) {
  const auto words = ctx.args().subspan(first);
  return {words.begin(), words.end()};
}

// MODULE LOAD path [arg ...]
Status ModuleLoad(CommandContext& ctx) {
  if (!Allowed(ctx)) return kNotAllowed;
  if (!Host().Load(std::string(ctx.Arg(2)), Rest(ctx, 3)).ok()) return kNotLoaded;
  return ctx.reply().Ok();
}

// MODULE LOADEX path [CONFIG name value ...] [ARGS arg ...]
Status ModuleLoadEx(CommandContext& ctx) {
  if (!Allowed(ctx)) return kNotAllowed;
  std::vector<std::pair<std::string, std::string>> configs;
  std::vector<std::string> args;
  size_t next = 3;
  while (next < ctx.argc()) {
    if (ctx.ArgIs(next, "ARGS")) {
      args = Rest(ctx, next + 1);
      break;
    }
    if (!ctx.ArgIs(next, "CONFIG") || next + 2 >= ctx.argc()) return errors::kSyntax;
    configs.emplace_back(ctx.Arg(next + 1), ctx.Arg(next + 2));
    next += 3;
  }
  if (!Host().Load(std::string(ctx.Arg(2)), args, std::move(configs)).ok()) return kNotLoaded;
  return ctx.reply().Ok();
}

// MODULE UNLOAD name
Status ModuleUnload(CommandContext& ctx) {
  if (!Allowed(ctx)) return kNotAllowed;
  Status unloaded = Host().Unload(ctx.Arg(2));
  return unloaded.ok() ? ctx.reply().Ok() : unloaded;
}

// MODULE RELOAD name path [arg ...]
Status ModuleReload(CommandContext& ctx) {
  if (!Allowed(ctx)) return kNotAllowed;
  std::optional<std::vector<std::string>> args;
  if (ctx.argc() > 4) args = Rest(ctx, 4);
  Status reloaded = Host().Reload(ctx.Arg(2), std::string(ctx.Arg(3)), std::move(args));
  return reloaded.ok() ? ctx.reply().Ok() : reloaded;
}

// MODULE LIST
Status ModuleList(CommandContext& ctx) {
  ReplyWriter& reply = ctx.reply();
  (void)reply.Array(Host().modules().size());
  for (const auto& module : Host().modules()) {
    (void)reply.Map(5);
    (void)reply.Bulk("name");
    (void)reply.Bulk(module->name);
    (void)reply.Bulk("ver");
    (void)reply.Integer(module->version);
    (void)reply.Bulk("path");
    (void)reply.Bulk(module->path);
    (void)reply.Bulk("args");
    (void)reply.Array(module->args.size());
    for (const std::string& arg : module->args)
      (void)reply.Bulk(arg);
    // Redis has no such field.
    (void)reply.Bulk("memory");
    (void)reply.Integer(static_cast<int64_t>(memory_accounts::At(module->account).bytes()));
  }
  return {};
}

// MODULE HELP
Status ModuleHelp(CommandContext& ctx) {
  constexpr std::string_view kLines[] = {
      "MODULE <subcommand> [<arg> [value] [opt] ...]. Subcommands are:", "LIST",
      "    Return a list of loaded modules.", "LOAD <path> [<arg> ...]",
      "    Load a module library from <path>, passing to it any optional arguments.",
      "LOADEX <path> [[CONFIG NAME VALUE] ...] [ARGS ...]",
      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one line of the help
      "    Load a module library from <path>, while passing it module configurations and optional "
      "arguments.",
      "RELOAD <name> <path> [<arg> ...]",
      "    Replace a module by another build of it, with its values kept.", "UNLOAD <name>",
      "    Unload a module.", "HELP", "    Prints this help."};
  (void)ctx.reply().Array(std::size(kLines));
  for (const std::string_view line : kLines)
    (void)ctx.reply().Simple(line);
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}
constexpr uint64_t kFlags = kAdmin | kNoScript | kNoAsyncLoading;

constexpr Command kSubcommands[] = {
    {"help",
     2,
     ModuleHelp,
     kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Tells what the subcommands do.", "5.0.0")},
    {"list",
     2,
     ModuleList,
     kAdmin | kNoScript,
     Acl::kNone,
     {},
     Docs("Lists the modules.", "4.0.0")},
    {"load", -3, ModuleLoad, kFlags, Acl::kNone, {}, Docs("Loads a module.", "4.0.0")},
    {"loadex",
     -3,
     ModuleLoadEx,
     kFlags,
     Acl::kNone,
     {},
     Docs("Loads a module with settings and words of its own.", "7.0.0")},
    {"reload",
     -4,
     ModuleReload,
     kFlags,
     Acl::kNone,
     {},
     Docs("Replaces a module by another build of it, with its values kept.", "7.4.0")},
    {"unload", 3, ModuleUnload, kFlags, Acl::kNone, {}, Docs("Unloads a module.", "4.0.0")},
};
constexpr Command kCommands[] = {
    {"module",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Loads, lists and unloads modules.", "4.0.0"),
     kSubcommands},
};

}  // namespace

std::span<const Command> ModuleCommands() {
  return kCommands;
}

}  // namespace trellis
