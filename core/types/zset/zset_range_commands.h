// The commands over ranges of sorted sets: ZRANGE and its kin, ZREMRANGEBY..., ZCOUNT.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ZsetRangeCommands();

}  // namespace trellis
