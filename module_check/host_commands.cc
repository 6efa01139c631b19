#include "module_check/host_commands.h"

#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/dispatch/dispatch.h"
#include "core/keyspace/type_ops.h"
#include "core/keyspace/value_io.h"
#include "modules/module_type.h"

namespace trellis {
namespace {

constexpr ErrorReply kNoSuchKey{"ERR no such key"};

class KeptCommands final : public CommandSink {
 public:
  void Command(const std::string_view* words, size_t count) override {
    commands_.emplace_back(words, words + count);
  }
  [[nodiscard]] const std::vector<std::vector<std::string>>& commands() const { return commands_; }

 private:
  std::vector<std::vector<std::string>> commands_;
};

Status CheckRewrite(CommandContext& ctx) {
  const Entry* entry = ctx.FindForRead(ctx.Arg(1));
  if (entry == nullptr) return kNoSuchKey;
  KeptCommands kept;
  types::Of(*entry).Rewrite(*entry, kept);
  (void)ctx.reply().Array(kept.commands().size());
  for (const auto& words : kept.commands()) {
    (void)ctx.reply().Array(words.size());
    for (const std::string& word : words)
      (void)ctx.reply().Bulk(word);
  }
  return {};
}

Status CheckReplay(CommandContext& ctx) {
  const auto words = ctx.args().subspan(1);
  const RegisteredCommand* command = ctx.services().commands->Resolve(words);
  if (command == nullptr) return Status::Error("ERR unknown command");
  if (!command->ArityFits(words.size())) return Status::Error("ERR wrong number of arguments");
  Dispatcher& dispatcher = *ctx.services().dispatcher;
  dispatcher.set_loading(true);
  (void)dispatcher.Call(ctx.client(), *command, words);  // which replies
  dispatcher.set_loading(false);
  return {};
}

Status CheckDefrag(CommandContext& ctx) {
  Entry* entry = ctx.FindForWrite(ctx.Arg(1));
  if (entry == nullptr) return kNoSuchKey;
  const auto* type = dynamic_cast<const RedisModuleType*>(&types::Of(*entry));
  if (type == nullptr || type->methods().defrag == nullptr) return ctx.reply().Null();
  const Defragmented done = type->Defragment(*entry, ctx.db_index());
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Integer(static_cast<int64_t>(done.blocks));
  return ctx.reply().Integer(static_cast<int64_t>(done.calls));
}

constexpr Command kCommands[] = {
    {.name = "check.rewrite", .arity = 2, .handler = CheckRewrite, .flags = kReadonly},
    {.name = "check.replay", .arity = -2, .handler = CheckReplay, .flags = kWrite},
    {.name = "check.defrag", .arity = 2, .handler = CheckDefrag, .flags = kWrite},
};

}  // namespace

std::span<const Command> HostCommands() {
  return kCommands;
}

}  // namespace trellis
