// The GRAPH.* commands.
#pragma once

#include "module_api/cpp/registrar.h"

namespace graph {

// QUERY, RO_QUERY, EXPLAIN, PROFILE: query_commands.cc
void AddQueryCommands(trellis::Registrar& registrar);
// DELETE, LIST, COPY, RESTORE, CONFIG, SLOWLOG: graph_commands.cc
void AddGraphCommands(trellis::Registrar& registrar);

}  // namespace graph
