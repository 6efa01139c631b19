// The commands over single members of a sorted set and their scores.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ZsetCommands();

}  // namespace trellis
