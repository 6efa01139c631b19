// The key type graphdata: how a graph is saved, loaded, copied and counted. And graphmeta, keys that
// FalkorDB's files have beside that of a large graph, gone once the file is loaded.
//
// Both are in FalkorDB's form, encoding 18; see saved/saved_graph.h.
#pragma once

#include "module_api/cpp/registrar.h"

namespace graph {

inline constexpr int kGraphEncoding = 18;

void AddGraphType(trellis::Registrar& registrar);

}  // namespace graph
