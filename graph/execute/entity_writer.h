// What CREATE, MERGE, SET and REMOVE do to single nodes and relationships.
#pragma once

#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/execution.h"

namespace graph {

// Creates what of the pattern is not bound yet, and binds it. A null property is left out, or, for MERGE,
// an error.
void CreatePattern(const PathPattern& pattern, bool refuse_null, Execution& execution);

void ApplySet(const std::vector<SetItem>& items, Execution& execution);
void ApplyRemove(const RemoveItem& item, Execution& execution);

}  // namespace graph
