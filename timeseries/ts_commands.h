// The TS.* commands, by subject; each file ends with their rows.
#pragma once

#include "module_api/cpp/registrar.h"

namespace trellis::timeseries {

// What all rows share.
inline constexpr char kAclCategory[] = "timeseries";

void AddWriteCommands(Registrar& registrar);  // TS.CREATE ALTER ADD MADD INCRBY DECRBY DEL
void AddReadCommands(Registrar& registrar);   // TS.GET RANGE REVRANGE INFO
void AddMultiCommands(Registrar& registrar);  // TS.MGET MRANGE MREVRANGE QUERYINDEX
void AddRuleCommands(Registrar& registrar);   // TS.CREATERULE DELETERULE

}  // namespace trellis::timeseries
