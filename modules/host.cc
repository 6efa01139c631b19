#include "modules/host.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <string>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/client/client_table.h"
#include "core/command/server_control.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/keyspace/type_ops.h"
#include "core/net/event_loop.h"
#include "core/observability/info.h"
#include "core/persistence/snapshot.h"
#include "modules/api_table.h"
#include "modules/loader.h"
#include "modules/memory_account.h"
#include "modules/module_aux.h"
#include "modules/module_command.h"
#include "modules/module_commands.h"
#include "modules/module_type.h"
#include "modules/modules_info.h"

namespace trellis {
namespace {

ModuleHost* g_host = nullptr;

}  // namespace

ModuleHost& Host() {
  return *g_host;
}

ModuleHost::ModuleHost(Config& config) : config_(config) {
  assert(g_host == nullptr);
  g_host = this;
  memory_accounts::ClaimMainThread();
}

// Modules stay in memory: a value that dies with the process must find its type's Free.
ModuleHost::~ModuleHost() {
  config_.set_extra(nullptr);
  contexts_.clear();
  g_host = nullptr;
}

void ModuleHost::Attach(Services& services) {
  services_ = &services;
  lock_.set_wake([this] { services_->loop->Wake(); });
  timers_ = std::make_unique<ModuleTimers>(*services.loop);
  watches_ = std::make_unique<LoopWatches>(*services.loop);
  config_.set_extra(&settings_);
  services.info->Add("Modules", true, [this](std::string& out) { WriteModulesInfo(*this, out); });
  services.info->set_module_sections(
      [this](std::string& out, std::string_view wanted) { info_sections_.Write(out, wanted); });
  services.commands->Add(ModuleCommands());
  services.snapshot->set_module_aux(ModuleAuxHooks(*this));
}

Status ModuleHost::LoadConfigured() {
  for (const std::vector<std::string>& words : config_.modules) {
    const Status loaded = Load(words[0], {words.begin() + 1, words.end()});
    if (!loaded.ok()) {
      return Status::Error(fmt::format("Can't load module from {}: server aborting", words[0]));
    }
  }
  if (!config_.module_values.empty()) {
    return Status::Error(
        fmt::format("No module has the setting '{}' of the configuration: aborting",
                    config_.module_values[0].first));
  }
  started_ = true;
  return {};
}

std::vector<ExtensionSummary> ModuleHost::Summaries() const {
  std::vector<ExtensionSummary> summaries;
  for (const auto& module : modules_) {
    summaries.push_back({module->name, module->version, module->path, module->args});
  }
  return summaries;
}

Module* ModuleHost::Find(std::string_view name) const {
  for (const auto& module : modules_) {
    if (module->name == name) return module.get();
  }
  return nullptr;
}

int ModuleHost::GetApi(size_t account, const char* name, void** out) {
  void* function = memory_accounts::FindFunction(account, name);
  if (function == nullptr) function = FindApiFunction(name);
  if (function != nullptr) {
    *out = function;
    return 0;
  }
  if (loading_ != nullptr && loading_->account == account) loading_->missing.emplace_back(name);
  return 1;
}

size_t ModuleHost::FreeAccount() const {
  // Account 0 is the server's own.
  size_t account = 1;
  const auto taken = [&](const auto& module) { return module->account == account; };
  while (account + 1 < memory_accounts::kCount &&
         std::any_of(modules_.begin(), modules_.end(), taken)) {
    ++account;
  }
  return account;
}

// An error's text is for the log.
Status ModuleHost::OpenAndInitialize(Module& module) {
  const Result<void*> handle = loader::Open(module.path);
  if (!handle) return handle.error();
  module.handle = *handle;
  // The same file again would rebind the pointers of the module that runs.
  for (const auto& other : modules_) {
    if (other->handle == module.handle) {
      return Status::Error(fmt::format("it is loaded already, as '{}'", other->name));
    }
  }
  const loader::OnLoad on_load = loader::FindOnLoad(module.handle);
  if (on_load == nullptr) {
    return Status::Error("it does not export RedisModule_OnLoad() symbol. Module not loaded.");
  }
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
  if (result != REDISMODULE_OK) {
    return Status::Error("initialization failed. Module not loaded");
  }
  if (module.name.empty()) return Status::Error("it has told no name. Module not loaded");
  if (!module.configs_loaded) {
    return Status::Error(
        "Module Configurations have not been set, likely a missing LoadConfigs call. Unloading "
        "the module.");
  }
  if (!module.given_configs.empty()) {
    return Status::Error(fmt::format("unknown configuration '{}'", module.given_configs[0].first));
  }
  return {};
}

Status ModuleHost::Load(const std::string& path, const std::vector<std::string>& args,
                        std::vector<std::pair<std::string, std::string>> configs) {
  auto fresh = std::make_unique<Module>();
  Module& module = *fresh;
  module.path = path;
  module.args = args;
  module.given_configs = std::move(configs);
  module.account = FreeAccount();
  module.get_api = loader::GetApiOf(module.account);
  memory_accounts::At(module.account).Reset();
  Module* outer = std::exchange(loading_, &module);
  Status ready = OpenAndInitialize(module);
  loading_ = outer;
  module.loading = false;
  if (!module.missing.empty()) {
    std::string names;
    for (const std::string& name : module.missing)
      names += " " + name;
    Log(LogLevel::kVerbose, "Module {} asks for {} functions that are not served:{}", path,
        module.missing.size(), names);
  }
  if (!ready.ok()) {
    Log(LogLevel::kWarning, "Module {} failed to load: {}", path, ready.text());
    UndoAll(module);
    if (module.handle != nullptr) loader::Close(module.handle);
    return ready;
  }
  modules_.push_back(std::move(fresh));
  Log(LogLevel::kNotice, "Module '{}' loaded from {}, version {}", module.name, path,
      module.version);
  TellOfModule(module, REDISMODULE_SUBEVENT_MODULE_LOADED);
  return {};
}

void ModuleHost::UndoAll(Module& module) {
  while (!module.undo.empty()) {
    const std::function<void()> undo = std::move(module.undo.back());
    module.undo.pop_back();
    undo();
  }
  FiltersChanged();
  for (const auto& command : module.commands) {
    // Clients know the last command they ran by its name.
    services_->clients->ForEach([](Client& client) { client.last_command = "NULL"; });
    services_->commands->Remove(command->name());
  }
  module.commands.clear();
  for (const auto& type : module.types)
    types::Remove(types::IdOf(*type));
  module.types.clear();
  for (Module* other : module.uses)
    other->used_by.erase(&module);
  for (Module* other : module.used_by)
    other->uses.erase(&module);
}

bool ModuleHost::Running(const Module& module) const {
  return std::any_of(contexts_.begin(),
                     contexts_.begin() + static_cast<std::ptrdiff_t>(contexts_used_),
                     [&](const auto& context) { return context->module == &module; });
}

Status ModuleHost::Unload(std::string_view name) {
  const auto refuse = [](std::string_view reason) {
    return Status::Error(fmt::format("Error unloading module: {}", reason));
  };
  Module* module = Find(name);
  if (module == nullptr) return refuse("no such module with that name");
  if (Running(*module)) return refuse("the module is running");
  if (!module->types.empty()) {
    return refuse("the module exports one or more module-side data types, can't unload");
  }
  if (!module->used_by.empty()) {
    return refuse(
        "the module exports APIs used by other modules. Please unload them first and try again");
  }
  if (module->blocked_clients > 0) {
    return refuse("the module has blocked clients. Please wait them unblocked and try again");
  }
  if (module->timers > 0) {
    return refuse(
        "the module holds timer that is not fired. Please stop the timer or wait until it fires.");
  }
  if (const loader::OnUnload on_unload = loader::FindOnUnload(module->handle)) {
    ContextScope context(*module, 0);
    if (on_unload(context.get()) != REDISMODULE_OK) return refuse("operation not possible.");
  }
  UndoAll(*module);
  loader::Close(module->handle);
  Log(LogLevel::kNotice, "Module {} unloaded", module->name);
  TellOfModule(*module, REDISMODULE_SUBEVENT_MODULE_UNLOADED);
  std::erase_if(modules_, [&](const auto& held) { return held.get() == module; });
  return {};
}

void ModuleHost::FiltersChanged() {
  if (filters_.empty()) {
    services_->dispatcher->set_filter(nullptr);
    return;
  }
  services_->dispatcher->set_filter([this](Client& client, std::span<const std::string_view> args,
                                           std::vector<std::string>& rewritten) {
    return filters_.Apply(client, args, nullptr, rewritten);
  });
}

uint64_t ModuleHost::AddKeyListener(uint32_t classes, KeyListener listener) {
  const uint64_t id = next_listener_++;
  key_listeners_.push_back(
      std::make_shared<HeardEvents>(HeardEvents{id, classes, false, std::move(listener)}));
  UpdateWantedEvents();
  return id;
}

void ModuleHost::RemoveKeyListener(uint64_t id) {
  std::erase_if(key_listeners_, [&](const auto& heard) { return heard->id == id; });
  UpdateWantedEvents();
}

void ModuleHost::UpdateWantedEvents() {
  wanted_events_ = 0;
  for (const auto& heard : key_listeners_)
    wanted_events_ |= heard->classes;
  services_->control->EventsWantedChanged();
}

void ModuleHost::KeyNotified(int db, const KeyEvent& event, std::string_view key) {
  // A listener may add or remove listeners.
  const std::vector<std::shared_ptr<HeardEvents>> listeners = key_listeners_;
  for (const auto& heard : listeners) {
    if ((heard->classes & event.event_class) == 0 || heard->running) continue;
    heard->running = true;
    heard->listener(db, event, key);
    heard->running = false;
  }
  EntriesMayHaveMoved();
}

void ModuleHost::RunOnMainThread(std::function<void()> job) {
  {
    const std::lock_guard hold(jobs_mutex_);
    jobs_.push_back(std::move(job));
    has_jobs_.store(true, std::memory_order_release);
  }
  services_->loop->Wake();
}

void ModuleHost::RunJobs() {
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard hold(jobs_mutex_);
    jobs.swap(jobs_);
    has_jobs_.store(false, std::memory_order_release);
  }
  for (const std::function<void()>& job : jobs)
    job();
}

