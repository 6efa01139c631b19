// Modules come and go: MODULE LOAD and UNLOAD.
//
// Of a load that fails nothing stays. A module is let go only when nothing of the server leads to its
// code any more; what it has registered says so itself (Module::undo), values of its types are counted.
#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/client/client_table.h"
#include "core/command/command_table.h"
#include "core/config/config.h"
#include "core/keyspace/keyspace.h"
#include "core/keyspace/lazy_free.h"
#include "core/keyspace/type_ops.h"
#include "modules/host.h"
#include "modules/loader.h"
#include "modules/memory_account.h"
#include "modules/module_command.h"
#include "modules/module_type.h"
#include "modules/running_threads.h"

namespace trellis {
namespace {

uint64_t ValuesOf(const Module& module) {
  uint64_t values = 0;
  for (const auto& type : module.types)
    values += type->values();
  return values;
}

// "2 of 'MyType-aa', 1 of 'MyType-bb'"
std::string CountedTypes(const Module& module) {
  std::string counts;
  for (const auto& type : module.types) {
    if (type->values() == 0) continue;
    if (!counts.empty()) counts += ", ";
    counts += fmt::format("{} of '{}'", type->values(), type->name());
  }
  return counts;
}

// INFO writes the name among commas and equals signs, one module a line.
bool IsWordForInfo(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c != 0x7f && c != ',' && c != '='; });
}

}  // namespace

size_t ModuleHost::FreeAccount() const {
  // Account 0 is the server's own.
  size_t account = 1;
  const auto taken = [&](const auto& module) { return module->account == account; };
  while (account + 1 < memory_accounts::kCount &&
         (std::any_of(modules_.begin(), modules_.end(), taken) ||
          std::any_of(kept_.begin(), kept_.end(), taken))) {
    ++account;
  }
  return account;
}

// What a module that has started calls itself.
Status ModuleHost::CheckName(const Module& module) const {
  if (module.name.empty()) return Status::Error("it has told no name. Module not loaded");
  if (!IsWordForInfo(module.name)) {
    return Status::Error("its name has blanks, commas or the like. Module not loaded");
  }
  const Module* bearer = Find(module.name);
  if (bearer != nullptr && bearer != replaced_) {
    return Status::Error(fmt::format("a module '{}' is there already", module.name));
  }
  return {};
}

// An error's text is for the log.
Status ModuleHost::OpenAndInitialize(Module& module) {
  if (Status right = loader::CheckFile(module.path); !right.ok()) return right;
  const void* resident = loader::Resident(module.path);
  for (const auto& other : modules_) {
    if (other->handle == resident && other.get() != replaced_) {
      return Status::Error(fmt::format("it is loaded already, as '{}'", other->name));
    }
  }
  const Result<void*> handle = loader::Open(module.path);
  if (!handle) return handle.error();
  module.handle = *handle;
  const loader::OnLoad on_load = loader::FindOnLoad(module.handle);
  if (on_load == nullptr) {
    return Status::Error("it does not export RedisModule_OnLoad() symbol. Module not loaded.");
  }
  const std::vector<int> threads = RunningThreads();
  ArgumentFrame& frame = PushFrame();
  const std::vector<std::string_view> args(module.args.begin(), module.args.end());
  frame.Lend(args);
  int result = 0;
  {
    ContextScope context(module, 0);
    context->arguments = &frame;
    result = on_load(context.get(), frame.strings(), static_cast<int>(frame.size()));
  }
  PopFrame();
  if (NewThreadRuns(threads)) module.may_have_threads = true;
  if (result != REDISMODULE_OK) {
    return Status::Error("initialization failed. Module not loaded");
  }
  if (Status named = CheckName(module); !named.ok()) return named;
  if (!module.configs_loaded) {
    return Status::Error(
        "Module Configurations were not set, likely a missing LoadConfigs call. Unloading "
        "the module.");
  }
  // A build that replaces another may have dropped settings of that one's.
  if (!module.given_configs.empty() && replaced_ == nullptr) {
    return Status::Error(fmt::format("unknown configuration '{}'", module.given_configs[0].first));
  }
  return {};
}

