#include "core/server.h"

#include <fmt/core.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory_usage.h"
#include "core/base/random.h"
#include "core/base/small_blocks.h"
#include "core/base/words.h"
#include "core/client/client_commands.h"
#include "core/command/introspection_commands.h"
#include "core/config/config_commands.h"
#include "core/keyspace/expire_commands.h"
#include "core/keyspace/key_commands.h"
#include "core/keyspace/lazy_free.h"
#include "core/net/listener.h"
#include "core/observability/latency_commands.h"
#include "core/observability/memory_commands.h"
#include "core/observability/observability_commands.h"
#include "core/observability/secrets.h"
#include "core/persistence/persistence_commands.h"
#include "core/registered_types.h"
#include "core/replication/replication_commands.h"
#include "core/transaction/multi.h"

namespace trellis {
namespace {

std::atomic<bool> g_shutdown_requested{false};

constexpr int kCronPeriodMs = 100;

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
               .pubsub = &pubsub_,
               .watches = &watches_,
               .snapshot = &snapshot_,
               .slow_log = &slow_log_,
               .info = &info_,
               .monitors = &monitors_,
               .latency = &latency_,
               .tracking = &tracking_,
               .control = this,
               .extension = extension};
  RegisterTypes();
  RegisterCommands();
  RegisterInfo();
  if (extension_ != nullptr) extension_->Attach(services_);
  snapshot_.set_on_step([this](Snapshot::Step step) { Tell(EventOf(step)); });
  keyspace_.set_now_ms(clock::UnixMs());
  dispatcher_.SyncWallClock();
  pubsub_.set_on_delivered([this](Client& client) { connections_.WantsWrite(client); });
  dispatcher_.set_resume([this](Client& client) { connections_.Resume(client); });
  dispatcher_.set_used_memory(UsedMemory);
  dispatcher_.set_after_command(
      [this](Client& client, const RegisteredCommand& command,
             std::span<const std::string_view> args,
             int64_t nanoseconds) { AfterCommand(client, command, args, nanoseconds); });
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
  const uint64_t flags = command.row().flags;
  const int64_t slow_us = config_.number(Directive::kSlowlogLogSlowerThan);
  if (slow_us >= 0 && nanoseconds >= slow_us * 1000 && (flags & kSkipSlowlog) == 0) {
    slow_log_.Add(WithoutSecrets(command, args), nanoseconds / 1000, client.address, client.name,
                  static_cast<size_t>(config_.number(Directive::kSlowlogMaxLen)));
  }
  if (latency_.threshold() > 0) {
    latency_.Add((flags & kFast) != 0 ? "fast-command" : "command", nanoseconds / 1'000'000,
                 keyspace_.now_ms() / 1000);
  }
  if (!monitors_.empty()) monitors_.Tell(client, command, args, clock::UnixUs());
  if (client.tracking != nullptr) TrackReads(client, command, args);
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
        KeyCommands(), LatencyCommands(), MemoryCommands(), ObservabilityCommands(),
        PersistenceCommands(), PubSubCommands(), ReplicationCommands(), TransactionCommands()}) {
    commands_.Add(rows);
  }
  RegisterTypeCommands(commands_);
}

Status Server::Listen() {
  const int port = static_cast<int>(config_.number(Directive::kPort));
  const int backlog = static_cast<int>(config_.number(Directive::kTcpBacklog));
  std::vector<std::string> hosts;
  (void)SplitWords(config_.text(Directive::kBind), hosts);
  bool any = port == 0;
  for (const std::string& host : hosts) {
    if (port == 0) break;
    // A leading dash: fine if the address isn't there.
    const bool optional = host[0] == '-';
    std::string name = optional ? host.substr(1) : host;
    if (name == "*") name = "0.0.0.0";
    if (name == "::*") name = "::";
    const Result<int> fd = ListenTcp(name, port, backlog);
    if (fd) {
      connections_.AddListener(*fd, false, "");
      any = true;
    } else if (!optional) {
      Log(LogLevel::kWarning, "Warning: Could not create server TCP listening socket {}",
          fd.error().text());
      Log(LogLevel::kWarning, "Failed listening on port {} (tcp), aborting.", port);
      return fd.error();
    }
  }
  if (!any) {
    Log(LogLevel::kWarning, "Failed listening on port {} (tcp), aborting.", port);
    return Status::Error(fmt::format("no address to listen on for port {}", port));
  }
  const std::string& path = config_.text(Directive::kUnixsocket);
  if (!path.empty()) {
    const Result<int> fd = ListenUnix(path, 0, backlog);
    if (!fd) return fd.error();
    connections_.AddListener(*fd, true, path);
  }
  return {};
}

