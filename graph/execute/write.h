// Operators that change the graph. Each takes all rows of its input before it changes anything, so
// that no clause sees what a later one writes; then it gives the rows on.
#pragma once

#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"

namespace graph {

// `live_slots`: what rows must keep, the slots that the clause binds among them.
OperatorPtr MakeCreate(OperatorPtr input, const CreateClause& clause, std::vector<int> live_slots);
OperatorPtr MakeSet(OperatorPtr input, const SetClause& clause, std::vector<int> live_slots);
OperatorPtr MakeRemove(OperatorPtr input, const RemoveClause& clause, std::vector<int> live_slots);
OperatorPtr MakeDelete(OperatorPtr input, const DeleteClause& clause, std::vector<int> live_slots);
// `match` finds the pattern for the record as it is.
OperatorPtr MakeMerge(OperatorPtr input, OperatorPtr match, const MergeClause& clause,
                      std::vector<int> live_slots);
// `body` begins with an Argument.
OperatorPtr MakeForeach(OperatorPtr input, OperatorPtr body, const ForeachClause& clause,
                        std::vector<int> live_slots);

}  // namespace graph
