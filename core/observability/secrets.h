// Passwords among the arguments of commands, which no log and no monitor may show.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/command/command_table.h"

namespace trellis {

// The arguments with "(redacted)" in place of each secret. Views into the arguments.
std::vector<std::string_view> WithoutSecrets(const RegisteredCommand& command,
                                             std::span<const std::string_view> args);

}  // namespace trellis
