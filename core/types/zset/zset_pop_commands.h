// The commands that take members off an end of a sorted set, also those that wait for one.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ZsetPopCommands();

}  // namespace trellis
