#include "modules/host.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <string>

#include "core/base/clock.h"
#include "core/command/server_control.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/net/event_loop.h"
#include "core/observability/crash_report.h"
#include "core/observability/info.h"
#include "core/persistence/snapshot.h"
#include "modules/api_table.h"
#include "modules/crash_section.h"
#include "modules/memory_account.h"
#include "modules/module_aux.h"
#include "modules/module_commands.h"
#include "modules/modules_info.h"

namespace trellis {
namespace {

// Of a client without a connection, as it is given out.
constexpr uint32_t kCallerFlags =
    Client::kInternal | Client::kAuthenticated | Client::kDenyBlocking;

// No command has left anything on it: MULTI, WATCH, SUBSCRIBE, MONITOR, CLIENT SETNAME and their like.
bool AsGivenOut(const Client& client) {
  return client.flags() == kCallerFlags && client.transaction == nullptr &&
         client.subscriptions == nullptr && client.tracking == nullptr && client.watched.empty() &&
         client.name.empty();
}

}  // namespace

ModuleHost::ModuleHost(Config& config) : config_(config) {
  assert(the_host == nullptr);
  the_host = this;
  memory_accounts::ClaimMainThread();
}

// Modules stay in memory: a value that dies with the process must find its type's Free.
ModuleHost::~ModuleHost() {
  config_.set_extra(nullptr);
  crash_report::SetSection(nullptr);
  contexts_.clear();
  the_host = nullptr;
}

void ModuleHost::Attach(Services& services) {
  services_ = &services;
  lock_.set_wake([this] { services_->loop->Wake(); });
  timers_ = std::make_unique<ModuleTimers>(*services.loop);
  watches_ = std::make_unique<LoopWatches>(*services.loop);
  config_.set_extra(&settings_);
  crash_report::SetSection(DescribeCrash);
  services.info->Add("Modules", true, [this](std::string& out) { WriteModulesInfo(*this, out); });
  services.info->set_module_sections(
      [this](std::string& out, std::string_view wanted) { info_sections_.Write(out, wanted); });
  services.commands->Add(ModuleCommands());
  services.snapshot->set_other_child([this] { return child_.running(); });
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
        fmt::format("Module Configuration detected without loadmodule directive or no ApplyConfig "
                    "call: aborting, for no module has the setting '{}'",
                    config_.module_values[0].first));
  }
  started_ = true;
  LogMissing();
  return {};
}

// A header asks for all that it declares, whatever the module calls: most modules lack the same.
void ModuleHost::LogMissing() const {
  std::map<std::string, std::string> modules_by_names;
  for (const auto& module : modules_) {
    if (module->missing.empty()) continue;
    std::string& modules = modules_by_names[module->MissingNames()];
    modules += (modules.empty() ? "" : ", ") + module->name;
  }
  for (const auto& [names, modules] : modules_by_names)
    Log(LogLevel::kNotice, "Asked for by {}, and not served: {}", modules, names);
}

std::vector<ExtensionSummary> ModuleHost::Summaries() const {
  std::vector<ExtensionSummary> summaries;
  for (const auto& module : modules_) {
    summaries.push_back({module->name, module->version, module->path, module->args,
                         memory_accounts::At(module->account).bytes()});
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
  const bool asked_by_loading = loading_ != nullptr && loading_->account == account;
  if (asked_by_loading) ++loading_->functions_asked;
  void* function = memory_accounts::FindFunction(account, name);
  if (function == nullptr) function = FindApiFunction(name);
  if (function != nullptr) {
    *out = function;
    return 0;
  }
  if (asked_by_loading) loading_->missing.push_back({name, out});
  return 1;
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

uint64_t ModuleHost::AddKeyListener(uint32_t classes, KeyListener listener, const Module* module) {
  const uint64_t id = next_listener_++;
  key_listeners_.push_back(
      std::make_shared<HeardEvents>(HeardEvents{id, classes, false, std::move(listener), module}));
  UpdateWantedEvents();
  return id;
}

void ModuleHost::RemoveKeyListener(uint64_t id) {
  std::erase_if(key_listeners_, [&](const auto& heard) {
    // Somebody may be telling all listeners right now, and come to this one next.
    if (heard->id == id) heard->classes = 0;
    return heard->id == id;
  });
  UpdateWantedEvents();
}

bool ModuleHost::telling_of_keys() const {
  return std::any_of(key_listeners_.begin(), key_listeners_.end(),
                     [](const auto& heard) { return heard->running; });
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
    if ((heard->classes & event.event_class) == 0) continue;
    constexpr int kNested = REDISMODULE_OPTIONS_ALLOW_NESTED_KEYSPACE_NOTIFICATIONS;
    const bool nests = heard->module != nullptr && heard->module->has_option(kNested);
    if (heard->running && !nests) continue;
    const bool outer = std::exchange(heard->running, true);
    heard->listener(db, event, key);
    heard->running = outer;
  }
  EntriesMayHaveMoved();
}

void ModuleHost::RunOnMainThread(std::function<void()> job, const void* code) {
  {
    const std::lock_guard hold(jobs_mutex_);
    jobs_.push_back({std::move(job), code});
    has_jobs_.store(true, std::memory_order_release);
  }
  services_->loop->Wake();
}

void ModuleHost::RunJobs() {
  std::vector<Job> jobs;
  {
    const std::lock_guard hold(jobs_mutex_);
    jobs.swap(jobs_);
    has_jobs_.store(false, std::memory_order_release);
  }
  for (const Job& job : jobs)
    job.run();
}

void ModuleHost::BeforeSleep() {
  pending_calls_.FreeSettled();
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
  client->set(Client::kDenyBlocking);
  if (!AsGivenOut(*client)) {
    services_->control->ForgetInterests(*client);
    return;
  }
  if (idle_clients_.size() >= kIdle) return;
  OutputBuffer& output = client->output();
  // Consuming all keeps one chunk for the next call.
  output.cut_off() ? output.Clear() : output.Consume(output.size());
  client->set_db(0);
  client->reply().set_protocol(2);
  client->user = "default";
  idle_clients_.push_back(std::move(owned));
}

}  // namespace trellis
