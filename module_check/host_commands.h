// Commands that only the bare host has: they ask a value's type for what no command of the server does.
//
//   CHECK.REWRITE key   the commands that the type writes into an AOF for the value: an array of arrays of words
//   CHECK.REPLAY command word ...   runs a command as one that is read from an AOF: the server is loading
//   CHECK.DEFRAG key    has the type move each block of a module's value; how many it moved, and how often it was called
//                       (a large value may be done in several calls). Null if the type has no defrag
//
// A key that is empty is an error, and so is a command that isn't known or has the wrong number of words.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> HostCommands();

}  // namespace trellis
