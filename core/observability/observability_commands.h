// Rows of the commands by which the server tells about itself.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> LatencyCommands();
std::span<const Command> MemoryCommands();
std::span<const Command> ObservabilityCommands();

}  // namespace trellis
