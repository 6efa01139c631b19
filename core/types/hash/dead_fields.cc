#include "core/types/hash/dead_fields.h"

#include <limits>
#include <string>
#include <vector>

namespace trellis {

Hash* RemoveDead(CommandContext& ctx, std::string_view key, Hash* hash,
                 std::span<const std::string_view> fields) {
  const int64_t dead_by_ms = ctx.keyspace().dead_by_ms();
  if (hash == nullptr || hash->next_expiry_ms() > dead_by_ms) return hash;
  std::vector<std::string> removed;
  for (const std::string_view field : fields) {
    if (hash->Find(field, dead_by_ms) || !hash->Erase(field)) continue;
    removed.emplace_back(field);
  }
  if (removed.empty()) return hash;
  const bool emptied = hash->size() == 0;
  ctx.keyspace().FieldsRemoved(ctx.db_index(), key, removed, emptied);
  return emptied ? nullptr : hash;
}

const Hash* RemoveDead(CommandContext& ctx, std::string_view key, const Hash* hash,
                       std::span<const std::string_view> fields) {
  if (hash == nullptr || !hash->expiring()) return hash;
  return RemoveDead(ctx, key, ctx.db().Find(key, ctx.Hash(key))->slot_as<Hash>(), fields);
}

const Hash* RemoveAllDead(CommandContext& ctx, std::string_view key, const Hash* hash) {
  if (hash == nullptr || hash->next_expiry_ms() > ctx.keyspace().dead_by_ms()) return hash;
  Entry* entry = ctx.keyspace().RemoveDeadFields(ctx.db_index(), ctx.db().Find(key, ctx.Hash(key)),
                                                 std::numeric_limits<size_t>::max());
  return entry == nullptr ? nullptr : entry->slot_as<Hash>();
}

}  // namespace trellis
