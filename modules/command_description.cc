#include "modules/command_description.h"

#include <algorithm>
#include <cstring>

namespace trellis {
namespace {

// Nobody nests deeper; a struct that contains itself would have no end.
constexpr int kDeepest = 16;

// One element of the module's array, in our layout of the struct.
template <typename Struct>
Struct ReadStruct(const char* at, size_t size) {
  Struct element{};
  std::memcpy(&element, at, std::min(size, sizeof element));
  return element;
}

// An enumeration of the ABI as the number that a module put there, which may be none of its names.
template <typename Enumeration>
int NumberOf(const Enumeration& field) {
  static_assert(sizeof(Enumeration) == sizeof(int));
  int number = 0;
  std::memcpy(&number, &field, sizeof number);
  return number;
}

std::optional<KeySpec> ReadKeySpec(const RedisModuleCommandKeySpec& given) {
  KeySpec spec{.flags = given.flags};
  switch (NumberOf(given.begin_search_type)) {
    case REDISMODULE_KSPEC_BS_INDEX: spec.index = given.bs.index.pos; break;
    case REDISMODULE_KSPEC_BS_KEYWORD: spec.index = given.bs.keyword.startfrom; break;
    case REDISMODULE_KSPEC_BS_UNKNOWN: spec.find = KeySpec::Find::kUnknown; return spec;
    default: return std::nullopt;
  }
  switch (NumberOf(given.find_keys_type)) {
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

std::string_view CommandDescription::Keep(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(texts_.emplace_back(text));
}

bool CommandDescription::Read(const RedisModuleCommandInfo& info) {
  if (info.version == nullptr || info.version->version < 1) return false;
  if (!ReadKeys(info) || !ReadHistory(info)) return false;
  const auto arguments =
      ReadArguments(reinterpret_cast<const char*>(info.args), info.version->sizeof_arg, 0);
  if (!arguments) return false;
  if (info.tips != nullptr) ReadTips(Keep(info.tips));
  docs_ = {.summary = Keep(info.summary),
           .since = Keep(info.since),
           .group = "module",
           .complexity = Keep(info.complexity),
           .history = history_,
           .tips = tips_,
           .arguments = *arguments};
  return true;
}

bool CommandDescription::ReadKeys(const RedisModuleCommandInfo& info) {
  if (info.key_specs == nullptr) return true;
  KeySpecs keys;
  const size_t stride = info.version->sizeof_keyspec;
  for (const auto* at = reinterpret_cast<const char*>(info.key_specs);; at += stride) {
    const auto given = ReadStruct<RedisModuleCommandKeySpec>(at, stride);
    if (NumberOf(given.begin_search_type) == REDISMODULE_KSPEC_BS_INVALID) break;
    std::optional<KeySpec> spec = ReadKeySpec(given);
    if (!spec || keys.count == KeySpecs::kMax) return false;
    if (NumberOf(given.begin_search_type) == REDISMODULE_KSPEC_BS_KEYWORD) {
      if (given.bs.keyword.keyword == nullptr) return false;
      spec->keyword = Keep(given.bs.keyword.keyword);
    }
    spec->notes = Keep(given.notes);
    keys.specs[keys.count++] = *spec;
  }
  keys_ = keys;
  return true;
}

bool CommandDescription::ReadHistory(const RedisModuleCommandInfo& info) {
  if (info.history == nullptr) return true;
  const size_t stride = info.version->sizeof_historyentry;
  for (const auto* at = reinterpret_cast<const char*>(info.history);; at += stride) {
    const auto given = ReadStruct<RedisModuleCommandHistoryEntry>(at, stride);
    if (given.since == nullptr) return true;
    if (given.changes == nullptr) return false;
    history_.push_back({Keep(given.since), Keep(given.changes)});
  }
}

void CommandDescription::ReadTips(std::string_view tips) {
  while (!tips.empty()) {
    const size_t end = std::min(tips.find(' '), tips.size());
    if (end > 0) tips_.push_back(tips.substr(0, end));
    tips.remove_prefix(std::min(end + 1, tips.size()));
  }
}

std::optional<std::span<const CommandArgument>> CommandDescription::ReadArguments(const char* first,
                                                                                  size_t stride,
                                                                                  int depth) {
  if (first == nullptr) return std::span<const CommandArgument>();
  if (depth == kDeepest) return std::nullopt;
  std::vector<CommandArgument> arguments;
  for (const char* at = first;; at += stride) {
    const auto given = ReadStruct<RedisModuleCommandArg>(at, stride);
    if (given.name == nullptr) break;
    std::optional<CommandArgument> argument = ReadArgument(given, stride, depth);
    if (!argument) return std::nullopt;
    arguments.push_back(*argument);
  }
  return arguments_.emplace_back(std::move(arguments));
}

std::optional<CommandArgument> CommandDescription::ReadArgument(const RedisModuleCommandArg& given,
                                                                size_t stride, int depth) {
  using Type = CommandArgument::Type;
  constexpr int kFlags =
      CommandArgument::kOptional | CommandArgument::kMultiple | CommandArgument::kMultipleToken;
  const auto type = int64_t{NumberOf(given.type)};
  if (type < 0 || type > static_cast<int64_t>(Type::kBlock)) return std::nullopt;
  CommandArgument argument{.name = Keep(given.name),
                           .type = static_cast<Type>(type),
                           .token = Keep(given.token),
                           .summary = Keep(given.summary),
                           .since = Keep(given.since),
                           .deprecated_since = Keep(given.deprecated_since),
                           .display_text = Keep(given.display_text),
                           .flags = static_cast<uint8_t>(given.flags & kFlags)};
  const bool has_parts = argument.type == Type::kOneOf || argument.type == Type::kBlock;
  const bool repeats_token = (argument.flags & CommandArgument::kMultipleToken) != 0;
  if (has_parts != (given.subargs != nullptr)) return std::nullopt;
  if ((argument.type == Type::kPureToken || repeats_token) && given.token == nullptr) {
    return std::nullopt;
  }
  if (argument.type == Type::kKey) {
    const int specs = keys_ ? keys_->count : 1;
    if (given.key_spec_index >= specs) return std::nullopt;
    argument.key_spec = given.key_spec_index;
  }
  const auto parts = ReadArguments(reinterpret_cast<const char*>(given.subargs), stride, depth + 1);
  if (!parts) return std::nullopt;
  argument.parts = *parts;
  return argument;
}

bool KeysMove(const KeySpecs& keys) {
  int last = 0;
  for (int i = 0; i < keys.count; ++i) {
    const KeySpec& spec = keys.specs[i];
    if (spec.find != KeySpec::Find::kRange || !spec.keyword.empty()) return true;
    if (i > 0 && spec.index != last + 1) return true;
    last = spec.last >= 0 ? spec.index + spec.last : spec.last;
  }
  return false;
}

}  // namespace trellis
