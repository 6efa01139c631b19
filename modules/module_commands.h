// MODULE: loading, unloading and listing modules.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ModuleCommands();

}  // namespace trellis