void ModuleHost::UpdateConfiguredModules() {
  // Until then the list is being read.
  if (!started_) return;
  config_.modules.clear();
  for (const auto& module : modules_) {
    std::vector<std::string>& words = config_.modules.emplace_back(1, module->path);
    words.insert(words.end(), module->args.begin(), module->args.end());
  }
}

Status ModuleHost::Start(Module& module) {
  module.account = FreeAccount();
  module.get_api = loader::GetApiOf(module.account);
  memory_accounts::At(module.account).Reset();
  Module* outer = std::exchange(loading_, &module);
  Status ready = OpenAndInitialize(module);
  loading_ = outer;
  module.loading = false;
  if (!module.missing.empty() && (started_ || !ready.ok())) {
    Log(LogLevel::kNotice, "Module {} asks for functions that are not served: {}", module.path,
        module.MissingNames());
  }
  return ready;
}

Status ModuleHost::Load(const std::string& path, const std::vector<std::string>& args,
                        std::vector<std::pair<std::string, std::string>> configs) {
  auto fresh = std::make_unique<Module>();
  Module& module = *fresh;
  module.path = path;
  module.args = args;
  module.given_configs = std::move(configs);
  Status ready = Start(module);
  if (!ready.ok()) {
    Log(LogLevel::kWarning, "Module {} failed to load: {}", path, ready.text());
    DeleteValues(module);
    UndoAll(module);
    Drop(std::move(fresh), Farewell::kNone);
    return ready;
  }
  modules_.push_back(std::move(fresh));
  UpdateConfiguredModules();
  Log(LogLevel::kNotice, "Module '{}' loaded from {}, version {}", module.name, path,
      module.version);
  TellOfModule(module, REDISMODULE_SUBEVENT_MODULE_LOADED);
  return {};
}

void ModuleHost::DeleteValues(const Module& module) {
  // Some may be on their way out.
  lazy_free::Drain();
  if (ValuesOf(module) == 0) return;
  for (int index = 0; index < keyspace().databases(); ++index) {
    Database& database = keyspace().db(index);
    std::vector<std::string> keys;
    database.table().ForEach([&](const Entry* entry) {
      if (std::any_of(module.types.begin(), module.types.end(),
                      [&](const auto& type) { return type->type_id() == entry->type(); })) {
        keys.emplace_back(entry->key());
      }
    });
    for (const std::string& key : keys)
      (void)database.Erase(key, Database::Hash(key));
  }
  EntriesMayHaveMoved();
}

void ModuleHost::UndoAll(Module& module) {
  while (!module.undo.empty()) {
    const std::function<void()> undo = std::move(module.undo.back());
    module.undo.pop_back();
    undo();
  }
  FiltersChanged();
  module.alive.reset();
  authentication_.Forget(module);
  timers_->StopAll(module);
  pending_calls_.Forget(module);
  const auto is_gone = [&](const void* code) { return loader::Owns(module.handle, code); };
  if (module.handle != nullptr) {
    watches_->ForgetCode(is_gone);
    if (is_gone(child_.done())) child_.End(SIGKILL);
    const std::lock_guard hold(jobs_mutex_);
    std::erase_if(jobs_, [&](const Job& job) { return is_gone(job.code); });
  }
  for (const auto& command : module.commands) {
    if (command->registered() != nullptr) RemoveCommand(*command);
  }
  for (const auto& type : module.types) {
    types::Remove(type->type_id());
    type->set_type_id(0);
  }
  for (Module* other : module.uses)
    other->used_by.erase(&module);
  for (Module* other : module.used_by)
    other->uses.erase(&module);
}

void ModuleHost::RemoveCommand(const RedisModuleCommand& command) {
  // Clients know the last command they ran by its name, which goes, or that of a subcommand.
  const std::string_view name = command.registered()->full_name();
  services_->clients->ForEach([&](Client& client) {
    const std::string_view last = client.last_command;
    if (last.starts_with(name) && (last.size() == name.size() || last[name.size()] == '|')) {
      client.last_command = "NULL";
    }
  });
  services_->commands->Remove(command.name());
}

