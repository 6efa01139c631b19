#include "core/types/zset/zset_access.h"

namespace trellis {

Status StoreResult(CommandContext& ctx, std::string_view key, Zset result, const KeyEvent& event) {
  const size_t size = result.size();
  if (size != 0) {
    ctx.SetValue(key, Value::Slot(kZsetType, result.slot()), kNoExpiry);
    ctx.Changed(key, event);
  } else {
    result.FreeAll();
    if (ctx.FindForWrite(key) != nullptr) {
      ctx.Delete(key);
      ctx.Changed(key, events::kDel);
    }
  }
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

}  // namespace trellis
