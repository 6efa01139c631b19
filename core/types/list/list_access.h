// What the commands over lists share: replying with elements, and saying that some are gone.
#pragma once

#include <string_view>

#include "core/command/command_context.h"
#include "core/types/list/list.h"

namespace trellis {

inline Status ReplyElement(CommandContext& ctx, const PackedElement& element) {
  if (element.integer()) return ctx.reply().BulkInteger(element.number);
  return ctx.reply().Bulk({element.text, element.size});
}

// Elements were removed from the key's list: removes it too if none is left. The list is gone then,
// before anybody who hears of it could look at an empty one.
inline void ElementsRemoved(CommandContext& ctx, std::string_view key, const List& list,
                            const KeyEvent& event) {
  const bool emptied = list.empty();
  if (emptied) ctx.Delete(key);
  ctx.Changed(key, event);
  if (emptied) ctx.keyspace().Notify(ctx.db_index(), events::kDel, key);
}

}  // namespace trellis
