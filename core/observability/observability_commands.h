// Rows of the other commands by which the server tells about itself: INFO, SLOWLOG, MONITOR and more.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ObservabilityCommands();

}  // namespace trellis
