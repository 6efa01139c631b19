#include "core/transaction/multi.h"

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/dispatch/dispatch.h"
#include "core/transaction/watch.h"

namespace trellis {
namespace {

Status Multi(CommandContext& ctx) {
  if (ctx.client().has(Client::kInTransaction)) {
    return Status::Error("MULTI calls can not be nested");
  }
  ctx.client().transaction = std::make_unique<TransactionState>();
  ctx.client().set(Client::kInTransaction);
  return ctx.reply().Ok();
}

// Ends the transaction and returns what it had queued.
std::unique_ptr<TransactionState> End(CommandContext& ctx) {
  ctx.client().set(Client::kInTransaction, false);
  return std::move(ctx.client().transaction);
}

Status Exec(CommandContext& ctx) {
  Client& client = ctx.client();
  if (!client.has(Client::kInTransaction)) return Status::Error("EXEC without MULTI");
  const std::unique_ptr<TransactionState> transaction = End(ctx);
  // A watched key that died of age unseen counts as changed.
  for (const auto& [db, key] : client.watched) {
    (void)ctx.keyspace().FindForWrite(db, key, Database::Hash(key));
  }
  const bool dirty = client.has(Client::kDirtyWatch);
  ctx.services().watches->Unwatch(client);
  if (transaction->broken) return errors::kExecAbort;
  if (dirty) return ctx.reply().NullArray();
  (void)ctx.reply().Array(transaction->queue.size());
  client.set(Client::kExecuting);
  client.set(Client::kDenyBlocking);
  for (const QueuedCommand& queued : transaction->queue) {
    const std::vector<std::string_view> args(queued.words.begin(), queued.words.end());
    const RegisteredCommand* command = ctx.services().commands->Resolve(args);
    if (command == nullptr) {
      (void)ctx.reply().Error("ERR", "unknown command");
      continue;
    }
    (void)ctx.services().dispatcher->Call(client, *command, args);
  }
  client.set(Client::kExecuting, false);
  client.set(Client::kDenyBlocking, false);
  return {};
}

Status Discard(CommandContext& ctx) {
  if (!ctx.client().has(Client::kInTransaction)) return Status::Error("DISCARD without MULTI");
  (void)End(ctx);
  ctx.services().watches->Unwatch(ctx.client());
  return ctx.reply().Ok();
}

Status Watch(CommandContext& ctx) {
  if (ctx.client().has(Client::kInTransaction)) {
    return Status::Error("WATCH inside MULTI is not allowed");
  }
  for (size_t i = 1; i < ctx.argc(); ++i) {
    // A key that is dead already must not count as changed later.
    (void)ctx.keyspace().FindForWrite(ctx.db_index(), ctx.Arg(i), ctx.Hash(ctx.Arg(i)));
    ctx.services().watches->Watch(ctx.client(), ctx.db_index(), ctx.Arg(i));
  }
  return ctx.reply().Ok();
}

Status Unwatch(CommandContext& ctx) {
  ctx.services().watches->Unwatch(ctx.client());
  return ctx.reply().Ok();
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "transactions"};
}
constexpr uint64_t kFlags = kNoScript | kLoading | kStale | kFast | kAllowBusy;

constexpr Command kCommands[] = {
    {"discard",
     1,
     Discard,
     kFlags,
     Acl::kTransaction,
     {},
     Docs("Drops the queued commands.", "2.0.0")},
    {"exec",
     1,
     Exec,
     kNoScript | kLoading | kStale | kSkipSlowlog,
     Acl::kTransaction,
     {},
     Docs("Runs the queued commands as one.", "1.2.0")},
    {"multi", 1, Multi, kFlags, Acl::kTransaction, {}, Docs("Begins to queue commands.", "1.2.0")},
    {"unwatch", 1, Unwatch, kFlags, Acl::kTransaction, {}, Docs("Ends all watches.", "2.2.0")},
    {"watch", -2, Watch, kFlags, Acl::kTransaction, KeySpec::Range(1, -1, 1, kKeyRo),
     Docs("Makes EXEC fail if one of the keys changes.", "2.2.0")},
};

}  // namespace

std::span<const Command> TransactionCommands() {
  return kCommands;
}

}  // namespace trellis
