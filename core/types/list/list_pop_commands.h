// Lists: popping and moving elements, at once or when there are some.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ListPopCommands();

}  // namespace trellis
