#include "core/observability/latency_commands.h"

#include <bit>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/observability/latency.h"

namespace trellis {
namespace {

LatencyMonitor& Monitor(CommandContext& ctx) {
  return *ctx.services().latency;
}

Status LatencyLatest(CommandContext& ctx) {
  const auto& events = Monitor(ctx).events();
  (void)ctx.reply().Array(events.size());
  for (const auto& [name, event] : events) {
    (void)ctx.reply().Array(4);
    (void)ctx.reply().Bulk(name);
    (void)ctx.reply().Integer(event.samples.back().unix_seconds);
    (void)ctx.reply().Integer(event.samples.back().milliseconds);
    (void)ctx.reply().Integer(event.longest_ms);
  }
  return {};
}

Status LatencyHistory(CommandContext& ctx) {
  const LatencyMonitor::Event* event = Monitor(ctx).Find(ctx.Arg(2));
  (void)ctx.reply().Array(event == nullptr ? 0 : event->samples.size());
  if (event == nullptr) return {};
  for (const LatencyMonitor::Sample& sample : event->samples) {
    (void)ctx.reply().Array(2);
    (void)ctx.reply().Integer(sample.unix_seconds);
    (void)ctx.reply().Integer(sample.milliseconds);
  }
  return {};
}

Status LatencyGraphOf(CommandContext& ctx) {
  const LatencyMonitor::Event* event = Monitor(ctx).Find(ctx.Arg(2));
  if (event == nullptr) {
    return Status::Error("No samples available for event '" + std::string(ctx.Arg(2)) + "'");
  }
  return ctx.reply().Verbatim("txt", LatencyGraph(ctx.Arg(2), *event, clock::UnixMs() / 1000));
}

Status LatencyDoctor(CommandContext& ctx) {
  return ctx.reply().Verbatim("txt", LatencyReport(Monitor(ctx)));
}

Status LatencyReset(CommandContext& ctx) {
  size_t forgotten = 0;
  if (ctx.argc() == 2) forgotten = Monitor(ctx).ResetAll();
  for (size_t i = 2; i < ctx.argc(); ++i)
    forgotten += Monitor(ctx).Reset(ctx.Arg(i)) ? 1 : 0;
  return ctx.reply().Integer(static_cast<int64_t>(forgotten));
}

// A command's calls, and how many of them took at most so many microseconds.
void ReplyHistogram(CommandContext& ctx, const RegisteredCommand& command) {
  const LatencyHistogram& histogram = command.stats().latency;
  size_t used = 0;
  for (const uint64_t count : histogram.counts)
    used += count > 0 ? 1 : 0;
  (void)ctx.reply().Bulk(command.full_name());
  (void)ctx.reply().Map(2);
  (void)ctx.reply().Bulk("calls");
  (void)ctx.reply().Integer(static_cast<int64_t>(command.stats().calls));
  (void)ctx.reply().Bulk("histogram_usec");
  (void)ctx.reply().Map(used);
  uint64_t so_far = 0;
  for (size_t i = 0; i < LatencyHistogram::kBuckets; ++i) {
    if (histogram.counts[i] == 0) continue;
    so_far += histogram.counts[i];
    (void)ctx.reply().Integer(LatencyHistogram::UpperMicroseconds(i));
    (void)ctx.reply().Integer(static_cast<int64_t>(so_far));
  }
}

void AddCalled(const RegisteredCommand& command, std::vector<const RegisteredCommand*>& out) {
  if (command.stats().calls > 0 && command.row().handler != nullptr) out.push_back(&command);
  for (const auto& subcommand : command.subcommands())
    AddCalled(*subcommand, out);
}

// The command that a name such as "set" or "config|set" means, or null.
const RegisteredCommand* Named(CommandContext& ctx, std::string_view name) {
  const size_t bar = name.find('|');
  const RegisteredCommand* command = ctx.services().commands->Find(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->Subcommand(name.substr(bar + 1));
}

// LATENCY HISTOGRAM [command ...]; a container stands for its subcommands.
Status LatencyHistogramOf(CommandContext& ctx) {
  std::vector<const RegisteredCommand*> called;
  if (ctx.argc() == 2) {
    for (const RegisteredCommand* command : ctx.services().commands->all())
      AddCalled(*command, called);
  }
  for (size_t i = 2; i < ctx.argc(); ++i) {
    if (const RegisteredCommand* command = Named(ctx, ctx.Arg(i))) AddCalled(*command, called);
  }
  (void)ctx.reply().Map(called.size());
  for (const RegisteredCommand* command : called)
    ReplyHistogram(ctx, *command);
  return {};
}

Status LatencyHelp(CommandContext& ctx) {
  constexpr std::string_view kHistogramHelp =
      "    Return a cumulative distribution of latencies in the format of a histogram for the "
      "specified command names.";
  constexpr std::string_view kLines[] = {
      "LATENCY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "DOCTOR",
      "    Return a human readable latency analysis report.",
      "GRAPH <event>",
      "    Return an ASCII latency graph for the <event> class.",
      "HISTORY <event>",
      "    Return time-latency samples for the <event> class.",
      "LATEST",
      "    Return the latest latency samples for all events.",
      "RESET [<event> ...]",
      "    Reset latency data of one or more <event> classes.",
      "    (default: reset all data for all event classes)",
      "HISTOGRAM [COMMAND ...]",
      kHistogramHelp,
      "    If no commands are specified then all histograms are replied.",
      "HELP",
      "    Prints this help."};
  return ctx.reply().Lines(kLines);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}
constexpr uint64_t kFlags = kAdmin | kNoScript | kLoading | kStale;

constexpr Command kLatencyCommands[] = {
    {"doctor",
     2,
     LatencyDoctor,
     kFlags,
     Acl::kNone,
     {},
     Docs("A report on latency spikes for people.", "2.8.13")},
    {"graph",
     3,
     LatencyGraphOf,
     kFlags,
     Acl::kNone,
     {},
     Docs("Draws the samples of an event.", "2.8.13")},
    {"help",
     2,
     LatencyHelp,
     kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Lists the subcommands.", "2.8.13")},
    {"histogram",
     -2,
     LatencyHistogramOf,
     kFlags,
     Acl::kNone,
     {},
     Docs("How long commands take, as cumulative counts.", "7.0.0")},
    {"history",
     3,
     LatencyHistory,
     kFlags,
     Acl::kNone,
     {},
     Docs("The samples of an event.", "2.8.13")},
    {"latest",
     2,
     LatencyLatest,
     kFlags,
     Acl::kNone,
     {},
     Docs("The newest sample of each event.", "2.8.13")},
    {"reset",
     -2,
     LatencyReset,
     kFlags,
     Acl::kNone,
     {},
     Docs("Forgets the samples of some events, or of all.", "2.8.13")},
};
constexpr Command kCommands[] = {
    {"latency",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("What made the server slow.", "2.8.13"),
     kLatencyCommands},
};

}  // namespace

std::span<const Command> LatencyCommands() {
  return kCommands;
}

}  // namespace trellis
