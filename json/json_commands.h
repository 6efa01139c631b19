// The JSON.* commands: each file declares its handlers' rows.
#pragma once

#include "module_api/cpp/trellis_module.h"

namespace trellis::json {

inline constexpr const char* kAcl = "json";  // the category @json

void AddGetCommands(Registrar& registrar);     // GET, MGET
void AddReadCommands(Registrar& registrar);    // TYPE, lengths, names, ARRINDEX, RESP, DEBUG
void AddWriteCommands(Registrar& registrar);   // SET, MSET, MERGE, DEL, CLEAR
void AddScalarCommands(Registrar& registrar);  // numbers, strings, booleans
void AddArrayCommands(Registrar& registrar);   // ARRAPPEND, ARRINSERT, ARRPOP, ARRTRIM

}  // namespace trellis::json
