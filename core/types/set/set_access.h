// What the commands over sets share: replying with members, and saying that some are gone.
#pragma once

#include <string_view>

#include "core/command/command_context.h"
#include "core/types/set/set.h"

namespace trellis {

inline Status ReplyMember(CommandContext& ctx, const PackedElement& member) {
  if (member.integer()) return ctx.reply().BulkInteger(member.number);
  return ctx.reply().Bulk({member.text, member.size});
}

// Members were removed from the key's set: removes it too if none is left. The set is gone then,
// before anybody who hears of it could look at an empty one.
inline void MembersRemoved(CommandContext& ctx, std::string_view key, const Set& set,
                           const KeyEvent& event) {
  const bool emptied = set.empty();
  if (emptied) ctx.Delete(key);
  ctx.Changed(key, event);
  if (emptied) ctx.keyspace().Notify(ctx.db_index(), events::kDel, key);
}

}  // namespace trellis
