// GRAPH.QUERY, RO_QUERY, EXPLAIN and PROFILE.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "graph/graph_commands.h"
#include "graph/query_run.h"
#include "graph/result_reply.h"
#include "graph/settings.h"
#include "graph/stored_graph.h"

namespace graph {

namespace {

using trellis::CommandContext;
using trellis::Key;
using trellis::Result;
using trellis::Status;
using Clock = std::chrono::steady_clock;

constexpr trellis::ErrorReply kNoGraph{"ERR Invalid graph operation on empty key"};
constexpr trellis::ErrorReply kReadOnly{
    "graph.RO_QUERY is to be executed only on read-only queries"};

struct Options {
  bool compact = false;
  int64_t timeout_ms = -1;  // -1: not given
};

Result<Options> ParseOptions(const CommandContext& ctx) {
  Options options;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "--COMPACT")) {
      options.compact = true;
    } else if (ctx.ArgIs(i, "VERSION")) {
      ++i;  // of the schema the client has cached: names never change here, so any will do
    } else if (ctx.ArgIs(i, "TIMEOUT")) {
      if (++i == ctx.argc()) return Status::Error("Failed to parse query timeout value");
      const Result<int64_t> timeout = ctx.IntegerArg(i);
      if (!timeout || *timeout < 0) return Status::Error("Failed to parse query timeout value");
      options.timeout_ms = *timeout;
    }
  }
  const int64_t most = SettingValue("TIMEOUT_MAX");
  if (most > 0 && options.timeout_ms > most) {
    return Status::Error(
        "The query TIMEOUT parameter value cannot exceed the TIMEOUT_MAX "
        "configuration parameter value");
  }
  return options;
}

RunLimits LimitsFor(const Options& options, bool writes) {
  int64_t timeout = options.timeout_ms;
  if (timeout < 0) timeout = SettingValue("TIMEOUT_DEFAULT");
  if (timeout == 0 && !writes) timeout = SettingValue("TIMEOUT");  // the old one: for reads only
  RunLimits limits;
  constexpr int64_t kLongestMs = int64_t{1} << 40;
  if (timeout > 0) {
    limits.deadline = Clock::now() + std::chrono::milliseconds(std::min(timeout, kLongestMs));
  }
  limits.memory_bytes = SettingValue("QUERY_MEM_CAPACITY");
  limits.result_rows = SettingValue("RESULTSET_SIZE");
  return limits;
}

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

size_t CacheCapacity() {
  return static_cast<size_t>(SettingValue("CACHE_SIZE"));
}

Status Failed(const std::string& error) {
  return Status::Error(error);
}

void RecordSlow(StoredGraph& stored, const char* command, std::string_view text, double ms) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  stored.RecordSlow({std::chrono::duration_cast<std::chrono::seconds>(now).count(), command,
                     std::string(text), ms});
}

// GRAPH.QUERY and GRAPH.PROFILE: `show` replies, before what was deleted is gone for good.
template <typename Show>
Status RunWriting(CommandContext& ctx, const char* command, bool profiling, Show show) {
  const auto begin = Clock::now();
  Result<Options> options = ParseOptions(ctx);
  if (!options) return options.error();
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  Result<StoredGraph*> found = key.Get<StoredGraph>();
  if (!found) return found.error();
  const PreparedQuery prepared = Prepare(ctx.Arg(2), *found, CacheCapacity());
  if (!prepared.error.empty()) return Failed(prepared.error);
  const bool created = *found == nullptr;
  // A query makes the graph that it names, also one that only reads.
  std::unique_ptr<StoredGraph> fresh;
  if (created) fresh = std::make_unique<StoredGraph>(std::string(ctx.Arg(1)));
  StoredGraph& stored = created ? *fresh : **found;
  RunLimits limits = LimitsFor(*options, prepared.query->writes);
  limits.profiling = profiling;
  QueryRun run(prepared, stored, limits);
  const bool done = run.Execute();
  if (done) show(run, prepared, *options, MillisecondsSince(begin));
  run.Commit();
  RecordSlow(stored, command, ctx.Arg(2), MillisecondsSince(begin));
  const std::string error = run.error();
  if (done && (created || run.changed())) ctx.ReplicateVerbatim();
  if (done && created) {
    stored.cache.Add(prepared.text, prepared.query, CacheCapacity());
    key.Set(std::move(fresh));
  }
  return done ? Status::Ok() : Failed(error);
}

