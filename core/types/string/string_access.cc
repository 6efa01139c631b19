#include "core/types/string/string_access.h"

namespace trellis {

Result<const Entry*> ReadString(CommandContext& ctx, std::string_view key) {
  const Entry* entry = ctx.FindForRead(key);
  if (entry != nullptr && entry->type() != kStringType) return errors::kWrongType;
  return entry;
}

Result<Entry*> FindString(CommandContext& ctx, std::string_view key) {
  Entry* entry = ctx.FindForWrite(key);
  if (entry != nullptr && entry->type() != kStringType) return errors::kWrongType;
  return entry;
}

}  // namespace trellis
