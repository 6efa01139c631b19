// The server: builds every part and connects them. Everything that must reach upwards (keyspace events,
// closing clients, settings that take effect) passes through here.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/blocked_clients.h"
#include "core/client/client_table.h"
#include "core/client/tracking.h"
#include "core/command/command_table.h"
#include "core/command/extension.h"
#include "core/command/server_control.h"
#include "core/command/services.h"
#include "core/config/config.h"
#include "core/dispatch/connections.h"
#include "core/dispatch/dispatch.h"
#include "core/keyspace/evict.h"
#include "core/keyspace/keyspace.h"
#include "core/net/event_loop.h"
#include "core/net/peer_links.h"
#include "core/observability/info.h"
#include "core/observability/latency.h"
#include "core/observability/monitors.h"
#include "core/observability/rate_meter.h"
#include "core/observability/slow_log.h"
#include "core/oom_score.h"
#include "core/persistence/snapshot.h"
#include "core/pubsub/channels.h"
#include "core/transaction/watch.h"

namespace trellis {

class Server final : public ServerControl, private Keyspace::Listener {
 public:
  // `config` must outlive the server and is changed by CONFIG SET; so must `extension`, if any.
  explicit Server(Config& config, Extension* extension = nullptr);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the sockets, loads the data; an error is the reason why the server can't start.
  Status Start();
  // Returns when the server was shut down.
  void Run();
  // Asks for the end that shutdown-on-sigterm or -sigint describes; may be called from a signal handler.
  static void RequestShutdown(int signal);

  Services& services() { return services_; }

  // ServerControl
  Status Shutdown(ShutdownSave save, bool force) override;
  void CloseClient(Client& client, bool after_reply) override;
  Status ApplyConfig(const std::string& name) override;
  Status RewriteConfig(bool all) override;
  void Pause(int64_t until_ms, bool all) override;
  void WantsWrite(Client& client) override;
  void EndWait(Client& client, const Status& error) override { dispatcher_.EndWait(client, error); }
  void ResumeClient(Client& client) override;
  void FinishWait(Client& client, const Status& outcome) override {
    dispatcher_.FinishWait(client, outcome);
  }
  void Yield(std::string_view busy_text) override;
  void ForgetInterests(Client& client) override;
  [[nodiscard]] bool password_needed() const override { return dispatcher_.password_needed(); }
  [[nodiscard]] bool loading() const override { return loading_; }
  void ResetStats() override;
  void EventsWantedChanged() override { ListenToEvents(); }
  [[nodiscard]] const std::string& run_id() const override { return run_id_; }
  [[nodiscard]] int64_t start_ms() const override { return start_ms_; }

 private:
  void RegisterCommands();
  void RegisterInfo();
  // The sections of INFO (server_info.cc).
  void WriteServerInfo(std::string& out) const;
  void WriteClientsInfo(std::string& out);
  void WriteMemoryInfo(std::string& out);
  void WritePersistenceInfo(std::string& out) const;
  void WriteStatsInfo(std::string& out);
  void WriteReplicationInfo(std::string& out) const;
  void WriteCommandStats(std::string& out) const;
  void WriteLatencyStats(std::string& out) const;
  void WriteKeyspaceInfo(std::string& out);
  // Reads the data; meanwhile clients are answered, most of them with LOADING.
  Status LoadData();
  void SetLoading(bool loading);
  // An error if a setting asks for what would be missed at once; the log tells of other absences.
  [[nodiscard]] Status CheckSettings() const;
  // As the configuration's rename-command lines say.
  Status RenameCommands();
  Status Listen();
  // Brings the TCP sockets in step with `port` and `bind`; after an error there are none.
  Status ListenOnTcp();
  // True if a signal has asked for the end and it has come.
  bool ObeySignal();
  void SendReplies();
  void Cron();
  void BeforeSleep();
  // Takes back what other threads have freed: a little at a time, until all is.
  void SettleSteadily();
  // Goes on with an eviction that is to be done in steps, between what clients ask for.
  void ContinueEviction();
  // What watches every command that ran: the slow log, latency events, monitors, tracking.
  void AfterCommand(Client& client, const RegisteredCommand& command,
                    std::span<const std::string_view> args, int64_t nanoseconds);
  void NoteSlow(Client& client, const RegisteredCommand& command,
                std::span<const std::string_view> args, int64_t nanoseconds);
  // Remembers the keys of a reading command for a client that tracks.
  void TrackReads(Client& client, const RegisteredCommand& command,
                  std::span<const std::string_view> args);

  // Keyspace::Listener
  void KeyChanged(int db, std::string_view key) override;
  void KeyNotified(int db, const KeyEvent& event, std::string_view key) override;
  void KeyRemoved(int db, std::string_view key, bool evicted) override;
  void FieldsRemoved(int db, std::string_view key, std::span<const std::string> fields) override;
  void Flushed(int db, bool lazy, bool done) override;
  void Swapped(int a, int b, bool done) override;
  // Those that are there have changed, in a database or (-1) in all.
  void TellOfKeysOfInterest(int db);
  // The keys of a database that clients watch or wait for.
  [[nodiscard]] std::set<std::string> KeysOfInterest(int db) const;

  void Tell(ServerEvent event) {
    if (extension_ != nullptr) extension_->Happened(event);
  }
  void SnapshotStep(Snapshot::Step step);
  // What the configuration and the extension want to hear together.
  void ListenToEvents();

  Config& config_;
  Extension* extension_;
  uint32_t published_events_ = 0;  // notify-keyspace-events
  Services services_;
  EventLoop loop_;
  ClientTable clients_;
  CommandTable commands_;
  Keyspace keyspace_;
  Evictor evictor_;
  BlockedClients blocked_;
  Tracking tracking_;
  Watches watches_;
  PubSub pubsub_;
  SlowLog slow_log_;
  Monitors monitors_;
  PeerLinks peer_links_;
  LatencyMonitor latency_;
  Info info_;
  Snapshot snapshot_;
  Dispatcher dispatcher_;
  Connections connections_;
  OomScore oom_score_;
  std::vector<int> tcp_listeners_;  // owned by connections_
  std::string listening_on_;        // the port and the addresses of these sockets
  bool listens_ = false;            // the start has come as far as opening sockets
  bool loading_ = false;
  std::string run_id_;
  int64_t start_ms_;
  RateMeter command_rate_;
  RateMeter input_rate_;
  RateMeter output_rate_;
  uint64_t cron_turns_ = 0;
  bool yielding_ = false;
  bool eviction_due_ = false;  // a timer is set
  bool settling_ = false;      // another one
};

}  // namespace trellis
