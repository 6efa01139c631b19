// INFO: what each section says, with the names that redis-cli, client libraries and monitoring tools
// read. A field whose subject this server doesn't have (scripts, a backlog) is left out, except
// where tools take its absence for an error.
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/base/memory_usage.h"
#include "core/base/number_text.h"
#include "core/config/text_checks.h"
#include "core/keyspace/lazy_free.h"
#include "core/server.h"

namespace trellis {
namespace {

template <typename T>
void Field(std::string& out, std::string_view name, const T& value) {
  out += fmt::format("{}:{}\r\n", name, value);
}

// As Redis shows sizes to people: 12.34M.
std::string Human(size_t bytes) {
  constexpr std::string_view kUnits = "BKMGT";
  if (bytes < 1024) return fmt::format("{}B", bytes);
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.2f}{}", value, kUnits[unit]);
}

void MemoryField(std::string& out, std::string_view name, size_t bytes) {
  Field(out, name, bytes);
  Field(out, fmt::format("{}_human", name), Human(bytes));
}

// A quotient, 0 where there is nothing to divide by.
std::string Ratio(size_t part, size_t whole) {
  const double ratio = whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:.2f}", ratio);
}

std::string Percent(size_t part, size_t whole) {
  const double share =
      whole == 0 ? 0 : static_cast<double>(part) * 100 / static_cast<double>(whole);
  return fmt::format("{:.2f}%", share);
}

std::string OperatingSystem() {
  utsname name{};
  if (uname(&name) != 0) return "Linux";
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

std::string Seconds(const timeval& time) {
  return fmt::format("{}.{:06}", time.tv_sec, time.tv_usec);
}

void WriteCpuInfo(std::string& out) {
  rusage own{};
  getrusage(RUSAGE_SELF, &own);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  rusage main_thread{};
  getrusage(RUSAGE_THREAD, &main_thread);
  Field(out, "used_cpu_sys", Seconds(own.ru_stime));
  Field(out, "used_cpu_user", Seconds(own.ru_utime));
  Field(out, "used_cpu_sys_children", Seconds(children.ru_stime));
  Field(out, "used_cpu_user_children", Seconds(children.ru_utime));
  Field(out, "used_cpu_sys_main_thread", Seconds(main_thread.ru_stime));
  Field(out, "used_cpu_user_main_thread", Seconds(main_thread.ru_utime));
}

void WriteCommandLine(std::string& out, const RegisteredCommand& command) {
  const RegisteredCommand::Stats& stats = command.stats();
  if (stats.calls + stats.rejected + stats.failed == 0) return;
  const int64_t us = stats.nanoseconds / 1000;
  const double mean =
      stats.calls == 0 ? 0.0 : static_cast<double>(us) / static_cast<double>(stats.calls);
  // A module may name its command as it likes, a line of INFO ends its name at the colon.
  std::string name = command.full_name();
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return std::string_view("#:\n\r").find(c) != std::string_view::npos; }, '_');
  out += fmt::format(
      "cmdstat_{}:calls={},usec={},usec_per_call={:.2f},rejected_calls={},failed_calls={}\r\n",
      name, stats.calls, us, mean, stats.rejected, stats.failed);
}

// The upper bound of the bucket below which `percent` of the calls lie.
int64_t PercentileNanoseconds(const LatencyHistogram& histogram, uint64_t calls, double percent) {
  const double wanted = std::max(1.0, static_cast<double>(calls) * percent / 100);
  uint64_t seen = 0;
  size_t bucket = 0;
  while (bucket + 1 < LatencyHistogram::kBuckets) {
    seen += histogram.counts[bucket];
    if (static_cast<double>(seen) >= wanted) break;
    ++bucket;
  }
  return int64_t{1024} << bucket;
}

