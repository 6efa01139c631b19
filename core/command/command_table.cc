#include "core/command/command_table.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "core/base/number_text.h"
#include "core/base/words.h"

namespace trellis {
namespace {

struct FlagName {
  uint64_t flag;
  std::string_view name;
};
constexpr FlagName kFlagNames[] = {
    {kWrite, "write"},
    {kReadonly, "readonly"},
    {kDenyOom, "denyoom"},
    {kModule, "module"},
    {kAdmin, "admin"},
    {kPubsub, "pubsub"},
    {kNoScript, "noscript"},
    {kBlocking, "blocking"},
    {kLoading, "loading"},
    {kStale, "stale"},
    {kSkipMonitor, "skip_monitor"},
    {kSkipSlowlog, "skip_slowlog"},
    {kAsking, "asking"},
    {kFast, "fast"},
    {kNoAuth, "no_auth"},
    {kMayReplicate, "may_replicate"},
    {kNoMandatoryKeys, "no_mandatory_keys"},
    {kNoAsyncLoading, "no_async_loading"},
    {kNoMulti, "no_multi"},
    {kMovableKeys, "movablekeys"},
    {kAllowBusy, "allow_busy"},
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// The first eight bytes, A to Z in lower case, zeros behind a shorter name.
uint64_t Beginning(std::string_view name) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const char* at = name.data();
  const size_t size = name.size();
  uint64_t word = 0;
  if (size >= 8) {
    std::memcpy(&word, at, 8);
  } else if (size >= 4) {
    uint32_t low = 0;
    uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    word = low | static_cast<uint64_t>(high) << (size - 4) * 8;
  } else {
    for (size_t i = 0; i < size; ++i)
      word |= static_cast<uint64_t>(static_cast<unsigned char>(at[i])) << i * 8;
  }
  // Bit 7 of each byte says whether it is a capital letter; eight at once, without carries.
  const uint64_t seven = word & 0x7f * kOnes;
  const uint64_t from_a = seven + (0x80 - 'A') * kOnes;
  const uint64_t above_z = seven + (0x7f - 'Z') * kOnes;
  const uint64_t capital = (from_a ^ above_z) & ~word & 0x80 * kOnes;
  return word | capital >> 2;
}

uint64_t Ending(std::string_view name) {
  return name.size() > 8 ? Beginning(name.substr(name.size() - 8)) : 0;
}

size_t CellOf(uint64_t beginning, size_t size) {
  return ((beginning ^ size) * 0x9e3779b97f4a7c15) >> 40;
}

}  // namespace

std::vector<std::string_view> FlagNames(uint64_t flags) {
  std::vector<std::string_view> names;
  for (const FlagName& known : kFlagNames) {
    if ((flags & known.flag) != 0) names.push_back(known.name);
  }
  return names;
}

RegisteredCommand::RegisteredCommand(const Command& row, const RegisteredCommand* parent)
    : row_(row), full_name_(row.name) {
  set_called(row.name);
  if (parent != nullptr) full_name_ = parent->full_name() + "|" + full_name_;
  for (const Command& subcommand : row.subcommands) {
    subcommands_.push_back(std::make_unique<RegisteredCommand>(subcommand, this));
  }
}

void RegisteredCommand::set_called(std::string_view name) {
  called_ = name;
  ending_ = Ending(name);
}

const RegisteredCommand* RegisteredCommand::Subcommand(std::string_view name) const {
  for (const auto& subcommand : subcommands_) {
    if (SameWord(subcommand->row().name, name)) return subcommand.get();
  }
  return nullptr;
}

RegisteredCommand* RegisteredCommand::AddSubcommand(const Command& row) {
  if (Subcommand(row.name) != nullptr) return nullptr;
  subcommands_.push_back(std::make_unique<RegisteredCommand>(row, this));
  return subcommands_.back().get();
}

Acl RegisteredCommand::acl() const {
  // What a module's flags say follows for our own commands alone, as in Redis: whom @write lets in
  // was decided without knowing the module.
  if ((row_.flags & kModule) != 0) return row_.acl;
  constexpr struct {
    uint64_t flag;
    Acl categories;
  } kFollow[] = {{kReadonly, Acl::kRead},
                 {kWrite, Acl::kWrite},
                 {kPubsub, Acl::kPubsub},
                 {kAdmin, Acl::kAdmin | Acl::kDangerous},
                 {kBlocking, Acl::kBlocking}};
  Acl all = row_.acl | ((row_.flags & kFast) != 0 ? Acl::kFast : Acl::kSlow);
  for (const auto& row : kFollow) {
    if ((row_.flags & row.flag) != 0) all = all | row.categories;
  }
  return all;
}

CommandTable::CommandTable() {
  Rebuild();
}

void CommandTable::Add(std::span<const Command> rows) {
  for (const Command& row : rows)
    AddOne(row);
}

RegisteredCommand* CommandTable::AddOne(const Command& row) {
  std::string name = Lower(row.name);
  if (commands_.contains(name)) return nullptr;
  auto command = std::make_unique<RegisteredCommand>(row, nullptr);
  RegisteredCommand* added = command.get();
  commands_[std::move(name)] = std::move(command);
  order_.push_back(added);
  Rebuild();
  return added;
}

bool CommandTable::Remove(std::string_view name) {
  const auto found = commands_.find(Lower(name));
  if (found == commands_.end()) return false;
  std::erase(order_, found->second.get());
  commands_.erase(found);
  Rebuild();
  return true;
}

bool CommandTable::Rename(std::string_view from, std::string_view to) {
  std::string name = Lower(to);
  if (commands_.contains(name)) return false;
  auto node = commands_.extract(Lower(from));
  node.key() = std::move(name);
  const auto inserted = commands_.insert(std::move(node));
  inserted.position->second->set_called(inserted.position->first);
  Rebuild();
  return true;
}

void CommandTable::Rebuild() {
  size_t size = 64;
  while (size < commands_.size() * 4)
    size *= 2;
  cells_.assign(size, {});
  for (const auto& [name, command] : commands_) {
    const uint64_t beginning = Beginning(name);
    size_t at = CellOf(beginning, name.size()) & (size - 1);
    while (cells_[at].command != nullptr)
      at = (at + 1) & (size - 1);
    cells_[at] = {beginning, command.get()};
  }
}

const RegisteredCommand* CommandTable::Find(std::string_view name) const {
  const size_t mask = cells_.size() - 1;
  const uint64_t beginning = Beginning(name);
  for (size_t at = CellOf(beginning, name.size()) & mask; cells_[at].command != nullptr;
       at = (at + 1) & mask) {
    const Cell& cell = cells_[at];
    if (cell.beginning != beginning || cell.command->called().size() != name.size()) continue;
    if (name.size() > 8 && cell.command->ending_ != Ending(name)) continue;
    // Sixteen letters are compared by now.
    if (name.size() <= 16 || SameWord(cell.command->called(), name)) return cell.command;
  }
  return nullptr;
}

const RegisteredCommand* CommandTable::Resolve(std::span<const std::string_view> args) const {
  const RegisteredCommand* command = Find(args[0]);
  if (command == nullptr || command->subcommands().empty() || args.size() < 2) return command;
  return command->Subcommand(args[1]);
}

void CommandTable::ResetStats() {
  for (RegisteredCommand* command : order_) {
    command->stats() = {};
    for (const auto& subcommand : command->subcommands())
      subcommand->stats() = {};
  }
}

bool FindKeys(const Command& row, std::span<const std::string_view> args,
              std::vector<KeyPosition>& keys) {
  const auto argc = static_cast<int64_t>(args.size());
  for (int i = 0; i < row.keys.count; ++i) {
    const KeySpec& spec = row.keys.specs[i];
    int64_t begin = spec.index;
    if (!spec.keyword.empty()) {
      int64_t at = spec.index < 0 ? argc + spec.index : spec.index;
      const int64_t step = spec.index < 0 ? -1 : 1;
      while (at > 0 && at < argc && !SameWord(args[static_cast<size_t>(at)], spec.keyword)) {
        at += step;
      }
      if (at <= 0 || at >= argc) continue;
      begin = at + 1;
    }
    // A module may declare positions that no call has.
    if (begin < 1 || begin >= argc) continue;
    if (spec.find == KeySpec::Find::kRange) {
      int64_t last = spec.last >= 0 ? begin + spec.last : argc + spec.last;
      if (spec.last == -1 && spec.limit > 1) last = begin + (argc - begin) / spec.limit - 1;
      for (int64_t at = begin; at <= last && at < argc; at += spec.step) {
        keys.push_back({static_cast<size_t>(at), spec.flags});
      }
    } else if (spec.find == KeySpec::Find::kCount) {
      const int64_t count_at = begin + spec.count_index;
      if (count_at < 1 || count_at >= argc) return false;
      const std::optional<int64_t> count = ParseInt64(args[static_cast<size_t>(count_at)]);
      const int64_t first = begin + spec.first;
      if (!count || *count < 0) return false;
      const int64_t room = first < 1 ? 0 : (argc - first + spec.step - 1) / spec.step;
      if (*count > room) return false;
      for (int64_t k = 0; k < *count; ++k) {
        keys.push_back({static_cast<size_t>(first + k * spec.step), spec.flags});
      }
    }
  }
  if (row.more_keys != nullptr) row.more_keys(args, keys);
  return true;
}

bool FindKeys(const RegisteredCommand& command, std::span<const std::string_view> args,
              std::vector<KeyPosition>& keys) {
  const bool asks = command.owner() != nullptr && (command.row().flags & kGetKeysApi) != 0;
  return asks ? command.owner()->FindKeys(args, keys) : FindKeys(command.row(), args, keys);
}

}  // namespace trellis
