// SAVE, BGSAVE, LASTSAVE, DUMP, RESTORE and DEBUG.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> PersistenceCommands();

}  // namespace trellis
