// CONFIG GET, SET, REWRITE, RESETSTAT; and SHUTDOWN.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ConfigCommands();

}  // namespace trellis
