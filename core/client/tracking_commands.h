// CLIENT's subcommands about client-side caching; their rows stand with the others in
// client_commands.cc.
#pragma once

#include "core/base/result.h"

namespace trellis {

class CommandContext;

// CLIENT TRACKING ON|OFF [REDIRECT id] [PREFIX prefix ...] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]
Status ClientTracking(CommandContext& ctx);
// CLIENT CACHING YES|NO: whether the next command's keys are tracked, in OPTIN and OPTOUT mode.
Status ClientCaching(CommandContext& ctx);
// CLIENT GETREDIR: where messages go: -1 without tracking, 0 without redirection.
Status ClientGetRedir(CommandContext& ctx);
// CLIENT TRACKINGINFO
Status ClientTrackingInfo(CommandContext& ctx);

}  // namespace trellis