void WriteLatencyLine(std::string& out, const RegisteredCommand& command,
                      const std::vector<double>& percentiles) {
  const LatencyHistogram& histogram = command.stats().latency;
  uint64_t calls = 0;
  for (const uint64_t count : histogram.counts)
    calls += count;
  if (calls == 0) return;
  out += fmt::format("latency_percentiles_usec_{}:", command.full_name());
  for (const double percent : percentiles) {
    const int64_t nanoseconds = PercentileNanoseconds(histogram, calls, percent);
    out += fmt::format("{}p{}={:.3f}", out.back() == ':' ? "" : ",", percent,
                       static_cast<double>(nanoseconds) / 1000);
  }
  out += "\r\n";
}

}  // namespace

void Server::RegisterInfo() {
  info_.Add("Server", true, [this](std::string& out) { WriteServerInfo(out); });
  info_.Add("Clients", true, [this](std::string& out) { WriteClientsInfo(out); });
  info_.Add("Memory", true, [this](std::string& out) { WriteMemoryInfo(out); });
  info_.Add("Persistence", true, [this](std::string& out) { WritePersistenceInfo(out); });
  info_.Add("Stats", true, [this](std::string& out) { WriteStatsInfo(out); });
  info_.Add("Replication", true, [this](std::string& out) { WriteReplicationInfo(out); });
  info_.Add("CPU", true, WriteCpuInfo);
  info_.Add("Commandstats", false, [this](std::string& out) { WriteCommandStats(out); });
  info_.Add("Errorstats", true, [this](std::string& out) {
    for (const auto& [code, count] : dispatcher_.error_counts()) {
      out += fmt::format("errorstat_{}:count={}\r\n", code, count);
    }
  });
  info_.Add("Latencystats", false, [this](std::string& out) { WriteLatencyStats(out); });
  info_.Add("Cluster", true, [](std::string& out) { Field(out, "cluster_enabled", 0); });
  info_.Add("Keyspace", true, [this](std::string& out) { WriteKeyspaceInfo(out); });
}

void Server::WriteServerInfo(std::string& out) const {
  const int64_t now_ms = clock::UnixMs();
  const int64_t uptime = (now_ms - start_ms_) / 1000;
  // Modules scan this text at load: redis_version must stay the first field.
  Field(out, "redis_version", "7.4.0");
  Field(out, "trellis_version", TRELLIS_VERSION);
  Field(out, "redis_git_sha1", "00000000");
  Field(out, "redis_git_dirty", 0);
  Field(out, "redis_build_id", "trellis");
  Field(out, "redis_mode", "standalone");
  Field(out, "os", OperatingSystem());
  Field(out, "arch_bits", 64);
  Field(out, "monotonic_clock", "POSIX clock_gettime");
  Field(out, "multiplexing_api", "epoll");
  Field(out, "gcc_version", __VERSION__);
  Field(out, "process_id", getpid());
  Field(out, "process_supervised", "no");
  Field(out, "run_id", run_id_);
  Field(out, "tcp_port", config_.number(Directive::kPort));
  Field(out, "server_time_usec", clock::UnixUs());
  Field(out, "uptime_in_seconds", uptime);
  Field(out, "uptime_in_days", uptime / 86400);
  Field(out, "hz", config_.number(Directive::kHz));
  Field(out, "configured_hz", config_.number(Directive::kHz));
  Field(out, "lru_clock", (now_ms / 1000) & 0xffffff);
  Field(out, "executable", "trellis-server");
  Field(out, "config_file", config_.file_path);
  Field(out, "io_threads_active", 0);
}

void Server::WriteClientsInfo(std::string& out) {
  size_t largest_input = 0;
  size_t largest_output = 0;
  clients_.ForEach([&](const Client& client) {
    largest_input = std::max(largest_input, client.query().capacity());
    largest_output = std::max(largest_output, client.output().MemoryBytes());
  });
  Field(out, "connected_clients", clients_.size());
  Field(out, "cluster_connections", 0);
  Field(out, "maxclients", config_.number(Directive::kMaxclients));
  Field(out, "client_recent_max_input_buffer", largest_input);
  Field(out, "client_recent_max_output_buffer", largest_output);
  Field(out, "blocked_clients", blocked_.count());
  Field(out, "tracking_clients", tracking_.clients());
  Field(out, "clients_in_timeout_table", 0);
}

