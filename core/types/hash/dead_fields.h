// Fields that are dead and still there, until the expire cycle comes: those who read one remove it.
#pragma once

#include <span>
#include <string_view>

#include "core/command/command_context.h"
#include "core/types/hash/hash.h"

namespace trellis {

// Removes those of the fields that are dead from the hash under the key, and the key if none is left;
// watchers, replicas and subscribers hear of it. Returns the hash, or null if there is none any more.
// `hash` is what the caller found there, or null; of the key's other pointers none is good.
Hash* RemoveDead(CommandContext& ctx, std::string_view key, Hash* hash,
                 std::span<const std::string_view> fields);
// The same for a caller that only reads.
const Hash* RemoveDead(CommandContext& ctx, std::string_view key, const Hash* hash,
                       std::span<const std::string_view> fields);
// The same for all fields.
const Hash* RemoveAllDead(CommandContext& ctx, std::string_view key, const Hash* hash);

}  // namespace trellis
