// Grouping: one row for each distinct combination of keys, with the aggregates of its rows.
#pragma once

#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"
#include "graph/execute/rows.h"

namespace graph {

// Groups by the values of `keys`, which are put into their slots; each call's result goes into the call's
// slot. Without keys there is one group, even of no rows.
OperatorPtr MakeAggregate(OperatorPtr input, std::vector<Assignment> keys,
                          std::vector<const Expression*> calls);

}  // namespace graph
