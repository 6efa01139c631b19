// Expressions that go through a list or match a pattern, each with variables of its own.
#pragma once

#include "graph/cypher/ast.h"
#include "graph/execute/execution.h"

namespace graph {

Value ListComprehension(const Expression& expression, Execution& execution);
Value Quantified(const Expression& expression, Execution& execution);
Value Reduce(const Expression& expression, Execution& execution);
// A pattern as a predicate, and EXISTS { }: whether it has at least one match.
Value PatternExists(const Expression& expression, Execution& execution);
Value PatternComprehension(const Expression& expression, Execution& execution);
// The path that shortestPath((a)-[*]->(b)) finds, or null.
Value ShortestPathValue(const Expression& expression, Execution& execution);

}  // namespace graph
