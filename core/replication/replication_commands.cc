#include "core/replication/replication_commands.h"

#include "core/command/command_context.h"

namespace trellis {
namespace {

// [role, replication offset, replicas]
Status Role(CommandContext& ctx) {
  (void)ctx.reply().Array(3);
  (void)ctx.reply().Bulk("master");
  (void)ctx.reply().Integer(0);
  return ctx.reply().Array(0);
}

// WAIT replicas timeout: how many have acknowledged. Nobody will come, so waiting is for the timeout
// alone.
Status Wait(CommandContext& ctx) {
  const Result<int64_t> wanted = ctx.IntegerArg(1);
  if (!wanted) return wanted.error();
  const std::optional<int64_t> timeout_ms = ParseInt64(ctx.Arg(2));
  if (!timeout_ms) return Status::Error("timeout is not an integer or out of range");
  if (*timeout_ms < 0) return Status::Error("timeout is negative");
  if (*wanted <= 0) return ctx.reply().Integer(0);
  return ctx.BlockOnKeys({}, *timeout_ms, OnTimeout::kZero);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since,
                           std::string_view group) {
  return {.summary = summary, .since = since, .group = group};
}

constexpr Command kCommands[] = {
    {"role",
     1,
     Role,
     kNoScript | kLoading | kStale | kFast,
     Acl::kDangerous,
     {},
     Docs("Whether this is a primary or a replica, and of whom.", "2.8.12", "server")},
    {"wait",
     3,
     Wait,
     kNoScript,
     Acl::kConnection,
     {},
     Docs("Waits until so many replicas have all earlier writes.", "3.0.0", "generic")},
};

}  // namespace

std::span<const Command> ReplicationCommands() {
  return kCommands;
}

}  // namespace trellis