Status Server::Start() {
  Status status = Listen();
  if (!status.ok()) return status;
  MarkStartupMemory();
  if (extension_ != nullptr) {
    status = extension_->LoadConfigured();
    if (!status.ok()) return status;
  }
  const int64_t start = clock::MonotonicUs();
  status = snapshot_.Load(snapshot_.path());
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

void Server::Run() {
  loop_.Run();
}

void Server::RequestShutdown() {
  g_shutdown_requested.store(true);
}

void Server::BeforeSleep() {
  if (tracking_.any()) {
    tracking_.EndTurn(static_cast<size_t>(config_.number(Directive::kTrackingTableMaxKeys)));
  }
  if (extension_ != nullptr) {
    extension_->BeforeSleep();
    // Threads write keys that clients wait for, too.
    if (blocked_.any_ready()) dispatcher_.ServeReadyClients();
  }
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
  if (g_shutdown_requested.exchange(false)) {
    Log(LogLevel::kWarning, "Received SIGTERM, scheduling shutdown...");
    (void)Shutdown(ShutdownSave::kByPoints, false);
    return;
  }
  RefreshMemoryUsage();
  const int64_t now_us = clock::MonotonicUs();
  command_rate_.Sample(dispatcher_.stats().commands, now_us);
  input_rate_.Sample(connections_.stats().bytes_in, now_us);
  output_rate_.Sample(connections_.stats().bytes_out, now_us);
  constexpr size_t kReclaimedPerTurn = 200000;
  small_blocks::Reclaim(kReclaimedPerTurn);
  // A quarter of the time at the most.
  const int64_t cycle_start_us = clock::MonotonicUs();
  keyspace_.ExpireCycle(kCronPeriodMs * 1000 / 4);
  latency_.Add("expire-cycle", (clock::MonotonicUs() - cycle_start_us) / 1000, now / 1000);
  dispatcher_.EndExpiredWaits();
  dispatcher_.ServeReadyClients();
  snapshot_.Cron(now);
  connections_.EnforceLimits();
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
  if (extension_ != nullptr) extension_->Flushed(db, lazy, done);
}

Status Server::Shutdown(ShutdownSave save, bool force) {
  Log(LogLevel::kWarning, "User requested shutdown...");
  snapshot_.KillChild();
  const bool wanted = save == ShutdownSave::kAlways ||
                      (save == ShutdownSave::kByPoints && !config_.save_points().empty());
  if (wanted) {
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
  loop_.Stop();
  return {};
}

void Server::CloseClient(Client& client, bool after_reply) {
  connections_.Close(client, after_reply);
}

Status Server::ApplyConfig(const std::string& name) {
  const std::optional<Directive> id = Config::Find(name);
  Keyspace::EvictionSettings& eviction = keyspace_.eviction();
  switch (*id) {
    case Directive::kMaxmemoryPolicy:
      eviction.policy = static_cast<Keyspace::Policy>(config_.number(*id));
      break;
    case Directive::kMaxmemorySamples:
      eviction.samples = static_cast<int>(config_.number(*id));
      break;
    case Directive::kLfuLogFactor:
      eviction.lfu_log_factor = static_cast<int>(config_.number(*id));
      break;
    case Directive::kLfuDecayTime:
      eviction.lfu_decay_time = static_cast<int>(config_.number(*id));
      break;
    case Directive::kLazyfreeLazyEviction: eviction.lazy = config_.flag(*id); break;
    case Directive::kLazyfreeLazyExpire: eviction.lazy_expire = config_.flag(*id); break;
    case Directive::kRequirepass:
      dispatcher_.set_password_needed(!config_.text(*id).empty());
      break;
    case Directive::kLatencyMonitorThreshold: latency_.set_threshold(config_.number(*id)); break;
    case Directive::kLatencyTracking: dispatcher_.set_latency_tracking(config_.flag(*id)); break;
    case Directive::kLoglevel: SetLogLevel(static_cast<LogLevel>(config_.number(*id))); break;
    case Directive::kNotifyKeyspaceEvents: {
      const std::optional<uint32_t> classes = ParseEventClasses(config_.text(*id));
      if (!classes) return Status::Error("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      (void)config_.Set(name, FormatEventClasses(*classes));
      const bool heard = (*classes & (kEventKeyspace | kEventKeyevent)) != 0;
      published_events_ = heard ? *classes : 0;
      ListenToEvents();
      break;
    }
    case Directive::kLatencyTrackingInfoPercentiles: {
      const std::optional<std::vector<double>> percentiles = ParsePercentiles(config_.text(*id));
      if (!percentiles) {
        return Status::Error("latency-tracking-info-percentiles must be numbers from 0 to 100");
      }
      (void)config_.Set(name, fmt::format("{}", fmt::join(*percentiles, " ")));
      break;
    }
    case Directive::kDir:
      if (chdir(config_.text(*id).c_str()) != 0) {
        return Status::Error(
            fmt::format("Changing directory: {}", std::generic_category().message(errno)));
      }
      (void)config_.Set(name, std::filesystem::current_path().string());
      break;
    case Directive::kDbfilename:
      if (config_.text(*id).find('/') != std::string::npos) {
        return Status::Error("dbfilename can't be a path, just a filename");
      }
      break;
    case Directive::kSlowlogMaxLen: slow_log_.Trim(static_cast<size_t>(config_.number(*id))); break;
    case Directive::kMaxmemory: (void)dispatcher_.FreeMemoryIfNeeded(); break;
    default: ApplyEncodingLimit(config_, *id); break;
  }
  return {};
}

Status Server::RewriteConfig() {
  if (config_.file_path.empty())
    return Status::Error("The server is running without a config file");
  std::ifstream in(config_.file_path);
  std::stringstream old_text;
  old_text << in.rdbuf();
  if (extension_ != nullptr) {
    config_.modules.clear();
    for (const ExtensionSummary& module : extension_->Summaries()) {
      std::vector<std::string>& words = config_.modules.emplace_back(1, module.path);
      words.insert(words.end(), module.args.begin(), module.args.end());
    }
  }
  const std::string temporary = config_.file_path + ".tmp";
  std::ofstream out(temporary, std::ios::trunc);
  out << config_.Rewrite(old_text.str());
  out.close();
  if (!out || std::rename(temporary.c_str(), config_.file_path.c_str()) != 0) {
    unlink(temporary.c_str());
    return Status::Error("Rewriting config file: can't write");
  }
  return {};
}

void Server::Pause(int64_t until_ms, bool all) {
  connections_.Pause(until_ms, all);
}

void Server::WantsWrite(Client& client) {
  connections_.WantsWrite(client);
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
