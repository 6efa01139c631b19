// The commands over hashes.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> HashCommands();

}  // namespace trellis
