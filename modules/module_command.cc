#include "modules/module_command.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/command/command_context.h"
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
                                   {"getkeys-api", kMovableKeys},
                                   {"getchannels-api", 0},
                                   {"no-cluster", 0},
                                   {"no-mandatory-keys", kNoMandatoryKeys},
                                   {"allow-busy", kAllowBusy}};

constexpr int kArityAny = -1;
constexpr int kArityContainer = -2;

// The arguments of a call in the ABI's form, for the length of the call.
class FrameScope {
 public:
  explicit FrameScope(std::span<const std::string_view> args) : frame_(Host().PushFrame()) {
    frame_.Lend(args);
  }
  FrameScope(const FrameScope&) = delete;
  FrameScope& operator=(const FrameScope&) = delete;
  ~FrameScope() { Host().PopFrame(); }
  ArgumentFrame& get() { return frame_; }

 private:
  ArgumentFrame& frame_;
};

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
  FrameScope frame(call.args());
  ContextScope context(command.module(), call.client(), RedisModuleCtx::Reason::kCommand);
  context->command = &call;
  Invoke(command, context.get(), frame.get());
  if (context->reply_had_error) ++call.command().stats().failed;
  return {};
}

// The key spec at `at`, in the module's own layout of the struct.
std::optional<KeySpec> ReadKeySpec(const RedisModuleCommandKeySpec& given) {
  KeySpec spec{.flags = given.flags};
  switch (given.begin_search_type) {
    case REDISMODULE_KSPEC_BS_INDEX: spec.index = given.bs.index.pos; break;
    case REDISMODULE_KSPEC_BS_KEYWORD: spec.index = given.bs.keyword.startfrom; break;
    case REDISMODULE_KSPEC_BS_UNKNOWN: spec.find = KeySpec::Find::kUnknown; return spec;
    default: return std::nullopt;
  }
  switch (given.find_keys_type) {
    case REDISMODULE_KSPEC_FK_OMITTED: spec.find = KeySpec::Find::kRange; break;
    case REDISMODULE_KSPEC_FK_UNKNOWN: spec.find = KeySpec::Find::kUnknown; break;
    case REDISMODULE_KSPEC_FK_RANGE:
      spec.find = KeySpec::Find::kRange;
      spec.last = given.fk.range.lastkey;
      spec.step = given.fk.range.keystep;
      spec.limit = given.fk.range.limit;
      break;
    case REDISMODULE_KSPEC_FK_KEYNUM:
      spec.find = KeySpec::Find::kCount;
      spec.count_index = given.fk.keynum.keynumidx;
      spec.first = given.fk.keynum.firstkey;
      spec.step = given.fk.keynum.keystep;
      break;
    default: return std::nullopt;
  }
  if (spec.step < 1 && spec.find != KeySpec::Find::kUnknown) return std::nullopt;
  return spec;
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

std::string_view RedisModuleCommand::Keep(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(texts_.emplace_back(text));
}

bool RedisModuleCommand::Describe(const RedisModuleCommandInfo& info) {
  if (described_ || info.version == nullptr || info.version->version < 1) return false;
  trellis::KeySpecs keys;
  // The module's own stride: its header may be older or newer than ours.
  const auto* at = reinterpret_cast<const char*>(info.key_specs);
  for (; at != nullptr; at += info.version->sizeof_keyspec) {
    RedisModuleCommandKeySpec given{};
    std::memcpy(&given, at, std::min(info.version->sizeof_keyspec, sizeof given));
    if (given.begin_search_type == REDISMODULE_KSPEC_BS_INVALID) break;
    std::optional<KeySpec> spec = trellis::ReadKeySpec(given);
    if (!spec || keys.count == trellis::KeySpecs::kMax) return false;
    if (given.begin_search_type == REDISMODULE_KSPEC_BS_KEYWORD) {
      if (given.bs.keyword.keyword == nullptr) return false;
      spec->keyword = Keep(given.bs.keyword.keyword);
    }
    spec->notes = Keep(given.notes);
    keys.specs[keys.count++] = *spec;
  }
  described_ = true;
  if (info.key_specs != nullptr) row_.keys = keys;
  if (info.arity != 0) row_.arity = info.arity;
  row_.docs = {.summary = Keep(info.summary),
               .since = Keep(info.since),
               .group = "module",
               .complexity = Keep(info.complexity)};
  if (registered_ != nullptr) registered_->set_row(row_);
  return true;
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
  trellis::FrameScope frame(args);
  trellis::ContextScope context(module_, 0);
  context->reason = RedisModuleCtx::Reason::kKeysRequest;
  context->key_positions = &keys;
  trellis::Invoke(*this, context.get(), frame.get());
  // What the module says must be among the arguments.
  return std::all_of(keys.begin(), keys.end(),
                     [&](const trellis::KeyPosition& key) { return key.index < args.size(); });
}
