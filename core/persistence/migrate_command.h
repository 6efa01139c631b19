// MIGRATE: keys go to another server, as DUMP's payloads in its RESTORE.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> MigrateCommands();

}  // namespace trellis
