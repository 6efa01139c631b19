// Plans how patterns are matched: where to start, which way to walk, when to check what.
#pragma once

#include <deque>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"
#include "graph/store/graph.h"

namespace graph {

// Rows of `input` times matches of all `patterns` for which `where` (may be null) holds. Expressions that
// the plan needs are added to `made`.
OperatorPtr PlanPatterns(const std::vector<PathPattern*>& patterns, const Expression* where,
                         OperatorPtr input, const Graph& graph, std::deque<Expression>& made);

// The slots that the patterns bind.
std::vector<int> NewSlots(const std::vector<PathPattern*>& patterns);

}  // namespace graph
