#include "core/observability/memory_commands.h"

#include <algorithm>
#include <string>

#include "core/base/memory_usage.h"
#include "core/base/small_blocks.h"
#include "core/client/client_table.h"
#include "core/command/command_context.h"
#include "core/command/extension.h"
#include "core/keyspace/type_ops.h"

namespace trellis {
namespace {

Status MemoryUsage(CommandContext& ctx) {
  int64_t samples = 5;
  if (ctx.argc() != 3) {
    if (ctx.argc() != 5 || !ctx.ArgIs(3, "SAMPLES")) return errors::kSyntax;
    const Result<int64_t> given = ctx.IntegerArg(4);
    if (!given) return given.error();
    if (*given < 0) return errors::kSyntax;
    samples = *given;
  }
  const std::string_view key = ctx.Arg(2);
  const Entry* entry =
      ctx.keyspace().FindForRead(ctx.db_index(), key, ctx.Hash(key), Keyspace::Access::kNoTouch);
  if (entry == nullptr) return ctx.reply().Null();
  // A table slot is about 11 bytes (structures/dict.h).
  constexpr size_t kSlot = 11;
  const size_t bytes =
      small_blocks::UsableSize(entry->block_size()) + kSlot +
      types::Of(*entry).MemoryBytesIn(ctx.db_index(), *entry, static_cast<size_t>(samples));
  return ctx.reply().Integer(static_cast<int64_t>(bytes));
}

// Writes the pairs of MEMORY STATS.
class StatsReply {
 public:
  explicit StatsReply(CommandContext& ctx) : reply_(ctx.reply()), place_(reply_.DeferContainer()) {}
  StatsReply(const StatsReply&) = delete;
  StatsReply& operator=(const StatsReply&) = delete;
  ~StatsReply() { reply_.SetContainer(place_, reply_.protocol() == 3 ? '%' : '*', Elements()); }

  void Bytes(std::string_view name, size_t bytes) { Signed(name, static_cast<int64_t>(bytes)); }
  void Signed(std::string_view name, int64_t value) {
    Name(name);
    (void)reply_.Integer(value);
  }
  // 0 where there is nothing to divide by.
  void Quotient(std::string_view name, double part, double whole) {
    Name(name);
    (void)reply_.Double(whole == 0 ? 0 : part / whole);
  }
  void Database(int index, const trellis::Database& database) {
    Name("db." + std::to_string(index));
    (void)reply_.Map(2);
    (void)reply_.Bulk("overhead.hashtable.main");
    (void)reply_.Integer(static_cast<int64_t>(database.table().MemoryBytes()));
    // Expiry times stand in the entries.
    (void)reply_.Bulk("overhead.hashtable.expires");
    (void)reply_.Integer(0);
  }

 private:
  void Name(std::string_view name) {
    (void)reply_.Bulk(name);
    ++pairs_;
  }
  [[nodiscard]] size_t Elements() const { return reply_.protocol() == 3 ? pairs_ : 2 * pairs_; }

