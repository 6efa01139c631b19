// HGETDEL, HGETEX and HSETEX: values of fields, and in the same step their times.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> FieldAccessCommands();

}  // namespace trellis
