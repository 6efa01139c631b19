// A command's words from left to right, each as what it must be:
//
//   Arguments args(ctx, 2);                      // after the command's name and the key
//   const int64_t limit = args.Integer(1, 1000000);
//   bool dry_run = false;
//   while (args.more()) {
//     if (args.Take("DRYRUN")) dry_run = true;
//     else if (args.Take("COST")) cost = args.Integer(1, limit);
//     else return errors::kSyntax;
//   }
//   if (!args.ok()) return args.error();
//
// The first failure is kept, and what is read after it is 0 or empty; so it may be asked once, before
// anything is done. Views are valid during the call. Threads: the handler's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>

#include "module_api/cpp/command.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

class Arguments {
 public:
  // `first`: the argument to begin with; 0 is the command's name.
  explicit Arguments(CommandContext& ctx, size_t first = 1) : ctx_(ctx), next_(first) {}

  // Whether words are left, and none has failed.
  [[nodiscard]] bool more() const { return ok() && next_ < ctx_.argc(); }
  [[nodiscard]] bool ok() const { return error_.ok(); }
  // The first failure.
  [[nodiscard]] const Status& error() const { return error_; }

  // True, and passes over it, if the next word is this one, which is in upper case, in any case.
  bool Take(std::string_view word) {
    if (!more() || !ctx_.ArgIs(next_, word)) return false;
    next_++;
    return true;
  }
  // Each passes over one word. A syntax error if there is none.
  std::string_view Word() { return Next() ? ctx_.Arg(next_ - 1) : std::string_view(); }
  // The host's string, borrowed: for keys, and for words that are passed on. Null after a failure.
  RedisModuleString* HostString() { return Next() ? ctx_.ArgString(next_ - 1) : nullptr; }
  int64_t Integer(int64_t min = std::numeric_limits<int64_t>::min(),
                  int64_t max = std::numeric_limits<int64_t>::max()) {
    return Next() ? Kept(ctx_.IntegerArg(next_ - 1, min, max)) : 0;
  }
  double Double() { return Next() ? Kept(ctx_.DoubleArg(next_ - 1)) : 0; }
  // Which of these words, in upper case, the next one is, in any case; a syntax error if none.
  size_t Choice(std::initializer_list<std::string_view> words) {
    size_t i = 0;
    for (const std::string_view word : words) {
      if (Take(word)) return i;
      i++;
    }
    Fail(errors::kSyntax);
    return 0;
  }
  void Fail(const Status& error) {
    if (ok()) error_ = error;
  }

 private:
  bool Next() {
    if (!more()) Fail(errors::kSyntax);
    if (ok()) next_++;
    return ok();
  }
  template <typename Value>
  Value Kept(const Result<Value>& read) {
    if (read) return *read;
    Fail(read.error());
    return Value{};
  }

  CommandContext& ctx_;
  size_t next_;
  Status error_;
};

}  // namespace trellis
