// Sets: intersection, union and difference.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> SetAlgebraCommands();

}  // namespace trellis
