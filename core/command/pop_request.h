// What the pops of lists and sorted sets share: serving a client that has waited, and the arguments of
// those that look for the first of several keys.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

// A value from which a client may be served, or null. The command of one that waits is run again for
// a single key: what other keys hold doesn't count then, and another type there is as good as no key.
template <typename T>
Result<T*> FindServing(CommandContext& ctx, std::string_view key) {
  if (!ctx.client().has(Client::kUnblocked)) return ctx.Find<T>(key);
  if (key != ctx.client().blocked->serving) return static_cast<T*>(nullptr);
  const Result<T*> value = ctx.Find<T>(key);
  return value ? *value : nullptr;
}

// numkeys key ... END [COUNT count], where END is one of two words.
struct PopRequest {
  std::span<const std::string_view> keys;
  bool first_end;  // the first of the words
  size_t count;
};
struct PopEnds {
  std::string_view first;
  std::string_view second;
};
// Pops from the first key that has something, and replies; false, and no reply, if none has.
using PopFromFirst = Result<bool> (*)(CommandContext& ctx, const PopRequest& request);

// LMPOP and ZMPOP.
Status PopFromKeys(CommandContext& ctx, const PopEnds& ends, PopFromFirst pop);
// BLMPOP and BZMPOP: a timeout stands before numkeys.
Status PopFromKeysOrWait(CommandContext& ctx, const PopEnds& ends, PopFromFirst pop);

}  // namespace trellis
