// GET, SET, INCR and their like.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> StringCommands();

}  // namespace trellis