  ReplyWriter& reply_;
  ReplyWriter::Deferred place_;
  size_t pairs_ = 0;
};

// Names and order are Redis's; what this server hasn't got is 0.
Status MemoryStats(CommandContext& ctx) {
  RefreshMemoryUsage();
  const size_t used = UsedMemory();
  const size_t resident = ResidentMemory();
  const AllocatorUsage allocator = ReadAllocatorUsage();
  size_t of_clients = 0;
  ctx.services().clients->ForEach(
      [&](const Client& client) { of_clients += ClientTable::MemoryBytes(client); });
  size_t overhead = StartupMemory() + of_clients;
  size_t keys = 0;
  StatsReply stats(ctx);
  stats.Bytes("peak.allocated", PeakMemory());
  stats.Bytes("total.allocated", used);
  stats.Bytes("startup.allocated", StartupMemory());
  for (const char* none : {"replication.backlog", "clients.slaves"})
    stats.Bytes(none, 0);
  stats.Bytes("clients.normal", of_clients);
  for (const char* none : {"cluster.links", "aof.buffer", "lua.caches", "functions.caches"})
    stats.Bytes(none, 0);
  for (int i = 0; i < ctx.keyspace().databases(); ++i) {
    const Database& database = ctx.keyspace().db(i);
    if (database.size() == 0) continue;
    stats.Database(i, database);
    overhead += database.table().MemoryBytes();
    keys += database.size();
  }
  overhead = std::min(overhead, used);
  const size_t dataset = used - overhead;
  const size_t net = used - std::min(used, StartupMemory());
  stats.Bytes("overhead.total", overhead);
  stats.Bytes("keys.count", keys);
  stats.Bytes("keys.bytes-per-key", keys == 0 ? 0 : net / keys);
  stats.Bytes("dataset.bytes", dataset);
  constexpr double kPercent = 100;
  stats.Quotient("dataset.percentage", kPercent * static_cast<double>(dataset),
                 static_cast<double>(net));
  stats.Quotient("peak.percentage", kPercent * static_cast<double>(used),
                 static_cast<double>(PeakMemory()));
  const auto allocated = static_cast<int64_t>(allocator.allocated);
  const auto active = static_cast<int64_t>(allocator.active);
  const auto held = static_cast<int64_t>(allocator.resident);
  const auto ratio = [&stats](const char* name, int64_t part, int64_t whole) {
    stats.Quotient(name, static_cast<double>(part), static_cast<double>(whole));
  };
  stats.Signed("allocator.allocated", allocated);
  stats.Signed("allocator.active", active);
  stats.Signed("allocator.resident", held);
  ratio("allocator-fragmentation.ratio", active, allocated);
  stats.Signed("allocator-fragmentation.bytes", active - allocated);
  ratio("allocator-rss.ratio", held, active);
  stats.Signed("allocator-rss.bytes", held - active);
  ratio("rss-overhead.ratio", static_cast<int64_t>(resident), held);
  stats.Signed("rss-overhead.bytes", static_cast<int64_t>(resident) - held);
  ratio("fragmentation", static_cast<int64_t>(resident), static_cast<int64_t>(used));
  stats.Signed("fragmentation.bytes", static_cast<int64_t>(resident) - static_cast<int64_t>(used));
  // Redis has no such fields.
  if (const Extension* extension = ctx.services().extension) {
    for (const ExtensionSummary& module : extension->Summaries())
      stats.Bytes("module." + module.name, module.memory_bytes);
  }
  return {};
}

// What is worth an operator's attention.
Status MemoryDoctor(CommandContext& ctx) {
  constexpr size_t kLittle = 5 * 1024 * 1024;
  constexpr double kMuch = 1.4;
  RefreshMemoryUsage();
  const size_t used = UsedMemory();
  const auto resident = static_cast<double>(ResidentMemory());
  if (used < kLittle) {
    return ctx.reply().Verbatim(
        "txt", "This server holds too little data to say anything about its memory.\n");
  }
  std::string report;
  if (static_cast<double>(PeakMemory()) > kMuch * static_cast<double>(used)) {
    report +=
        "- The peak was much higher than what is used now: resident memory may stay high "
        "until the allocator has given pages back (MEMORY PURGE).\n";
  }
  if (resident > kMuch * static_cast<double>(used)) {
    report +=
        "- Resident memory is much larger than what is used: fragmentation, or pages that "
        "the allocator keeps.\n";
  }
  if (report.empty()) report = "No memory problem was found.\n";
  return ctx.reply().Verbatim("txt", report);
}

Status MemoryPurge(CommandContext& ctx) {
  ReleaseFreePages();
  return ctx.reply().Ok();
}

Status MemoryMallocStats(CommandContext& ctx) {
  return ctx.reply().Verbatim("txt", AllocatorReport());
}

Status MemoryHelp(CommandContext& ctx) {
  constexpr std::string_view kLines[] = {
      "MEMORY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "DOCTOR",
      "    Return memory problems reports.",
      "MALLOC-STATS",
      "    Return internal statistics report from the memory allocator.",
      "PURGE",
      "    Attempt to purge dirty pages for reclamation by the allocator.",
      "STATS",
      "    Return information about the memory usage of the server.",
      "USAGE <key> [SAMPLES <count>]",
      "    Return memory in bytes used by <key> and its value. Nested values are",
      "    sampled up to <count> times (default: 5, 0 means sample all).",
      "HELP",
      "    Prints this help."};
  return ctx.reply().Lines(kLines);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}

constexpr Command kMemoryCommands[] = {
    {"doctor", 2, MemoryDoctor, 0, Acl::kNone, {}, Docs("A report on memory for people.", "4.0.0")},
    {"help",
     2,
     MemoryHelp,
     kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Lists the subcommands.", "4.0.0")},
    {"malloc-stats",
     2,
     MemoryMallocStats,
     0,
     Acl::kNone,
     {},
     Docs("The allocator's own statistics.", "4.0.0")},
    {"purge",
     2,
     MemoryPurge,
     0,
     Acl::kNone,
     {},
     Docs("Gives free pages back to the kernel.", "4.0.0")},
    {"stats", 2, MemoryStats, 0, Acl::kNone, {}, Docs("Where memory goes, in numbers.", "4.0.0")},
    {"usage", -3, MemoryUsage, kReadonly, Acl::kNone, KeySpec::At(2, kKeyRo),
     Docs("Answers the bytes that a key takes.", "4.0.0")},
};
constexpr Command kCommands[] = {
    {"memory",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Tells where memory goes.", "4.0.0"),
     kMemoryCommands},
};

}  // namespace

std::span<const Command> MemoryCommands() {
  return kCommands;
}

}  // namespace trellis
