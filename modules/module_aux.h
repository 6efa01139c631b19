// Aux data: what module types keep in an RDB file beside their values, before and after the keys.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/persistence/snapshot.h"

struct RedisModuleType;

namespace trellis {

class ModuleHost;

// The hooks through which a snapshot saves and loads it; `host` outlives them.
ModuleAux ModuleAuxHooks(const ModuleHost& host);

// One type's whole record of this `when`; empty if it has none.
std::string AuxRecord(const RedisModuleType& type, int when);
// Gives a record to a type, which may be another build's.
Status LoadAuxRecord(const RedisModuleType& type, std::string_view record);

}  // namespace trellis
