// SETBIT, BITFIELD and their like, over strings.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> BitCommands();

}  // namespace trellis
