// Rows of MEMORY and its subcommands.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> MemoryCommands();

}  // namespace trellis