void ModuleHost::BeforeSleep() {
  // Jobs that jobs leave are of the next turn; their Wake has ended its sleep already.
  if (has_jobs_.load(std::memory_order_acquire)) RunJobs();
}

void ModuleHost::KeyspaceTaken() {
  keyspace().set_now_ms(clock::UnixMs());
  EntriesMayHaveMoved();
}

void ModuleHost::LendKeyspace() {
  server_events_.Fire(REDISMODULE_EVENT_EVENTLOOP, REDISMODULE_SUBEVENT_EVENTLOOP_BEFORE_SLEEP,
                      nullptr);
  lock_.ReleaseForSleep();
}

void ModuleHost::ReclaimKeyspace() {
  lock_.AcquireAfterSleep();
  EntriesMayHaveMoved();
  server_events_.Fire(REDISMODULE_EVENT_EVENTLOOP, REDISMODULE_SUBEVENT_EVENTLOOP_AFTER_SLEEP,
                      nullptr);
}

RedisModuleCtx* ModuleHost::PushContext() {
  if (contexts_used_ == contexts_.size()) contexts_.push_back(std::make_unique<RedisModuleCtx>());
  return contexts_[contexts_used_++].get();
}

ArgumentFrame& ModuleHost::PushFrame() {
  if (frames_used_ == frames_.size()) frames_.push_back(std::make_unique<ArgumentFrame>());
  return *frames_[frames_used_++];
}

std::unique_ptr<ArgumentFrame> ModuleHost::KeepFrame(ArgumentFrame* frame) {
  for (std::unique_ptr<ArgumentFrame>& slot : frames_) {
    if (slot.get() != frame) continue;
    frame->OwnAll();
    return std::exchange(slot, std::make_unique<ArgumentFrame>());
  }
  return nullptr;
}

Client* ModuleHost::TakeClient() {
  if (idle_clients_.empty()) {
    auto client = std::make_unique<Client>(0, -1);
    client->set(Client::kInternal);
    client->set(Client::kAuthenticated);
    client->set(Client::kDenyBlocking);
    return client.release();
  }
  Client* client = idle_clients_.back().release();
  idle_clients_.pop_back();
  return client;
}

void ModuleHost::ReturnClient(Client* client) {
  constexpr size_t kIdle = 16;
  std::unique_ptr<Client> owned(client);
  if (idle_clients_.size() >= kIdle) return;
  OutputBuffer& output = client->output();
  // Consuming all keeps one chunk for the next call.
  output.Consume(output.size());
  client->set_db(0);
  client->reply().set_protocol(2);
  client->user = "default";
  idle_clients_.push_back(std::move(owned));
}

}  // namespace trellis
