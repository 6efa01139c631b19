// Lists: pushing, reading and changing them.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ListCommands();

}  // namespace trellis
