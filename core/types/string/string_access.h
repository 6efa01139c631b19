// How the commands over strings find theirs.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

// The string under a key: null if absent, WRONGTYPE if it is something else.
Result<Entry*> FindString(CommandContext& ctx, std::string_view key);
Result<const Entry*> ReadString(CommandContext& ctx, std::string_view key);

}  // namespace trellis
