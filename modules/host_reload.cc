// MODULE RELOAD: another build of a module takes the place of the one that runs.
//
// To the old build it is a save, to the new one a start: it is loaded, told of a load from a file, given
// aux data and values through its own load methods, and hears `loaded` for every key. All of it happens
// in one go on the keyspace's thread, so clients wait and see either the one or the other. Until the last
// value is loaded the old build is only out of sight, and comes back whole if anything fails.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/client/client_table.h"
#include "core/command/command_table.h"
#include "core/keyspace/lazy_free.h"
#include "modules/host.h"
#include "modules/module_command.h"
#include "modules/module_type.h"
#include "modules/value_transfer.h"

namespace trellis {

struct ModuleHost::Names {
  std::map<std::string, RegisteredCommand::Stats> stats;  // by full name
  std::vector<std::pair<Client*, std::string>> last_commands;
  ModuleSettings::Settings settings;
  std::vector<std::map<std::string, SharedFunction, std::less<>>::node_type> shared;
};

namespace {

Status Refuse(std::string_view reason) {
  return Status::Error(fmt::format("Error reloading module: {}", reason));
}

// Calls visit(registered) for each command of the module, and for each subcommand.
template <typename Visit>
void ForEachCommand(const Module& module, Visit visit) {
  for (const auto& command : module.commands) {
    visit(*command->registered());
    for (const auto& subcommand : command->subcommands())
      visit(*subcommand->registered());
  }
}

// The command that was shown under this name, or null.
const RegisteredCommand* FindFull(const CommandTable& commands, std::string_view full_name) {
  const size_t bar = full_name.find('|');
  const RegisteredCommand* command = commands.Find(full_name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->Subcommand(full_name.substr(bar + 1));
}

}  // namespace

// Commands, settings and shared functions leave their tables; types stay for the values there are.
ModuleHost::Names ModuleHost::TakeNames(Module& module) {
  Names names;
  ForEachCommand(module, [&](const RegisteredCommand& command) {
    names.stats[command.full_name()] = command.stats();
    services_->clients->ForEach([&](Client& client) {
      if (client.last_command == command.full_name()) {
        names.last_commands.emplace_back(&client, command.full_name());
      }
    });
  });
  for (const auto& command : module.commands) {
    RemoveCommand(*command);
    command->Unregistered();
  }
  names.settings = settings_.TakeOut(module);
  for (auto next = shared_.begin(); next != shared_.end();) {
    const auto entry = next++;
    if (entry->second.owner == &module) names.shared.push_back(shared_.extract(entry));
  }
  return names;
}

void ModuleHost::PutBackNames(Module& module, Names names) {
  for (const auto& command : module.commands) {
    command->set_registered(services_->commands->AddOne(command->row()));
    for (const auto& subcommand : command->subcommands())
      subcommand->set_registered(command->registered()->AddSubcommand(subcommand->row()));
  }
  ForEachCommand(module, [&](const RegisteredCommand& command) {
    command.stats() = names.stats[command.full_name()];
  });
  for (const auto& [client, name] : names.last_commands)
    client->last_command = FindFull(*services_->commands, name)->full_name();
  settings_.PutBack(std::move(names.settings));
  for (auto& entry : names.shared)
    shared_.insert(std::move(entry));
}

void ModuleHost::TellLoaded(uint64_t first_listener, int db, std::string_view key) {
  const std::vector<std::shared_ptr<HeardEvents>> listeners = key_listeners_;
  for (const auto& heard : listeners) {
    if (heard->id < first_listener || (heard->classes & events::kLoaded.event_class) == 0) continue;
    heard->listener(db, events::kLoaded, key);
  }
}

void ModuleHost::TellAllLoaded(uint64_t first_listener, const Module& except) {
  const bool heard =
      std::any_of(key_listeners_.begin(), key_listeners_.end(), [&](const auto& each) {
        return each->id >= first_listener && (each->classes & events::kLoaded.event_class) != 0;
      });
  if (!heard) return;
  const auto is_its_own = [&](const Entry& entry) {
    return std::any_of(except.types.begin(), except.types.end(),
                       [&](const auto& type) { return type->type_id() == entry.type(); });
  };
  std::vector<std::string> keys;
  for (int db = 0; db < keyspace().databases(); ++db) {
    // Names first: a listener may move entries.
    keys.clear();
    keyspace().db(db).table().ForEach([&](const Entry* entry) {
      if (!is_its_own(*entry)) keys.emplace_back(entry->key());
    });
    for (const std::string& key : keys)
      TellLoaded(first_listener, db, key);
  }
}

// `started`: its OnLoad has succeeded, so its OnUnload is owed.
Status ModuleHost::TryReplacement(Module& fresh, ValueTransfer& values, bool& started) {
  const uint64_t first_listener = next_listener_;
  Status ready = Start(fresh);
  started = ready.ok();
  if (!started) return ready;
  if (fresh.name != replaced_->name) {
    return Status::Error(fmt::format("the file has the module '{}'", fresh.name));
  }
  server_events_.Tell(fresh, REDISMODULE_EVENT_LOADING, REDISMODULE_SUBEVENT_LOADING_RDB_START);
  Status loaded = values.LoadInto(fresh, [&](int db, std::string_view key) {
    EntriesMayHaveMoved();
    TellLoaded(first_listener, db, key);
  });
  if (loaded.ok()) TellAllLoaded(first_listener, fresh);
  server_events_.Tell(
      fresh, REDISMODULE_EVENT_LOADING,
      loaded.ok() ? REDISMODULE_SUBEVENT_LOADING_ENDED : REDISMODULE_SUBEVENT_LOADING_FAILED);
  return loaded;
}

// The new build has everything: the old one goes.
void ModuleHost::Replace(Module& old, std::unique_ptr<Module> fresh, ValueTransfer& values,
                         Names names) {
  values.Finish();
  ForEachCommand(*fresh, [&](const RegisteredCommand& command) {
    auto kept = names.stats.extract(command.full_name());
    if (!kept.empty()) command.stats() = kept.mapped();
  });
  for (const auto& [name, stats] : names.stats)
    Log(LogLevel::kNotice, "Module '{}' has no command '{}' any more", old.name, name);
  for (const auto& [client, name] : names.last_commands) {
    const RegisteredCommand* command = FindFull(*services_->commands, name);
    if (command != nullptr) client->last_command = command->full_name();
  }
  for (const auto& [name, value] : std::exchange(fresh->given_configs, {}))
    Log(LogLevel::kNotice, "Module '{}' has no setting '{}' any more", old.name, name);
  const auto place = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const auto& held) { return held.get() == &old; });
  std::unique_ptr<Module> gone = std::exchange(*place, std::move(fresh));
  const Module& now = **place;
  UpdateConfiguredModules();
  const Farewell farewell = SayFarewell(*gone);
  UndoAll(*gone);
  TellOfModule(*gone, REDISMODULE_SUBEVENT_MODULE_UNLOADED);
  TellOfModule(now, REDISMODULE_SUBEVENT_MODULE_LOADED);
  Drop(std::move(gone), farewell);
}

