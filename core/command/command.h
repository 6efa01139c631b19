// The row that declares a command. COMMAND (INFO, DOCS, GETKEYS), ACL categories, arity errors and the
// gates of dispatch derive from it; a module's command brings the same row through the ABI.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/command/command_docs.h"

namespace trellis {

class CommandContext;

enum CommandFlag : uint64_t {
  kWrite = 1ULL << 0,
  kReadonly = 1ULL << 1,
  kDenyOom = 1ULL << 2,
  kModule = 1ULL << 3,
  kAdmin = 1ULL << 4,
  kPubsub = 1ULL << 5,
  kNoScript = 1ULL << 6,
  kBlocking = 1ULL << 7,
  kLoading = 1ULL << 8,  // may run while data is loaded
  kStale = 1ULL << 9,
  kSkipMonitor = 1ULL << 10,
  kSkipSlowlog = 1ULL << 11,
  kAsking = 1ULL << 12,
  kFast = 1ULL << 13,
  kNoAuth = 1ULL << 14,
  kMayReplicate = 1ULL << 15,
  kNoMandatoryKeys = 1ULL << 16,
  kNoMulti = 1ULL << 17,
  kMovableKeys = 1ULL << 18,
  kAllowBusy = 1ULL << 19,
  kNoAsyncLoading = 1ULL << 20,
  kGetKeysApi = 1ULL << 21,  // its module is asked where the keys are; not shown
};

// A set of ACL categories, in the order of ACL CAT; those that modules add have the bits behind these
// (acl_categories.h). A row names some itself; @read, @write, @fast, @slow, @admin, @dangerous, @blocking,
// @pubsub follow from the flags.
enum class Acl : uint64_t {
  kNone = 0,
  kKeyspace = 1ULL << 0,
  kRead = 1ULL << 1,
  kWrite = 1ULL << 2,
  kSet = 1ULL << 3,
  kSortedSet = 1ULL << 4,
  kList = 1ULL << 5,
  kHash = 1ULL << 6,
  kString = 1ULL << 7,
  kBitmap = 1ULL << 8,
  kHyperLogLog = 1ULL << 9,
  kGeo = 1ULL << 10,
  kStream = 1ULL << 11,
  kPubsub = 1ULL << 12,
  kAdmin = 1ULL << 13,
  kFast = 1ULL << 14,
  kSlow = 1ULL << 15,
  kBlocking = 1ULL << 16,
  kDangerous = 1ULL << 17,
  kConnection = 1ULL << 18,
  kTransaction = 1ULL << 19,
  kScripting = 1ULL << 20,
};
constexpr Acl operator|(Acl a, Acl b) {
  return static_cast<Acl>(static_cast<uint64_t>(a) | static_cast<uint64_t>(b));
}
constexpr Acl operator&(Acl a, Acl b) {
  return static_cast<Acl>(static_cast<uint64_t>(a) & static_cast<uint64_t>(b));
}

// What a command does with a key; the numbers are the module ABI's.
enum KeyFlag : uint64_t {
  kKeyRo = 1U << 0,
  kKeyRw = 1U << 1,
  kKeyOw = 1U << 2,
  kKeyRm = 1U << 3,
  kAccess = 1U << 4,
  kUpdate = 1U << 5,
  kInsert = 1U << 6,
  kDelete = 1U << 7,
  kNotKey = 1U << 8,
  kIncomplete = 1U << 9,
  kVariableFlags = 1U << 10,
};

// Where keys stand among the arguments. begin: an index, or the word after `keyword` searched from
// `index`. find: first..last by step, `last` relative to the beginning if negative means from the end;
// or a count at `count_index` (relative to the beginning) followed by that many keys.
struct KeySpec {
  enum class Find : uint8_t {
    kNone,
    kRange,
    kCount,
    kUnknown
  };
  Find find = Find::kNone;
  uint64_t flags = 0;
  std::string_view keyword;  // empty: begin is an index
  int index = 0;             // or, with a keyword, where the search starts
  int last = 0;  // kRange: last key relative to the beginning; -1 the last argument, ...
  int step = 1;
  int limit = 0;                // kRange: 0 or 1 all, n: 1/n of the rest
  int count_index = 0;          // kCount: position of the number of keys, relative to the beginning
  int first = 0;                // kCount: first key relative to the beginning
  std::string_view notes = {};  // for a reader of COMMAND INFO

  static constexpr KeySpec At(int index, uint64_t flags, std::string_view notes = {}) {
    return {.find = Find::kRange, .flags = flags, .index = index, .notes = notes};
  }
  static constexpr KeySpec Range(int index, int last, int step, uint64_t flags) {
    return {.find = Find::kRange, .flags = flags, .index = index, .last = last, .step = step};
  }
  // numkeys at `index`, the keys after it.
  static constexpr KeySpec Counted(int index, uint64_t flags) {
    return {.find = Find::kCount, .flags = flags, .index = index, .count_index = 0, .first = 1};
  }
  static constexpr KeySpec Unknown(uint64_t flags) {
    return {.find = Find::kUnknown, .flags = flags | kIncomplete, .index = 1};
  }
};

struct KeySpecs {
  static constexpr int kMax = 8;  // native commands need 3, no known module more than 5
  KeySpec specs[kMax];
  int count = 0;

  constexpr KeySpecs() = default;
  constexpr KeySpecs(KeySpec a) : specs{a}, count(1) {}  // NOLINT(google-explicit-constructor)
  constexpr KeySpecs(KeySpec a, KeySpec b) : specs{a, b}, count(2) {}
  constexpr KeySpecs(KeySpec a, KeySpec b, KeySpec c) : specs{a, b, c}, count(3) {}
};

// A key among the arguments of a call, and what the command does with it.
struct KeyPosition {
  size_t index;
  uint64_t flags;
};

struct Command {
  using Handler = Status (*)(CommandContext&);

  std::string_view name;  // lower case; of a subcommand, its own word
  int arity = 0;          // with the name (and the container's); negative: at least that many
  Handler handler = nullptr;
  uint64_t flags = 0;
  Acl acl = Acl::kNone;
  KeySpecs keys = {};
  CommandDocs docs = {};
  std::span<const Command> subcommands = {};
  // Adds keys or corrects flags where no spec can: SORT's STORE stands anywhere, SET may GET.
  void (*more_keys)(std::span<const std::string_view> args,
                    std::vector<KeyPosition>& keys) = nullptr;
};

}  // namespace trellis