void Server::WriteMemoryInfo(std::string& out) {
  RefreshMemoryUsage();
  const size_t used = UsedMemory();
  const size_t resident = ResidentMemory();
  const AllocatorUsage allocator = ReadAllocatorUsage();
  const size_t peak = PeakMemory();
  const size_t startup = StartupMemory();
  size_t of_clients = 0;
  clients_.ForEach([&](const Client& client) { of_clients += ClientTable::MemoryBytes(client); });
  size_t of_tables = 0;
  for (int i = 0; i < keyspace_.databases(); ++i)
    of_tables += keyspace_.db(i).table().MemoryBytes();
  const size_t overhead = std::min(used, startup + of_clients + of_tables);
  const auto limit = static_cast<size_t>(config_.number(Directive::kMaxmemory));

  MemoryField(out, "used_memory", used);
  MemoryField(out, "used_memory_rss", resident);
  MemoryField(out, "used_memory_peak", peak);
  Field(out, "used_memory_peak_perc", Percent(used, peak));
  Field(out, "used_memory_overhead", overhead);
  Field(out, "used_memory_startup", startup);
  Field(out, "used_memory_dataset", used - overhead);
  Field(out, "used_memory_dataset_perc", Percent(used - overhead, used - std::min(used, startup)));
  Field(out, "allocator_allocated", allocator.allocated);
  Field(out, "allocator_active", allocator.active);
  Field(out, "allocator_resident", allocator.resident);
  MemoryField(out, "total_system_memory", SystemMemory());
  // No script engine holds any.
  MemoryField(out, "used_memory_lua", 0);
  MemoryField(out, "used_memory_scripts", 0);
  MemoryField(out, "maxmemory", limit);
  Field(out, "maxmemory_policy", config_.Show(Directive::kMaxmemoryPolicy));
  Field(out, "allocator_frag_ratio", Ratio(allocator.active, allocator.allocated));
  Field(out, "allocator_frag_bytes", allocator.active - allocator.allocated);
  Field(out, "allocator_rss_ratio", Ratio(allocator.resident, allocator.active));
  Field(out, "allocator_rss_bytes", allocator.resident - allocator.active);
  Field(out, "rss_overhead_ratio", Ratio(resident, allocator.resident));
  Field(out, "rss_overhead_bytes",
        static_cast<int64_t>(resident) - static_cast<int64_t>(allocator.resident));
  Field(out, "mem_fragmentation_ratio", Ratio(resident, used));
  Field(out, "mem_fragmentation_bytes",
        static_cast<int64_t>(resident) - static_cast<int64_t>(used));
  Field(out, "mem_not_counted_for_evict", 0);
  Field(out, "mem_replication_backlog", 0);
  Field(out, "mem_clients_slaves", 0);
  Field(out, "mem_clients_normal", of_clients);
  Field(out, "mem_aof_buffer", 0);
  Field(out, "mem_allocator", AllocatorName());
  Field(out, "active_defrag_running", 0);
  Field(out, "lazyfree_pending_objects", lazy_free::Pending());
  Field(out, "lazyfreed_objects", lazy_free::Freed());
}

void Server::WritePersistenceInfo(std::string& out) const {
  Field(out, "loading", loading_ ? 1 : 0);
  Field(out, "async_loading", 0);
  out += snapshot_.InfoLines();
  if (loading_) out += snapshot_.LoadingLines();
  out += "aof_enabled:0\r\naof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0\r\n";
  Field(out, "module_fork_in_progress", snapshot_.other_child() ? 1 : 0);
}

