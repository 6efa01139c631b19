// SORT and SORT_RO: the elements of a list, set or sorted set in an order of their own.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> SortCommands();

}  // namespace trellis
