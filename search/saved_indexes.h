// The module's data in a dump that belongs to no key: definitions and aliases of indexes. Their content isn't
// saved; documents are indexed anew as their keys are loaded.
#pragma once

#include "module_api/cpp/registrar.h"

namespace trellis::search {

// Registers the two types under whose names the peer saves such data; no key has a value of them.
void AddSavedTypes(Registrar& registrar);

}  // namespace trellis::search