void Server::WriteStatsInfo(std::string& out) {
  constexpr double kKilobyte = 1024;
  const Keyspace::Stats& keys = keyspace_.stats();
  const Connections::Stats& network = connections_.stats();
  Field(out, "total_connections_received", network.accepted);
  Field(out, "total_commands_processed", dispatcher_.stats().commands);
  Field(out, "instantaneous_ops_per_sec", static_cast<int64_t>(command_rate_.per_second()));
  Field(out, "total_net_input_bytes", network.bytes_in);
  Field(out, "total_net_output_bytes", network.bytes_out);
  Field(out, "instantaneous_input_kbps",
        fmt::format("{:.2f}", input_rate_.per_second() / kKilobyte));
  Field(out, "instantaneous_output_kbps",
        fmt::format("{:.2f}", output_rate_.per_second() / kKilobyte));
  Field(out, "rejected_connections", network.rejected);
  Field(out, "sync_full", 0);
  Field(out, "sync_partial_ok", 0);
  Field(out, "sync_partial_err", 0);
  Field(out, "expired_subkeys", keys.expired_fields);
  Field(out, "expired_keys", keys.expired);
  // The expire cycle looks at every key, not at a sample from which the rest would be guessed.
  out += "expired_stale_perc:0.00\r\n";
  Field(out, "evicted_keys", keys.evicted);
  Field(out, "evicted_clients", network.evicted);
  Field(out, "keyspace_hits", keys.hits);
  Field(out, "keyspace_misses", keys.misses);
  Field(out, "pubsub_channels", pubsub_.channels());
  Field(out, "pubsub_patterns", pubsub_.patterns());
  Field(out, "pubsubshard_channels", pubsub_.shard_channels());
  Field(out, "migrate_cached_sockets", peer_links_.size());
  Field(out, "latest_fork_usec", snapshot_.stats().last_fork_us);
  Field(out, "total_forks", snapshot_.stats().forks);
  Field(out, "tracking_total_keys", tracking_.keys());
  Field(out, "tracking_total_items", tracking_.items());
  Field(out, "tracking_total_prefixes", tracking_.prefixes());
  Field(out, "unexpected_error_replies", 0);
  Field(out, "total_error_replies", dispatcher_.stats().errors);
  Field(out, "total_reads_processed", network.reads);
  Field(out, "total_writes_processed", network.writes);
  Field(out, "io_threaded_reads_processed", 0);
  Field(out, "io_threaded_writes_processed", 0);
}

void Server::WriteReplicationInfo(std::string& out) const {
  Field(out, "role", "master");
  Field(out, "connected_slaves", 0);
  Field(out, "master_failover_state", "no-failover");
  Field(out, "master_replid", run_id_);
  Field(out, "master_replid2", std::string(run_id_.size(), '0'));
  Field(out, "master_repl_offset", 0);
  Field(out, "second_repl_offset", -1);
  Field(out, "repl_backlog_active", 0);
  Field(out, "repl_backlog_size", config_.Show(Directive::kReplBacklogSize));
  Field(out, "repl_backlog_first_byte_offset", 0);
  Field(out, "repl_backlog_histlen", 0);
}

void Server::WriteCommandStats(std::string& out) const {
  for (const RegisteredCommand* command : commands_.all()) {
    WriteCommandLine(out, *command);
    for (const auto& subcommand : command->subcommands())
      WriteCommandLine(out, *subcommand);
  }
}

void Server::WriteLatencyStats(std::string& out) const {
  if (!config_.flag(Directive::kLatencyTracking)) return;
  const Result<std::vector<double>> percentiles =
      ParsePercentiles(config_.text(Directive::kLatencyTrackingInfoPercentiles));
  if (!percentiles || percentiles->empty()) return;
  for (const RegisteredCommand* command : commands_.all()) {
    WriteLatencyLine(out, *command, *percentiles);
    for (const auto& subcommand : command->subcommands())
      WriteLatencyLine(out, *subcommand, *percentiles);
  }
}

void Server::WriteKeyspaceInfo(std::string& out) {
  for (int i = 0; i < keyspace_.databases(); ++i) {
    const Database& database = keyspace_.db(i);
    if (database.size() == 0) continue;
    out += fmt::format("db{}:keys={},expires={},avg_ttl=0,subexpiry={}\r\n", i, database.size(),
                       database.expires(), database.field_expires());
  }
}

}  // namespace trellis
