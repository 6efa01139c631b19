// The graph module: property graphs, queried with Cypher.

#include "module_api/cpp/trellis_module.h"

#include "graph/graph_commands.h"
#include "graph/graph_type.h"

namespace graph {

namespace {

// The FalkorDB whose commands, replies and errors these are: 4.16.3.
constexpr int kVersion = 41603;

trellis::Status Load(trellis::Registrar& registrar) {
  AddGraphType(registrar);
  AddQueryCommands(registrar);
  AddGraphCommands(registrar);
  return registrar.Done();
}

}  // namespace

}  // namespace graph

TRELLIS_MODULE("graph", graph::kVersion, graph::Load)
