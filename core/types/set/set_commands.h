// Sets: members of one set.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> SetCommands();

}  // namespace trellis
