// Unions, intersections and differences of sorted sets and sets.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ZsetCombineCommands();

}  // namespace trellis
