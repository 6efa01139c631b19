// How the nodes for a variable are found: by id, by an index, by a label, or all of them.
#pragma once

#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"
#include "graph/execute/scan.h"
#include "graph/store/graph.h"

namespace graph {

struct NodeAccess {
  enum class Kind : uint8_t {
    kAll,
    kLabel,
    kIndex,
    kId
  };
  Kind kind = Kind::kAll;
  double cost = 0;  // nodes that it yields, estimated
  std::string label;
  IndexSearch search;
  const Expression* id = nullptr;
};

// `predicates` are those that depend on no other unbound variable. They stay to be checked: an access may
// yield too many nodes, never too few.
NodeAccess CheapestAccess(const NodePattern& node, const std::vector<std::string>& labels,
                          const std::vector<const Expression*>& predicates, const Graph& graph);

OperatorPtr MakeAccess(OperatorPtr input, const NodePattern& node, const NodeAccess& access);

}  // namespace graph