void ShowProfile(trellis::Reply& reply, const Operator& step, size_t level) {
  std::array<char, 96> counts;
  std::snprintf(counts.data(), counts.size(), " | Records produced: %llu, Execution time: %f ms",
                static_cast<unsigned long long>(step.rows()), step.milliseconds());
  (void)reply.Bulk(std::string(4 * level, ' ') + step.name() + counts.data());
  for (const auto& input : step.inputs())
    ShowProfile(reply, *input, level + 1);
}

Status GraphQuery(CommandContext& ctx) {
  return RunWriting(ctx, "GRAPH.QUERY", false,
                    [&](const QueryRun& run, const PreparedQuery& prepared, const Options& options,
                        double milliseconds) {
                      ReplyWithResult(ctx.reply(), run, options.compact, prepared.cached,
                                      milliseconds);
                    });
}

Status GraphProfile(CommandContext& ctx) {
  return RunWriting(ctx, "GRAPH.PROFILE", true,
                    [&](const QueryRun& run, const PreparedQuery& prepared,
                        const Options& /*options*/, double /*milliseconds*/) {
                      const auto lines = ctx.reply().OpenArray();
                      if (prepared.query->index) return;
                      ShowProfile(ctx.reply(), *run.plan().root, 0);
                    });
}

Status GraphReadOnlyQuery(CommandContext& ctx) {
  const auto begin = Clock::now();
  Result<Options> options = ParseOptions(ctx);
  if (!options) return options.error();
  const Key key = ctx.OpenRead(ctx.ArgString(1));
  Result<StoredGraph*> stored = key.Get<StoredGraph>();
  if (!stored) return stored.error();
  if (*stored == nullptr) return kNoGraph;
  const PreparedQuery prepared = Prepare(ctx.Arg(2), *stored, CacheCapacity());
  if (!prepared.error.empty()) return Failed(prepared.error);
  if (prepared.query->writes) return kReadOnly;
  QueryRun run(prepared, **stored, LimitsFor(*options, false));
  if (!run.Execute()) return Failed(run.error());
  const double milliseconds = MillisecondsSince(begin);
  ReplyWithResult(ctx.reply(), run, options->compact, prepared.cached, milliseconds);
  RecordSlow(**stored, "GRAPH.RO_QUERY", ctx.Arg(2), milliseconds);
  return Status::Ok();
}

Status GraphExplain(CommandContext& ctx) {
  const Key key = ctx.OpenRead(ctx.ArgString(1));
  Result<StoredGraph*> stored = key.Get<StoredGraph>();
  if (!stored) return stored.error();
  if (*stored == nullptr) return kNoGraph;
  const PreparedQuery prepared = Prepare(ctx.Arg(2), *stored, CacheCapacity());
  if (!prepared.error.empty()) return Failed(prepared.error);
  if (prepared.query->index) return ctx.reply().Array(0);
  const auto plan = MakePlan(*prepared.query, *(*stored)->graph);
  const std::vector<std::string> lines = Explain(*plan);
  (void)ctx.reply().Array(lines.size());
  for (const std::string& line : lines)
    (void)ctx.reply().Bulk(line);
  return Status::Ok();
}

constexpr uint32_t kQueryFlags = trellis::kWrite | trellis::kDenyOom | trellis::kDenyScript;

constexpr trellis::Command kCommands[] = {
    {.name = "graph.QUERY",
     .arity = -3,
     .handler = GraphQuery,
     .flags = kQueryFlags,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Runs a Cypher query, creating the graph if needed."},
    {.name = "graph.RO_QUERY",
     .arity = -3,
     .handler = GraphReadOnlyQuery,
     .flags = trellis::kReadonly | trellis::kDenyScript,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Runs a Cypher query that only reads."},
    {.name = "graph.EXPLAIN",
     .arity = -3,
     .handler = GraphExplain,
     .flags = trellis::kReadonly | trellis::kDenyScript,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Shows how a query would be run."},
    {.name = "graph.PROFILE",
     .arity = -3,
     .handler = GraphProfile,
     .flags = kQueryFlags,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Runs a query and shows what each step did."},
};

}  // namespace

void AddQueryCommands(trellis::Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace graph
