// Settings that take effect: what each directive changes in the server's parts, the sockets that it
// listens on, and the configuration file written anew.
#include <fmt/core.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/base/log.h"
#include "core/base/words.h"
#include "core/config/text_checks.h"
#include "core/net/listener.h"
#include "core/registered_types.h"
#include "core/server.h"

namespace trellis {
namespace {

// A socket on each address of `bind`, in `opened`; those of an attempt that fails are in there, too.
Status OpenTcp(const Config& config, std::vector<int>& opened) {
  const int port = static_cast<int>(config.number(Directive::kPort));
  const int backlog = static_cast<int>(config.number(Directive::kTcpBacklog));
  std::vector<std::string> hosts;
  (void)SplitWords(config.text(Directive::kBind), hosts);
  if (port == 0 || hosts.empty()) return {};
  for (const std::string& host : hosts) {
    // A leading dash: fine if the address isn't there.
    const bool optional = host[0] == '-';
    std::string name = optional ? host.substr(1) : host;
    if (name == "*") name = "0.0.0.0";
    if (name == "::*") name = "::";
    const Result<int> fd = ListenTcp(name, port, backlog);
    if (fd) {
      opened.push_back(*fd);
    } else if (!optional) {
      return Status::Error(
          fmt::format("Could not create server TCP listening socket {}", fd.error().text()));
    }
  }
  if (!opened.empty()) return {};
  return Status::Error(fmt::format("no address to listen on for port {}", port));
}

}  // namespace

Status Server::Listen() {
  listens_ = true;
  Status status = ListenOnTcp();
  if (!status.ok()) {
    Log(LogLevel::kWarning, "Failed listening on port {} (tcp), aborting.",
        config_.number(Directive::kPort));
    return status;
  }
  const std::string& path = config_.text(Directive::kUnixsocket);
  if (path.empty() && tcp_listeners_.empty()) {
    return Status::Error("Configured to not listen anywhere, exiting.");
  }
  if (path.empty()) return {};
  const auto mode = static_cast<unsigned>(config_.number(Directive::kUnixsocketperm));
  const int backlog = static_cast<int>(config_.number(Directive::kTcpBacklog));
  const Result<int> fd = ListenUnix(path, mode, backlog);
  if (!fd) return fd.error();
  connections_.AddListener(*fd, true, path);
  return {};
}

Status Server::ListenOnTcp() {
  const std::string wanted =
      fmt::format("{} {}", config_.number(Directive::kPort), config_.text(Directive::kBind));
  if (!listens_ || wanted == listening_on_) return {};
  // Before the new ones: the same port can't be had twice.
  for (const int fd : tcp_listeners_)
    connections_.RemoveListener(fd);
  tcp_listeners_.clear();
  listening_on_.clear();
  std::vector<int> opened;
  Status status = OpenTcp(config_, opened);
  if (!status.ok()) {
    for (const int fd : opened)
      close(fd);
    Log(LogLevel::kWarning, "Warning: {}", status.text());
    return status;
  }
  for (const int fd : opened)
    connections_.AddListener(fd, false, "");
  tcp_listeners_ = std::move(opened);
  listening_on_ = wanted;
  return {};
}

Status Server::CheckSettings() const {
  const std::string& primary = config_.text(Directive::kReplicaof);
  if (!primary.empty() && !SameWord(primary, "no one")) {
    return Status::Error("replicaof: this server can't follow another one");
  }
  if (config_.flag(Directive::kClusterEnabled)) {
    return Status::Error("cluster-enabled: this server can't be a node of a cluster");
  }
  if (config_.flag(Directive::kAppendonly)) {
    Log(LogLevel::kWarning,
        "WARNING: appendonly is set, but there is no append-only file here: "
        "what changes after the last save is lost in a crash");
  }
  if (config_.flag(Directive::kSyslogEnabled)) {
    Log(LogLevel::kWarning, "WARNING: syslog-enabled is set, but nothing is sent there");
  }
  return {};
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
      const Result<std::vector<double>> percentiles = ParsePercentiles(config_.text(*id));
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
    case Directive::kPort:
      if (ListenOnTcp().ok()) break;
      return Status::Error("Unable to listen on this port. Check server logs.");
    case Directive::kBind:
      if (ListenOnTcp().ok()) break;
      return Status::Error("Failed to bind to specified addresses.");
    case Directive::kAppendonly:
      if (!config_.flag(*id)) break;
      return Status::Error("there is no append-only file: what 'save' says keeps the data");
    case Directive::kOomScoreAdj:
    case Directive::kOomScoreAdjValues:
      if (oom_score_.Apply(config_)) break;
      return Status::Error("Failed to apply new oom_score_adj configuration, check server logs.");
    case Directive::kSlowlogMaxLen: slow_log_.Trim(static_cast<size_t>(config_.number(*id))); break;
    case Directive::kMaxmemory: evictor_.set_limit(static_cast<size_t>(config_.number(*id))); break;
    case Directive::kMaxmemoryEvictionTenacity: evictor_.set_tenacity(config_.number(*id)); break;
    default: ApplyEncodingLimit(config_, *id); break;
  }
  return {};
}

Status Server::RewriteConfig(bool all) {
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
  out << config_.Rewrite(old_text.str(), all);
  out.close();
  if (!out || std::rename(temporary.c_str(), config_.file_path.c_str()) != 0) {
    unlink(temporary.c_str());
    return Status::Error("Rewriting config file: can't write");
  }
  return {};
}

}  // namespace trellis
