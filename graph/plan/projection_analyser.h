// The analyser's part for WITH and RETURN: columns, grouping, ORDER BY, and the scope that follows.
#pragma once

#include "graph/cypher/ast.h"
#include "graph/plan/expression_analyser.h"
#include "graph/plan/scope.h"

namespace graph {

// `scope` becomes the one after the clause.
void AnalyseProjection(ProjectionClause& projection, Scope& scope, Query& query,
                       ExpressionAnalyser& expressions);

}  // namespace graph
