// GET, SET, INCR and their like; and the bit commands.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/command/command.h"
#include "core/command/command_context.h"
#include "core/command/command_table.h"

namespace trellis {

std::span<const Command> StringCommands();
std::span<const Command> BitCommands();

// The string under a key: null if absent, WRONGTYPE if it is something else.
Result<Entry*> FindString(CommandContext& ctx, std::string_view key);
Result<const Entry*> ReadString(CommandContext& ctx, std::string_view key);

// An expiry given as EX, PX, EXAT or PXAT (`unit` upper case), as absolute milliseconds.
Result<int64_t> ParseExpiry(CommandContext& ctx, std::string_view unit, std::string_view text);

}  // namespace trellis