Status ModuleHost::Reload(std::string_view name, const std::string& path,
                          std::optional<std::vector<std::string>> args) {
  Module* old = Find(name);
  if (old == nullptr) return Refuse("no such module with that name");
  if (replaced_ != nullptr || Running(*old)) return Refuse("the module is running");
  if (const Status in_use = WhyInUse(*old); !in_use.ok()) return Refuse(in_use.text());
  // Values on their way out die with the code that made them.
  lazy_free::Drain();
  const int64_t began_us = clock::MonotonicUs();
  ValueTransfer values(keyspace(), *old);
  server_events_.Tell(*old, REDISMODULE_EVENT_PERSISTENCE,
                      REDISMODULE_SUBEVENT_PERSISTENCE_SYNC_RDB_START);
  const Status saved = values.Save();
  server_events_.Tell(*old, REDISMODULE_EVENT_PERSISTENCE,
                      saved.ok() ? REDISMODULE_SUBEVENT_PERSISTENCE_ENDED
                                 : REDISMODULE_SUBEVENT_PERSISTENCE_FAILED);
  if (!saved.ok()) return Refuse(saved.text());

  auto fresh = std::make_unique<Module>();
  fresh->path = path;
  fresh->args = args ? std::move(*args) : old->args;
  fresh->given_configs = settings_.ValuesOf(*old);
  values.TakeOut();
  Names names = TakeNames(*old);
  replaced_ = old;
  bool started = false;
  const Status ready = TryReplacement(*fresh, values, started);
  replaced_ = nullptr;
  EntriesMayHaveMoved();
  if (!ready.ok()) {
    values.PutBack();
    DeleteValues(*fresh);
    const Farewell farewell = started ? SayFarewell(*fresh) : Farewell::kNone;
    UndoAll(*fresh);
    PutBackNames(*old, std::move(names));
    Drop(std::move(fresh), farewell);
    Log(LogLevel::kWarning, "Module '{}' was not replaced by {}: {}", old->name, path,
        ready.text());
    return Refuse(ready.text());
  }
  const int old_version = old->version;
  Replace(*old, std::move(fresh), values, std::move(names));
  Log(LogLevel::kNotice, "Module '{}' replaced by {}, version {} by {}: {} values, {} bytes, {} ms",
      name, path, old_version, Find(name)->version, values.values(), values.bytes(),
      (clock::MonotonicUs() - began_us) / 1000);
  return {};
}

}  // namespace trellis
