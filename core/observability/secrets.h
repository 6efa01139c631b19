// Passwords among the arguments of commands, and what modules hide there, which no log and no monitor may show.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/client/client.h"
#include "core/command/command_table.h"

namespace trellis {

// The arguments of the client's command with "(redacted)" in place of each secret. Views into the arguments.
std::vector<std::string_view> WithoutSecrets(const Client& client, const RegisteredCommand& command,
                                             std::span<const std::string_view> args);

}  // namespace trellis
