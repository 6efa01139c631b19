// DEBUG, for whoever tests the server.
#pragma once

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

Status Debug(CommandContext& ctx);

}  // namespace trellis
