// Keeps indexes in step with keys.
#pragma once

#include "module_api/cpp/context.h"

#include "search/index/index.h"
#include "search/registry.h"

namespace trellis::search {

// Reads the key anew for one index, whose rule must cover it: its document is put, removed, or counted as a
// failure.
void IndexKey(Context& ctx, Index& index, RedisModuleString* key);
// The same for each index that covers the key.
void IndexKeyEverywhere(Context& ctx, Registry& registry, RedisModuleString* key);
// The key is gone.
void ForgetKey(Registry& registry, std::string_view key);

}  // namespace trellis::search
