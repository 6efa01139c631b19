#include "modules/modules_info.h"

#include <fmt/core.h>

#include <set>
#include <string_view>

#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/memory_account.h"

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
}

}  // namespace trellis
