// COMMAND: what commands there are, derived from their rows.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> IntrospectionCommands();

}  // namespace trellis