ModuleHost::Farewell ModuleHost::SayFarewell(Module& module) {
  const loader::OnUnload on_unload = loader::FindOnUnload(module.handle);
  if (on_unload == nullptr) return Farewell::kNone;
  ContextScope context(module, 0);
  return on_unload(context.get()) == REDISMODULE_OK ? Farewell::kAgreed : Farewell::kRefused;
}

void ModuleHost::Drop(std::unique_ptr<Module> module, Farewell farewell) {
  if (module->handle == nullptr) return;
  const bool idle =
      farewell == Farewell::kAgreed || (farewell == Farewell::kNone && !module->may_have_threads);
  if (idle && module->blocked_clients == 0) {
    loader::Close(module->handle);
    return;
  }
  Log(LogLevel::kNotice, "The code of module '{}' stays in memory: a thread of it may be running",
      module->log_name());
  kept_.push_back(std::move(module));
}

bool ModuleHost::Running(const Module& module) const {
  return module.calls > 0 ||
         std::any_of(contexts_.begin(),
                     contexts_.begin() + static_cast<std::ptrdiff_t>(contexts_used_),
                     [&](const auto& context) { return context->module == &module; });
}

bool ModuleHost::HasJobOf(const Module& module) {
  const std::lock_guard hold(jobs_mutex_);
  return std::any_of(jobs_.begin(), jobs_.end(),
                     [&](const Job& job) { return loader::Owns(module.handle, job.code); });
}

// The order, and the texts of the conditions that Redis has, are Redis's.
Status ModuleHost::WhyInUse(const Module& module) {
  if (!module.used_by.empty()) {
    return Status::Error(
        "the module exports APIs used by other modules. Please unload them first and try again");
  }
  if (module.blocked_clients > 0) {
    return Status::Error(
        "the module has blocked clients. Please wait them unblocked and try again");
  }
  if (pending_calls_.Expected(module)) {
    return Status::Error(
        "the module waits for replies of commands that it has called. Please abort the calls or "
        "wait until they end and try again");
  }
  if (module.timers > 0) {
    return Status::Error(
        "the module holds timer that is not fired. Please stop the timer or wait until it fires.");
  }
  if (loader::Owns(module.handle, child_.done())) {
    return Status::Error("the module has a forked child. Please wait until it ends and try again");
  }
  if (HasJobOf(module)) {
    return Status::Error("the module has callbacks that are about to run. Please try again");
  }
  return {};
}

Status ModuleHost::Unload(std::string_view name) {
  const auto refuse = [](std::string_view reason) {
    return Status::Error(fmt::format("Error unloading module: {}", reason));
  };
  Module* module = Find(name);
  if (module == nullptr) return refuse("no such module with that name");
  if (Running(*module)) return refuse("the module is running");
  if (ValuesOf(*module) > 0) lazy_free::Drain();
  if (ValuesOf(*module) > 0) {
    return refuse(fmt::format(
        "the module exports one or more module-side data types, can't unload: there are values of "
        "them, {}",
        CountedTypes(*module)));
  }
  if (const Status in_use = WhyInUse(*module); !in_use.ok()) return refuse(in_use.text());
  const Farewell farewell = SayFarewell(*module);
  if (farewell == Farewell::kRefused) return refuse("operation not possible.");
  UndoAll(*module);
  const auto place = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const auto& held) { return held.get() == module; });
  std::unique_ptr<Module> gone = std::move(*place);
  modules_.erase(place);
  UpdateConfiguredModules();
  Log(LogLevel::kNotice, "Module {} unloaded", gone->name);
  TellOfModule(*gone, REDISMODULE_SUBEVENT_MODULE_UNLOADED);
  Drop(std::move(gone), farewell);
  return {};
}

}  // namespace trellis
