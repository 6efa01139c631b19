// Rows of the commands about replicas. This server has none yet: it is a primary, and alone.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ReplicationCommands();

}  // namespace trellis
