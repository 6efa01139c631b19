// Aux data: what module types keep in an RDB file beside their values, before and after the keys.
#pragma once

#include "core/persistence/snapshot.h"

namespace trellis {

class ModuleHost;

// The hooks through which a snapshot saves and loads it; `host` outlives them.
ModuleAux ModuleAuxHooks(const ModuleHost& host);

}  // namespace trellis
