// The native types that this server has: the one list of them.
#pragma once

#include "core/command/command_table.h"
#include "core/config/config.h"

namespace trellis {

// Puts their TypeOps into the table of types.
void RegisterTypes();
void RegisterTypeCommands(CommandTable& commands);
// Hands a new limit (hash-max-listpack-entries and its like) to the types; others are ignored.
void ApplyEncodingLimit(const Config& config, Directive id);

}  // namespace trellis
