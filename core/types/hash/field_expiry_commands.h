// The commands over the times at which fields of hashes die.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> FieldExpiryCommands();

}  // namespace trellis
