#include "modules/module_command.h"

#include <algorithm>

#include "core/command/command_context.h"
#include "modules/arguments_scope.h"
#include "modules/host.h"
#include "modules/module.h"
#include "modules/module_context.h"

namespace trellis {
namespace {

struct FlagWord {
  std::string_view word;
  uint64_t flag;
};
// Words that say nothing to this server have no bit.
constexpr FlagWord kFlagWords[] = {{"write", kWrite},
                                   {"readonly", kReadonly},
                                   {"admin", kAdmin},
                                   {"deny-oom", kDenyOom},
                                   {"deny-script", kNoScript},
                                   {"allow-loading", kLoading},
                                   {"pubsub", kPubsub},
                                   {"random", 0},
                                   {"blocking", kBlocking},
                                   {"allow-stale", kStale},
                                   {"no-monitor", kSkipMonitor},
                                   {"no-slowlog", kSkipSlowlog},
                                   {"fast", kFast},
                                   {"no-auth", kNoAuth},
                                   {"may-replicate", kMayReplicate},
                                   {"getkeys-api", kMovableKeys | kGetKeysApi},
                                   {"getchannels-api", 0},
                                   {"no-cluster", 0},
                                   {"no-mandatory-keys", kNoMandatoryKeys},
                                   {"allow-busy", kAllowBusy}};

constexpr int kArityAny = -1;
constexpr int kArityContainer = -2;

void Invoke(const RedisModuleCommand& command, RedisModuleCtx* context, ArgumentFrame& frame) {
  context->arguments = &frame;
  command.function()(context, frame.strings(), static_cast<int>(frame.size()));
}

Status RunModuleCommand(CommandContext& call) {
  // A client that waits for keys, one of which may be ready.
  if (call.client().has(Client::kUnblocked)) {
    Host().blocked().Serve(call.client());
    return {};
  }
  const auto& command = static_cast<const RedisModuleCommand&>(*call.command().owner());
  ArgumentsScope frame(call.args());
  ContextScope context(command.module(), call.client(), RedisModuleCtx::Reason::kCommand);
  context->command = &call;
  Invoke(command, context.get(), frame.get());
  if (context->reply_had_error) ++call.command().stats().failed;
  return {};
}

}  // namespace

bool ParseCommandFlags(std::string_view words, uint64_t& flags) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    const std::string_view word = words.substr(0, end);
    words.remove_prefix(std::min(end + 1, words.size()));
    if (word.empty()) continue;
    const auto* known = std::find_if(std::begin(kFlagWords), std::end(kFlagWords),
                                     [&](const FlagWord& row) { return row.word == word; });
    if (known == std::end(kFlagWords)) return false;
    flags |= known->flag;
  }
  return true;
}

bool ValidCommandName(std::string_view name) {
  // '|' separates a container from its subcommand, '@' begins an ACL category.
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c != '|' && c != '@'; });
}

}  // namespace trellis

using trellis::KeySpec;

bool RedisModuleCommand::MakeRow(std::string_view flag_words, int first, int last, int step,
                                 bool subcommand) {
  subcommand_ = subcommand;
  uint64_t flags = trellis::kModule;
  if (!trellis::ParseCommandFlags(flag_words, flags)) return false;
  row_ = {.name = name_, .flags = flags, .docs = {.since = {}}};
  row_.arity = function_ != nullptr && !subcommand ? trellis::kArityAny : trellis::kArityContainer;
  if (function_ != nullptr) row_.handler = trellis::RunModuleCommand;
  if (first == 0) return true;
  uint64_t key_flags = trellis::kKeyRw | trellis::kAccess | trellis::kUpdate;
  if ((flags & trellis::kMovableKeys) != 0) key_flags |= trellis::kVariableFlags;
  row_.keys = KeySpec::Range(first, last >= 0 ? last - first : last, std::max(step, 1), key_flags);
  return true;
}

bool RedisModuleCommand::Describe(const RedisModuleCommandInfo& info) {
  if (description_) return false;
  auto description = std::make_unique<trellis::CommandDescription>();
  if (!description->Read(info)) return false;
  description_ = std::move(description);
  row_.docs = description_->docs();
  if (description_->keys()) {
    row_.keys = *description_->keys();
    const bool moves = trellis::KeysMove(row_.keys) || (row_.flags & trellis::kGetKeysApi) != 0;
    row_.flags = moves ? row_.flags | trellis::kMovableKeys : row_.flags & ~trellis::kMovableKeys;
  }
  if (info.arity != 0) row_.arity = info.arity;
  if (registered_ != nullptr) registered_->set_row(row_);
  return true;
}

void RedisModuleCommand::SetCategories(trellis::Acl categories) {
  row_.acl = categories;
  if (registered_ != nullptr) registered_->set_row(row_);
}

void RedisModuleCommand::set_registered(trellis::RegisteredCommand* registered) {
  registered_ = registered;
  registered->set_owner(this);
}

std::string_view RedisModuleCommand::owner_name() const {
  return module_.name;
}

bool RedisModuleCommand::FindKeys(std::span<const std::string_view> args,
                                  std::vector<trellis::KeyPosition>& keys) const {
  trellis::ArgumentsScope frame(args);
  trellis::ContextScope context(module_, 0);
  context->reason = RedisModuleCtx::Reason::kKeysRequest;
  context->key_positions = &keys;
  trellis::Invoke(*this, context.get(), frame.get());
  // What the module says must be among the arguments.
  return std::all_of(keys.begin(), keys.end(),
                     [&](const trellis::KeyPosition& key) { return key.index < args.size(); });
}
