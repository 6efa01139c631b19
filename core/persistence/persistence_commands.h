// SAVE, BGSAVE, LASTSAVE, DUMP, RESTORE and DEBUG.
#pragma once

#include <span>

#include "core/command/command.h"
#include "core/command/command_context.h"

namespace trellis {

std::span<const Command> PersistenceCommands();

// DEBUG, for whoever tests the server (debug_command.cc).
Status Debug(CommandContext& ctx);

}  // namespace trellis
