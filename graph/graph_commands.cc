// Commands on whole graphs: DELETE, LIST, COPY, CONFIG, SLOWLOG.

#include "graph/graph_commands.h"

#include <array>
#include <cstdio>

#include "module_api/cpp/module_string.h"
#include "module_api/cpp/scan.h"

#include "graph/graph_type.h"
#include "graph/settings.h"
#include "graph/stored_graph.h"

namespace graph {

namespace {

using trellis::CommandContext;
using trellis::Context;
using trellis::Key;
using trellis::Result;
using trellis::Status;

constexpr trellis::ErrorReply kNoGraph{"ERR Invalid graph operation on empty key"};

bool HoldsGraph(RedisModuleKey* key) {
  return key != nullptr && RedisModule_KeyType(key) == REDISMODULE_KEYTYPE_MODULE &&
         RedisModule_ModuleTypeGetType(key) == trellis::type_handle<StoredGraph>;
}

Status GetSettings(CommandContext& ctx) {
  if (ctx.argc() != 3) return ctx.WrongArity();
  if (ctx.Arg(2) == "*") {
    (void)ctx.reply().Array(Settings().size());
    for (const Setting& setting : Settings()) {
      (void)ctx.reply().Array(2);
      (void)ctx.reply().Bulk(setting.name);
      (void)ctx.reply().Integer(setting.value);
    }
    return Status::Ok();
  }
  const Setting* setting = FindSetting(ctx.Arg(2));
  if (setting == nullptr) return Status::Error("Unknown configuration field");
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Bulk(setting->name);
  return ctx.reply().Integer(setting->value);
}

Status SetSettings(CommandContext& ctx) {
  if (ctx.argc() < 4 || ctx.argc() % 2 != 0) return ctx.WrongArity();
  // All are checked before the first is changed.
  std::vector<std::pair<Setting*, int64_t>> changes;
  for (size_t i = 2; i < ctx.argc(); i += 2) {
    Setting* setting = FindSetting(ctx.Arg(i));
    if (setting == nullptr) return Status::Error("Unknown configuration field");
    if (!setting->at_run_time) {
      return Status::Error("This configuration parameter cannot be set at run-time");
    }
    int64_t value = 0;
    if (ctx.ArgIs(i + 1, "YES")) {
      value = 1;
    } else if (!ctx.ArgIs(i + 1, "NO")) {
      const Result<int64_t> number = ctx.IntegerArg(i + 1);
      const int64_t least = setting->name == "RESULTSET_SIZE" ? -1 : 0;
      if (!number || *number < least) {
        return Status::Error("Failed to set config value " + std::string(ctx.Arg(i)) + " to " +
                             std::string(ctx.Arg(i + 1)));
      }
      value = *number;
    }
    changes.emplace_back(setting, value);
  }
  for (const auto& [setting, value] : changes)
    setting->value = value;
  return ctx.reply().Ok();
}

// GRAPH.DELETE key
Status GraphDelete(CommandContext& ctx) {
  if (ctx.argc() != 2) return ctx.WrongArity();
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  if (!key.Holds<StoredGraph>()) return kNoGraph;
  key.Unlink();
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

// GRAPH.LIST
Status GraphList(CommandContext& ctx) {
  if (ctx.argc() != 1) return ctx.WrongArity();
  const auto names = ctx.reply().OpenArray();
  trellis::KeyspaceScan scan;
  auto visit = [&](Context& /*key_ctx*/, RedisModuleString* name, RedisModuleKey* open) {
    const Key opened = open == nullptr ? ctx.OpenRead(name) : Key(nullptr);
    if (HoldsGraph(open == nullptr ? opened.get() : open)) (void)ctx.reply().Bulk(name);
  };
  while (scan.Step(ctx, visit)) {
  }
  return Status::Ok();
}

// GRAPH.COPY source destination
Status GraphCopy(CommandContext& ctx) {
  if (ctx.argc() != 3) return ctx.WrongArity();
  const Key source = ctx.OpenRead(ctx.ArgString(1));
  Result<StoredGraph*> stored = source.Get<StoredGraph>();
  if (!stored) return stored.error();
  if (*stored == nullptr) return kNoGraph;
  Key destination = ctx.OpenWrite(ctx.ArgString(2));
  if (!destination.empty()) return Status::Error("destination key already exists");
  std::unique_ptr<Graph> copy = (*stored)->graph->Copy();
  copy->set_name(std::string(ctx.Arg(2)));
  destination.Set(std::make_unique<StoredGraph>(std::move(copy)));
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

// GRAPH.RESTORE key saved: what a rewritten AOF holds. Not for clients, who have RESTORE.
Status GraphRestore(CommandContext& ctx) {
  if (!ctx.is_replicated()) {
    return Status::Error("ERR GRAPH.RESTORE is for replication and the AOF only");
  }
  auto* loaded = static_cast<StoredGraph*>(RedisModule_LoadDataTypeFromStringEncver(
      ctx.ArgString(2), trellis::type_handle<StoredGraph>, kGraphEncoding));
  if (loaded == nullptr) return Status::Error("ERR Bad data format");
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  key.Set(std::unique_ptr<StoredGraph>(loaded));
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

// GRAPH.CONFIG GET name | GET * | SET name value ...
Status GraphConfig(CommandContext& ctx) {
  if (ctx.argc() < 3) return ctx.WrongArity();
  if (ctx.ArgIs(1, "GET")) return GetSettings(ctx);
  if (ctx.ArgIs(1, "SET")) return SetSettings(ctx);
  return Status::Error("Unknown subcommand for GRAPH.CONFIG");
}

// GRAPH.SLOWLOG key [RESET]
Status GraphSlowLog(CommandContext& ctx) {
  if (ctx.argc() < 2 || ctx.argc() > 3) return ctx.WrongArity();
  const Key key = ctx.OpenRead(ctx.ArgString(1));
  Result<StoredGraph*> stored = key.Get<StoredGraph>();
  if (!stored) return stored.error();
  if (*stored == nullptr) return kNoGraph;
  if (ctx.argc() == 3) {
    if (!ctx.ArgIs(2, "RESET")) return Status::Error("Unknown subcommand for GRAPH.SLOWLOG");
    (*stored)->slow_queries.clear();
    return ctx.reply().Ok();
  }
  (void)ctx.reply().Array((*stored)->slow_queries.size());
  for (const SlowQuery& slow : (*stored)->slow_queries) {
    std::array<char, 32> milliseconds;
    std::snprintf(milliseconds.data(), milliseconds.size(), "%.3f", slow.milliseconds);
    (void)ctx.reply().Array(4);
    (void)ctx.reply().Bulk(std::to_string(slow.at_seconds));
    (void)ctx.reply().Bulk(slow.command);
    (void)ctx.reply().Bulk(slow.query);
    (void)ctx.reply().Bulk(milliseconds.data());
  }
  return Status::Ok();
}

constexpr uint32_t kQueryFlags = trellis::kWrite | trellis::kDenyOom | trellis::kDenyScript;

constexpr trellis::Command kCommands[] = {
    {.name = "graph.DELETE",
     .arity = -1,
     .handler = GraphDelete,
     .flags = trellis::kWrite | trellis::kDenyScript,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Deletes a graph."},
    {.name = "graph.LIST",
     .arity = -1,
     .handler = GraphList,
     .flags = trellis::kReadonly | trellis::kDenyScript,
     .acl = "graph",
     .summary = "Lists the keys that hold graphs."},
    {.name = "graph.COPY",
     .arity = -1,
     .handler = GraphCopy,
     .flags = kQueryFlags,
     .keys = {1, 2, 1},
     .acl = "graph",
     .summary = "Copies a graph to another key."},
    {.name = "graph.RESTORE",
     .arity = 3,
     .handler = GraphRestore,
     .flags = kQueryFlags,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Sets a graph as the rewritten AOF has it."},
    {.name = "graph.CONFIG",
     .arity = -1,
     .handler = GraphConfig,
     .flags = trellis::kReadonly | trellis::kDenyScript,
     .acl = "graph",
     .summary = "Gets or sets the module's settings."},
    {.name = "graph.SLOWLOG",
     .arity = -1,
     .handler = GraphSlowLog,
     .flags = trellis::kReadonly | trellis::kDenyScript,
     .keys = trellis::KeyAt(1),
     .acl = "graph",
     .summary = "Lists the slowest queries of a graph."},
};

}  // namespace

void AddGraphCommands(trellis::Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace graph
