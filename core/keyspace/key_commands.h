// Commands on keys of any type: DEL, EXPIRE, RENAME, SCAN, OBJECT and their like.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> KeyCommands();
std::span<const Command> ExpireCommands();

}  // namespace trellis
