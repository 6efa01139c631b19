// Commands about the connection itself: HELLO, AUTH, CLIENT, SELECT, PING and their like.
#pragma once

#include <span>

#include "core/command/command.h"

namespace trellis {

std::span<const Command> ClientCommands();

}  // namespace trellis
