// Which variables an expression looks at.
#pragma once

#include <set>

#include "graph/cypher/ast.h"

namespace graph {

// Slots of all variables in it, those of patterns inside of it too.
std::set<int> SlotsUsed(const Expression& expression);

}  // namespace graph
