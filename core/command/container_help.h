// The HELP of commands that have subcommands, told from their rows.
#pragma once

#include "core/base/result.h"

namespace trellis {

class CommandContext;

// Handler of a container's "help": its subcommands, each with what it does.
Status ContainerHelp(CommandContext& ctx);

}  // namespace trellis
