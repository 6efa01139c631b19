// COMMAND DOCS' answer for one command.
#pragma once

#include "core/command/command_table.h"
#include "core/resp/reply_writer.h"

namespace trellis {

// The command's name and the map of what is known about it.
void ReplyDocs(ReplyWriter& reply, const RegisteredCommand& command);

}  // namespace trellis
