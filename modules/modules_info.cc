#include "modules/modules_info.h"

#include <fmt/core.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/memory_account.h"
#include "modules/module_command.h"
#include "modules/module_type.h"

namespace trellis {
namespace {

std::string Names(const std::set<Module*>& modules) {
  std::string names;
  for (const Module* module : modules) {
    if (!names.empty()) names += '|';
    names += module->name;
  }
  return names;
}

std::string Options(const Module& module) {
  constexpr struct {
    int option;
    std::string_view name;
  } kNames[] = {{REDISMODULE_OPTIONS_HANDLE_IO_ERRORS, "handle-io-errors"},
                {REDISMODULE_OPTIONS_HANDLE_REPL_ASYNC_LOAD, "handle-repl-async-load"},
                {REDISMODULE_OPTION_NO_IMPLICIT_SIGNAL_MODIFIED, "no-implicit-signal-modified"}};
  std::string options;
  for (const auto& known : kNames) {
    if (!module.has_option(known.option)) continue;
    if (!options.empty()) options += '|';
    options += known.name;
  }
  return options;
}

struct Usage {
  uint64_t commands = 0;
  uint64_t calls = 0;
  int64_t nanoseconds = 0;
  uint64_t rejected = 0;
  uint64_t failed = 0;

  void Add(const RedisModuleCommand& command) {
    // A container only holds its subcommands.
    if (command.function() != nullptr) ++commands;
    const RegisteredCommand::Stats& stats = command.registered()->stats();
    calls += stats.calls;
    nanoseconds += stats.nanoseconds;
    rejected += stats.rejected;
    failed += stats.failed;
    for (const auto& subcommand : command.subcommands())
      Add(*subcommand);
  }
};

// All commands of the module together, in the words of INFO commandstats.
std::string UsageLine(const Module& module) {
  Usage usage;
  for (const auto& command : module.commands)
    usage.Add(*command);
  uint64_t values = 0;
  for (const auto& type : module.types)
    values += type->values();
  const double usec = static_cast<double>(usage.nanoseconds) / 1000;
  const double per_call = usage.calls == 0 ? 0 : usec / static_cast<double>(usage.calls);
  return fmt::format(
      "modulestat_{}:commands={},types={},values={},calls={},usec={},usec_per_call={:.2f},"
      "rejected_calls={},failed_calls={}\r\n",
      module.name, usage.commands, module.types.size(), values, usage.calls,
      usage.nanoseconds / 1000, per_call, usage.rejected, usage.failed);
}

}  // namespace

void WriteModulesInfo(const ModuleHost& host, std::string& out) {
  for (const auto& module : host.modules()) {
    // The last field is ours.
    out += fmt::format(
        "module:name={},ver={},api={},filters={},usedby=[{}],using=[{}],options=[{}],memory={}\r\n",
        module->name, module->version, module->api_version, host.filters().CountOf(*module),
        Names(module->used_by), Names(module->uses), Options(*module),
        memory_accounts::At(module->account).bytes());
  }
  // Lines that Redis has not.
  for (const auto& module : host.modules())
    out += UsageLine(*module);
}

}  // namespace trellis
