// A command's row, and what its handler is given.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/redismodule.h"

namespace trellis {

// What a handler is given: its arguments, beside all that a Context has.
class CommandContext : public Context {
 public:
  CommandContext(RedisModuleCtx* ctx, RedisModuleString** argv, int argc)
      : Context(ctx), args_(argv, static_cast<size_t>(argc)) {}

  // Arguments; 0 is the command's name. Views are valid during the call.
  [[nodiscard]] size_t argc() const { return args_.size(); }
  [[nodiscard]] std::string_view Arg(size_t i) const { return View(args_[i]); }
  // The host's strings, for keys and for words that are passed on whole.
  [[nodiscard]] RedisModuleString* ArgString(size_t i) const { return args_[i]; }
  [[nodiscard]] std::span<RedisModuleString* const> args() const { return args_; }
  // Compares an argument with an upper-case word, whatever its case.
  [[nodiscard]] bool ArgIs(size_t i, std::string_view word) const {
    const std::string_view text = Arg(i);
    if (text.size() != word.size()) return false;
    for (size_t c = 0; c < text.size(); c++) {
      const char upper =
          text[c] >= 'a' && text[c] <= 'z' ? static_cast<char>(text[c] - 32) : text[c];
      if (upper != word[c]) return false;
    }
    return true;
  }
  // An error if it isn't from `min` to `max`, too.
  [[nodiscard]] Result<int64_t> IntegerArg(
      size_t i, int64_t min = std::numeric_limits<int64_t>::min(),
      int64_t max = std::numeric_limits<int64_t>::max()) const {
    const auto value = ParseInteger(Arg(i));
    if (!value || *value < min || *value > max) return errors::kNotInteger;
    return *value;
  }
  [[nodiscard]] Result<double> DoubleArg(size_t i) const {
    double value = 0;
    if (RedisModule_StringToDouble(args_[i], &value) != REDISMODULE_OK) return errors::kNotFloat;
    return value;
  }

  // The command's arity error, for conditions that a row's arity can't say.
  Status WrongArity() {
    if (reply().made() == 0) {
      RedisModule_WrongArity(get());
      reply_sent_elsewhere_ = true;
    }
    return Status::Ok();
  }
  // What a blocked client's reply handler was unblocked with (see blocking.h).
  template <typename Data>
  [[nodiscard]] Data* BlockedData() const {
    return static_cast<Data*>(RedisModule_GetBlockedClientPrivateData(get()));
  }

  // The reply comes later, from whoever unblocks the client, or has been sent by a function of the ABI
  // that is called directly.
  void ReplyElsewhere() { reply_sent_elsewhere_ = true; }

  // Ends the reply of a handler that returned `status`.
  void Finish(const Status& status) {
    if (!reply_sent_elsewhere_) reply().Finish(status);
  }

 private:
  std::span<RedisModuleString* const> args_;
  bool reply_sent_elsewhere_ = false;
};

using Handler = Status (*)(CommandContext& ctx);

// What a command does and may do; ACL categories such as @write and @fast follow from it.
enum CommandFlag : uint32_t {
  kWrite = 1U << 0,     // changes the keyspace
  kReadonly = 1U << 1,  // reads it
  kDenyOom = 1U << 2,   // refused when memory is full
  kAdmin = 1U << 3,
  kFast = 1U << 4,  // O(log n) at most
  kBlocking = 1U << 5,
  kDenyScript = 1U << 6,  // not in scripts
  kAllowLoading = 1U << 7,
  kAllowStale = 1U << 8,
  kNoCluster = 1U << 9,
  kNoMandatoryKeys = 1U << 10,
  kMayReplicate = 1U << 11,
  kFindsKeys = 1U << 12,  // has Command::find_keys
};

// Which arguments are keys: first, last (negative: from the end) and the step between them.
struct KeyRange {
  int first = 0;
  int last = 0;
  int step = 0;
};
constexpr KeyRange KeyAt(int position) {
  return {position, position, 1};
}
constexpr KeyRange KeysFrom(int first, int step = 1) {
  return {first, -1, step};
}

struct Command {
  const char* name;  // in lower case; "container|name" makes a subcommand of an earlier row
  int arity;         // as in COMMAND: name (and subcommand) count, negative: at least
  Handler handler = nullptr;  // null for a container
  uint32_t flags = 0;
  KeyRange keys = {};
  const char* acl = nullptr;      // a category of the module's own, or null
  const char* summary = nullptr;  // for COMMAND DOCS
  const char* since = nullptr;    // the module's version that brought it
  // With kFindsKeys: for arguments in which KeyRange can't say where the keys are. Calls `found` with each
  // position.
  void (*find_keys)(CommandContext& ctx,
                    void (*found)(CommandContext& ctx, int position)) = nullptr;
};

// The host's callback of a row: checks the arity, runs the handler, ends the reply. The row is a template
// argument because the C ABI gives a command's callback nothing else to know it by.
template <const auto& kRows, size_t kIndex>
int RunCommand(RedisModuleCtx* raw, RedisModuleString** argv, int argc) noexcept {
  constexpr const Command& kRow = kRows[kIndex];
  CommandContext ctx(raw, argv, argc);
  if constexpr (kRow.find_keys != nullptr) {
    if (RedisModule_IsKeysPositionRequest(raw) != 0) {
      Guarded([&] {
        kRow.find_keys(ctx, [](CommandContext& found_in, int position) {
          RedisModule_KeyAtPos(found_in.get(), position);
        });
      });
      return REDISMODULE_OK;
    }
  }
  constexpr bool kExact = kRow.arity > 0;
  if (kExact ? argc != kRow.arity : argc < -kRow.arity) return RedisModule_WrongArity(raw);
  ctx.Finish(Caught<Status>([&] { return kRow.handler(ctx); }));
  return REDISMODULE_OK;
}

}  // namespace trellis
