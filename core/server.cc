#include "core/server.h"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <set>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory_usage.h"
#include "core/base/random.h"
#include "core/base/small_blocks.h"
#include "core/client/client_commands.h"
#include "core/command/introspection_commands.h"
#include "core/config/config_commands.h"
#include "core/keyspace/expire_commands.h"
#include "core/keyspace/key_commands.h"
#include "core/keyspace/lazy_free.h"
#include "core/observability/latency_commands.h"
#include "core/observability/memory_commands.h"
#include "core/observability/observability_commands.h"
#include "core/observability/secrets.h"
#include "core/persistence/migrate_command.h"
#include "core/persistence/persistence_commands.h"
#include "core/registered_types.h"
#include "core/replication/replication_commands.h"
#include "core/transaction/multi.h"

namespace trellis {
namespace {

// The signal that asked for the end, or 0.
std::atomic<int> g_shutdown_signal{0};

constexpr int kCronPeriodMs = 100;

// Brings used memory up to date with what other threads have freed; false if that was so much that only
// a part was taken back, in about a millisecond.
bool SettleMemory() {
  constexpr size_t kMostBlocks = 20'000;
  const bool all = small_blocks::Reclaim(kMostBlocks) < kMostBlocks;
  RefreshMemoryUsage();
  return all;
}

ServerEvent EventOf(Snapshot::Step step) {
  switch (step) {
    case Snapshot::Step::kSaveStarted: return ServerEvent::kSaveStarted;
    case Snapshot::Step::kChildSaveStarted: return ServerEvent::kChildSaveStarted;
    case Snapshot::Step::kSaveEnded: return ServerEvent::kSaveEnded;
    case Snapshot::Step::kSaveFailed: return ServerEvent::kSaveFailed;
    case Snapshot::Step::kLoadStarted: return ServerEvent::kLoadStarted;
    case Snapshot::Step::kLoadEnded: return ServerEvent::kLoadEnded;
    case Snapshot::Step::kLoadFailed: return ServerEvent::kLoadFailed;
    case Snapshot::Step::kChildBorn: return ServerEvent::kChildBorn;
    default: return ServerEvent::kChildDied;
  }
}

}  // namespace

Server::Server(Config& config, Extension* extension)
    : config_(config),
      extension_(extension),
      keyspace_(static_cast<int>(config.number(Directive::kDatabases)), *this),
      evictor_(keyspace_, {.used = UsedMemory, .settle = SettleMemory}),
      tracking_(clients_),
      snapshot_(keyspace_, config),
      dispatcher_(services_),
      connections_(services_, loop_),
      run_id_(RandomHex(40)),
      start_ms_(clock::UnixMs()) {
  services_ = {.keyspace = &keyspace_,
               .config = &config_,
               .clients = &clients_,
               .commands = &commands_,
               .dispatcher = &dispatcher_,
               .blocked = &blocked_,
               .loop = &loop_,
               .evictor = &evictor_,
               .pubsub = &pubsub_,
               .watches = &watches_,
               .snapshot = &snapshot_,
               .slow_log = &slow_log_,
               .info = &info_,
               .monitors = &monitors_,
               .peer_links = &peer_links_,
               .latency = &latency_,
               .tracking = &tracking_,
               .control = this,
               .extension = extension};
  RegisterTypes();
  RegisterCommands();
  RegisterInfo();
  if (extension_ != nullptr) extension_->Attach(services_);
  snapshot_.set_on_step([this](Snapshot::Step step) { SnapshotStep(step); });
  snapshot_.set_in_child([this] { connections_.LeaveToParent(); });
  keyspace_.set_now_ms(clock::UnixMs());
  dispatcher_.SyncWallClock();
  pubsub_.set_on_delivered([this](Client& client) { connections_.WantsWrite(client); });
  dispatcher_.set_resume([this](Client& client) { ResumeClient(client); });
  dispatcher_.set_after_command(
      [this](Client& client, const RegisteredCommand& command,
             std::span<const std::string_view> args,
             int64_t nanoseconds) { AfterCommand(client, command, args, nanoseconds); });
  dispatcher_.set_after_wait([this](Client& client, const RegisteredCommand& command,
                                    std::span<const std::string_view> args, int64_t nanoseconds) {
    NoteSlow(client, command, args, nanoseconds);
  });
  evictor_.set_spare([this] {
    connections_.EvictLargest();
    return connections_.any_closing();
  });
  tracking_.set_on_told([this](Client& client) { connections_.WantsWrite(client); });
  monitors_.set_on_told([this](Client& client) { connections_.WantsWrite(client); });
  connections_.set_on_close([this](Client& client) {
    if (extension_ != nullptr) extension_->ClientClosed(client);
    ForgetInterests(client);
  });
  for (size_t i = 0; i < static_cast<size_t>(Directive::kCount); ++i) {
    (void)ApplyConfig(std::string(Config::NameOf(static_cast<Directive>(i))));
  }
}

Server::~Server() {
  snapshot_.KillChild();
}

void Server::AfterCommand(Client& client, const RegisteredCommand& command,
                          std::span<const std::string_view> args, int64_t nanoseconds) {
  if (nanoseconds != Dispatcher::kNotOver) NoteSlow(client, command, args, nanoseconds);
  if (!monitors_.empty()) monitors_.Tell(client, command, args, clock::UnixUs());
  if (client.tracking != nullptr) TrackReads(client, command, args);
}

void Server::NoteSlow(Client& client, const RegisteredCommand& command,
                      std::span<const std::string_view> args, int64_t nanoseconds) {
  const uint64_t flags = command.row().flags;
  const int64_t slow_us = config_.number(Directive::kSlowlogLogSlowerThan);
  const bool slow = slow_us >= 0 && nanoseconds >= slow_us * 1000;
  const bool busy = command.owner() != nullptr &&
                    nanoseconds / 1'000'000 > config_.number(Directive::kModuleBusyThreshold);
  if ((slow || busy) && (flags & kSkipSlowlog) == 0) {
    slow_log_.Add(WithoutSecrets(client, command, args), nanoseconds / 1000, client.address,
                  client.name, static_cast<size_t>(config_.number(Directive::kSlowlogMaxLen)),
                  busy ? fmt::format("(module {})", command.owner()->owner_name()) : std::string());
  }
  if (busy) {
    Log(LogLevel::kWarning, "Module '{}' held the server up for {} ms with its command '{}'",
        command.owner()->owner_name(), nanoseconds / 1'000'000, command.full_name());
  }
  if (latency_.threshold() > 0) {
    latency_.Add((flags & kFast) != 0 ? "fast-command" : "command", nanoseconds / 1'000'000,
                 keyspace_.now_ms() / 1000);
  }
}

void Server::TrackReads(Client& client, const RegisteredCommand& command,
                        std::span<const std::string_view> args) {
  TrackingState& state = *client.tracking;
  const bool wanted = state.opt_in ? state.caching_given : !(state.opt_out && state.caching_given);
  if (wanted && !state.broadcast && (command.row().flags & kReadonly) != 0) {
    std::vector<KeyPosition> keys;
    if (FindKeys(command.row(), args, keys)) {
      for (const KeyPosition& key : keys)
        tracking_.Remember(client, args[key.index]);
    }
  }
  // CLIENT CACHING is about the next command that is no CLIENT, or about all those of the next
  // transaction.
  const bool goes_on = client.has(Client::kInTransaction) || client.has(Client::kExecuting);
  if (!goes_on && !command.full_name().starts_with("client|")) state.caching_given = false;
}

void Server::RegisterCommands() {
  for (const std::span<const Command> rows :
       {ClientCommands(), ConfigCommands(), ExpireCommands(), IntrospectionCommands(),
        KeyCommands(), LatencyCommands(), MemoryCommands(), MigrateCommands(),
        ObservabilityCommands(), PersistenceCommands(), PubSubCommands(), ReplicationCommands(),
        TransactionCommands()}) {
    commands_.Add(rows);
  }
  RegisterTypeCommands(commands_);
}

Status Server::Start() {
  Status status = CheckSettings();
  if (status.ok()) status = RenameCommands();
  if (status.ok()) status = Listen();
  if (!status.ok()) return status;
  MarkStartupMemory();
  if (extension_ != nullptr) {
    status = extension_->LoadConfigured();
    if (!status.ok()) return status;
  }
  const int64_t start = clock::MonotonicUs();
  status = LoadData();
  if (!status.ok()) return status;
  keyspace_.stats().dirty = 0;
  size_t keys = 0;
  for (int i = 0; i < keyspace_.databases(); ++i)
    keys += keyspace_.db(i).size();
  Log(LogLevel::kNotice, "Data in {}: {} keys loaded in {:.3f} seconds", snapshot_.path(), keys,
      static_cast<double>(clock::MonotonicUs() - start) / 1e6);
  loop_.set_before_sleep([this] { BeforeSleep(); });
  if (extension_ != nullptr) {
    loop_.set_falling_asleep([this] { extension_->LendKeyspace(); });
    loop_.set_after_sleep([this] { extension_->ReclaimKeyspace(); });
  }
  loop_.AddTimer(kCronPeriodMs, [this] { Cron(); });
  if (config_.number(Directive::kPort) != 0) {
    Log(LogLevel::kNotice, "Listening on port {}", config_.number(Directive::kPort));
  }
  Log(LogLevel::kNotice, "Ready to accept connections");
  return {};
}

Status Server::LoadData() {
  SetLoading(true);
  snapshot_.set_while_loading([this] {
    (void)ObeySignal();
    loop_.ServeReady();
    SendReplies();
  });
  Status status = snapshot_.Load(snapshot_.path());
  snapshot_.set_while_loading(nullptr);
  SetLoading(false);
  return status;
}

void Server::SetLoading(bool loading) {
  loading_ = loading;
  dispatcher_.set_loading(loading);
}

Status Server::RenameCommands() {
  for (const Config::Rename& rename : config_.renames) {
    if (commands_.Find(rename.from) == nullptr) {
      return Status::Error(rename.place + "No such command in rename-command");
    }
    if (rename.to.empty()) {
      commands_.Remove(rename.from);
    } else if (!commands_.Rename(rename.from, rename.to)) {
      return Status::Error(rename.place + "Target command name already exists");
    }
  }
  return {};
}

void Server::Run() {
  loop_.Run();
}

void Server::RequestShutdown(int signal) {
  g_shutdown_signal.store(signal);
}

bool Server::ObeySignal() {
  const int signal = g_shutdown_signal.exchange(0);
  if (signal == 0) return false;
  const bool interrupt = signal == SIGINT;
  Log(LogLevel::kWarning, "Received {} scheduling shutdown...", interrupt ? "SIGINT" : "SIGTERM");
  const int64_t words =
      config_.number(interrupt ? Directive::kShutdownOnSigint : Directive::kShutdownOnSigterm);
  auto save = ShutdownSave::kByPoints;
  if ((words & kShutdownSave) != 0) save = ShutdownSave::kAlways;
  if ((words & kShutdownNoSave) != 0) save = ShutdownSave::kNever;
  return Shutdown(save, (words & kShutdownForce) != 0).ok();
}

void Server::SettleSteadily() {
  constexpr int kPauseMs = 1;
  if (!SettleMemory() && !settling_) {
    settling_ = true;
    loop_.AddTimer(kPauseMs, [this] {
      settling_ = false;
      SettleSteadily();
    });
  }
}

void Server::ContinueEviction() {
  if (!evictor_.unfinished() || eviction_due_ || loading_ || yielding_) return;
  eviction_due_ = true;
  loop_.AddTimer(0, [this] {
    eviction_due_ = false;
    keyspace_.set_now_ms(clock::UnixMs());
    if (evictor_.unfinished() && !loading_ && !yielding_) (void)evictor_.MakeRoom();
  });
}

void Server::BeforeSleep() {
  dispatcher_.set_save_failed(!snapshot_.stats().last_bgsave_ok);
  ContinueEviction();
  if (tracking_.any()) {
    tracking_.EndTurn(static_cast<size_t>(config_.number(Directive::kTrackingTableMaxKeys)));
  }
  if (extension_ != nullptr) {
    extension_->BeforeSleep();
    // Threads write keys that clients wait for, too.
    if (blocked_.any_ready()) dispatcher_.ServeReadyClients();
  }
  SendReplies();
}

void Server::SendReplies() {
  connections_.FreeClosed();
  connections_.FlushAll();
  connections_.FreeClosed();
}

void Server::Cron() {
  loop_.AddTimer(kCronPeriodMs, [this] { Cron(); });
  ++cron_turns_;
  const int64_t now = clock::UnixMs();
  keyspace_.set_now_ms(now);
  dispatcher_.SyncWallClock();
  Tell(ServerEvent::kCron);
  if (ObeySignal()) return;
  SettleSteadily();
  const int64_t now_us = clock::MonotonicUs();
  command_rate_.Sample(dispatcher_.stats().commands, now_us);
  input_rate_.Sample(connections_.stats().bytes_in, now_us);
  output_rate_.Sample(connections_.stats().bytes_out, now_us);
  // A quarter of the time at the most.
  const int64_t cycle_start_us = clock::MonotonicUs();
  keyspace_.ExpireCycle(kCronPeriodMs * 1000 / 4);
  latency_.Add("expire-cycle", (clock::MonotonicUs() - cycle_start_us) / 1000, now / 1000);
  dispatcher_.EndExpiredWaits();
  dispatcher_.ServeReadyClients();
  snapshot_.Cron(now);
  connections_.EnforceLimits();
  peer_links_.DropIdle();
  if (connections_.paused() && now >= connections_.paused_until_ms()) connections_.ResumePaused();
}

void Server::KeyRemoved(int /*db*/, std::string_view key, bool /*evicted*/) {
  if (tracking_.any()) tracking_.KeyChanged(key, nullptr);
}

void Server::FieldsRemoved(int /*db*/, std::string_view key, std::span<const std::string>) {
  if (tracking_.any()) tracking_.KeyChanged(key, nullptr);
}

void Server::Flushed(int db, bool lazy, bool done) {
  if (done && tracking_.any()) tracking_.AllChanged();
  if (!done) TellOfKeysOfInterest(db);
  if (extension_ != nullptr) extension_->Flushed(db, lazy, done);
}

void Server::TellOfKeysOfInterest(int db) {
  for (int i = 0; i < keyspace_.databases(); ++i) {
    if (db >= 0 && i != db) continue;
    for (const std::string& key : KeysOfInterest(i)) {
      if (keyspace_.db(i).Find(key) != nullptr) KeyChanged(i, key);
    }
  }
}

void Server::Swapped(int a, int b, bool done) {
  if (done) {
    if (tracking_.any()) tracking_.AllChanged();
    if (extension_ != nullptr) extension_->DatabasesSwapped(a, b);
    return;
  }
  std::set<std::string> keys = KeysOfInterest(a);
  keys.merge(KeysOfInterest(b));
  for (const std::string& key : keys) {
    // A dead key goes first: as far as anybody knows it isn't there. A live one may have come, gone or
    // changed under either number.
    const uint64_t hash = Database::Hash(key);
    const bool in_a = keyspace_.FindForWrite(a, key, hash) != nullptr;
    const bool in_b = keyspace_.FindForWrite(b, key, hash) != nullptr;
    if (!in_a && !in_b) continue;
    KeyChanged(a, key);
    KeyChanged(b, key);
  }
}

std::set<std::string> Server::KeysOfInterest(int db) const {
  std::set<std::string> keys;
  watches_.CollectKeys(db, keys);
  blocked_.CollectKeys(db, keys);
  return keys;
}

Status Server::Shutdown(ShutdownSave save, bool force) {
  Log(LogLevel::kWarning, "User requested shutdown...");
  snapshot_.KillChild();
  const bool wanted = save == ShutdownSave::kAlways ||
                      (save == ShutdownSave::kByPoints && !config_.save_points().empty());
  // What is half loaded must not replace the whole.
  if (wanted && !loading_) {
    Log(LogLevel::kNotice, "Saving the final RDB snapshot before exiting.");
    const Status status = snapshot_.Save();
    if (!status.ok()) {
      Log(LogLevel::kWarning, "Error trying to save the DB, can't exit: {}", status.text());
      if (!force) return Status::Error("Errors trying to SHUTDOWN. Check logs.");
    }
  }
  const std::string& pid_file = config_.text(Directive::kPidfile);
  if (!pid_file.empty()) unlink(pid_file.c_str());
  const std::string& unix_socket = config_.text(Directive::kUnixsocket);
  if (!unix_socket.empty()) unlink(unix_socket.c_str());
  Tell(ServerEvent::kShutdown);
  Log(LogLevel::kWarning, "Trellis is now ready to exit, bye bye...");
  // There is no loop yet that could be stopped.
  if (loading_) std::_Exit(0);
  loop_.Stop();
  return {};
}

void Server::CloseClient(Client& client, bool after_reply) {
  connections_.Close(client, after_reply);
}

void Server::Pause(int64_t until_ms, bool all) {
  connections_.Pause(until_ms, all);
}

void Server::ResumeClient(Client& client) {
  if (!client.has(Client::kInternal)) {
    connections_.Resume(client);
  } else if (extension_ != nullptr) {
    extension_->WaitOver(client);
  }
}

void Server::WantsWrite(Client& client) {
  connections_.WantsWrite(client);
}

void Server::Yield(std::string_view busy_text) {
  if (yielding_) return;
  yielding_ = true;
  dispatcher_.set_yielding(true, busy_text);
  connections_.HoldReads(busy_text.empty());
  loop_.ServeReady();
  connections_.FlushAll();
  connections_.HoldReads(false);
  dispatcher_.set_yielding(false);
  yielding_ = false;
}

void Server::SnapshotStep(Snapshot::Step step) {
  using Step = Snapshot::Step;
  if (step == Step::kLoadStarted) SetLoading(true);
  if (step == Step::kLoadEnded || step == Step::kLoadFailed) {
    SetLoading(false);
    // Loaded without a word to those who watch a key or wait for it.
    TellOfKeysOfInterest(-1);
  }
  Tell(EventOf(step));
}

void Server::ForgetInterests(Client& client) {
  watches_.Unwatch(client);
  pubsub_.UnsubscribeAll(client);
  monitors_.Remove(client);
  tracking_.Disable(client);
}

void Server::ResetStats() {
  keyspace_.stats() = {.dirty = keyspace_.stats().dirty};
  commands_.ResetStats();
  dispatcher_.stats() = {};
  dispatcher_.error_counts().clear();
  connections_.stats() = {};
  lazy_free::ResetFreed();
}

void Server::KeyChanged(int db, std::string_view key) {
  watches_.KeyChanged(db, key);
  if (tracking_.any()) tracking_.KeyChanged(key, dispatcher_.current_client());
  blocked_.KeyChanged(db, key);
}

void Server::ListenToEvents() {
  const uint32_t extension = extension_ == nullptr ? 0 : extension_->wanted_events();
  keyspace_.set_wanted_events(published_events_ | extension);
}

void Server::KeyNotified(int db, const KeyEvent& event, std::string_view key) {
  // A module may change the key it hears of, and so the entry that `key` may be a view into.
  std::string owned;
  if (extension_ != nullptr && (event.event_class & extension_->wanted_events()) != 0) {
    owned = key;
    key = owned;
    extension_->KeyNotified(db, event, key);
  }
  if ((event.event_class & published_events_) == 0) return;
  if ((published_events_ & kEventKeyspace) != 0) {
    pubsub_.Publish(fmt::format("__keyspace@{}__:{}", db, key), event.name, false);
  }
  if ((published_events_ & kEventKeyevent) != 0) {
    pubsub_.Publish(fmt::format("__keyevent@{}__:{}", db, event.name), key, false);
  }
}

}  // namespace trellis
