// Commands on keys of any type: DEL, RENAME, SCAN, OBJECT and their like.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> KeyCommands();

}  // namespace trellis
