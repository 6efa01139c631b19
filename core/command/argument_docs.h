// What COMMAND DOCS tells about the arguments of the server's own commands (argument_docs.def).
#pragma once

#include <string_view>

#include "core/resp/reply_writer.h"

namespace trellis {

// The row of a command ("set", "config|set"); empty if there is none.
std::string_view ArgumentsOf(std::string_view full_name);
// Replies with the array that such a row stands for.
void ReplyArguments(ReplyWriter& reply, std::string_view row);

}  // namespace trellis
