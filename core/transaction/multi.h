// MULTI, EXEC, DISCARD, WATCH, UNWATCH.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> TransactionCommands();

}  // namespace trellis
