// Checks a query's meaning and completes its tree: every variable gets a slot, every call its function.
//
// What openCypher calls compile-time errors are found here, so that GRAPH.EXPLAIN reports them too.
#pragma once

#include <string>

#include "graph/cypher/ast.h"

namespace graph {

// Empty, or what is wrong with the query.
std::string Analyse(Query& query);

}  // namespace graph
