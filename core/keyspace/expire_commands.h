// EXPIRE, TTL and their like.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ExpireCommands();

}  // namespace trellis
