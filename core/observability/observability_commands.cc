#include "core/observability/observability_commands.h"

#include "core/base/clock.h"
#include "core/command/command_context.h"
#include "core/command/container_help.h"
#include "core/observability/info.h"
#include "core/observability/monitors.h"
#include "core/observability/slow_log.h"

namespace trellis {
namespace {

Status InfoText(CommandContext& ctx) {
  return ctx.reply().Verbatim("txt", ctx.services().info->Text(ctx.args().subspan(1)));
}

Status SlowLogGet(CommandContext& ctx) {
  int64_t count = 10;
  if (ctx.argc() == 3) {
    const Result<int64_t> given = ctx.IntegerArg(2);
    if (!given || *given < -1) {
      return Status::Error("count should be greater than or equal to -1");
    }
    count = *given;
  }
  const auto& records = ctx.services().slow_log->records();
  const size_t shown =
      count < 0 ? records.size() : std::min(records.size(), static_cast<size_t>(count));
  (void)ctx.reply().Array(shown);
  for (size_t i = 0; i < shown; ++i) {
    const SlowLog::Record& record = records[i];
    (void)ctx.reply().Array(6);
    (void)ctx.reply().Integer(record.id);
    (void)ctx.reply().Integer(record.unix_seconds);
    (void)ctx.reply().Integer(record.microseconds);
    (void)ctx.reply().Array(record.words.size());
    for (const std::string& word : record.words)
      (void)ctx.reply().Bulk(word);
    (void)ctx.reply().Bulk(record.client_address);
    (void)ctx.reply().Bulk(record.client_name);
  }
  return {};
}

Status SlowLogLen(CommandContext& ctx) {
  return ctx.reply().Integer(static_cast<int64_t>(ctx.services().slow_log->records().size()));
}

Status SlowLogReset(CommandContext& ctx) {
  ctx.services().slow_log->Reset();
  return ctx.reply().Ok();
}

Status Monitor(CommandContext& ctx) {
  if (ctx.client().has(Client::kDenyBlocking)) {
    return Status::Error("MONITOR isn't allowed for DENY BLOCKING client");
  }
  ctx.services().monitors->Add(ctx.client());
  return ctx.reply().Ok();
}

// LOLWUT [VERSION n] [...]: Redis draws pictures for some numbers, and else tells its version.
Status Lolwut(CommandContext& ctx) {
  if (ctx.argc() >= 3 && ctx.ArgIs(1, "VERSION") && !ctx.IntegerArg(2)) return errors::kNotInteger;
  return ctx.reply().Verbatim("txt", "Redis ver. 7.4.0\n");
}

Status Time(CommandContext& ctx) {
  const int64_t now = clock::UnixUs();
  constexpr int64_t kMicroseconds = 1'000'000;
  (void)ctx.reply().Array(2);
  (void)ctx.reply().BulkInteger(now / kMicroseconds);
  return ctx.reply().BulkInteger(now % kMicroseconds);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "server"};
}
constexpr uint64_t kAlways = kLoading | kStale;

constexpr Command kSlowLogCommands[] = {
    {"get",
     -2,
     SlowLogGet,
     kAdmin | kAlways,
     Acl::kNone,
     {},
     Docs("Answers the newest slow commands.", "2.2.12")},
    {"help",
     2,
     ContainerHelp,
     kAlways,
     Acl::kNone,
     {},
     Docs("Tells what the subcommands do.", "6.2.0")},
    {"len",
     2,
     SlowLogLen,
     kAdmin | kAlways,
     Acl::kNone,
     {},
     Docs("Counts the slow commands that are kept.", "2.2.12")},
    {"reset",
     2,
     SlowLogReset,
     kAdmin | kAlways,
     Acl::kNone,
     {},
     Docs("Forgets the slow commands.", "2.2.12")},
};
constexpr Command kCommands[] = {
    {"info",
     -1,
     InfoText,
     kAlways,
     Acl::kDangerous,
     {},
     Docs("Tells about the server, by section.", "1.0.0")},
    {"lolwut", -1, Lolwut, kReadonly | kFast, Acl::kNone, {}, Docs("Tells the version.", "5.0.0")},
    {"monitor",
     1,
     Monitor,
     kAdmin | kNoScript | kAlways,
     Acl::kNone,
     {},
     Docs("Shows every command that runs.", "1.0.0")},
    {"slowlog",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Shows commands that took long.", "2.2.12"),
     kSlowLogCommands},
    {"time",
     1,
     Time,
     kAlways | kFast,
     Acl::kNone,
     {},
     Docs("Answers the server's clock.", "2.6.0")},
};

}  // namespace

std::span<const Command> ObservabilityCommands() {
  return kCommands;
}

}  // namespace trellis
