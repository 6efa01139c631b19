// Whether a setting of the kind no|yes|local (enable-debug-command and its kin) lets a client.
#pragma once

#include "core/client/client.h"
#include "core/config/config.h"

namespace trellis {

// `local`: on the unix socket, or from a loopback address.
bool Permitted(const Config& config, Directive setting, const Client& client);

}  // namespace trellis
