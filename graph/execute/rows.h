// Operators on rows: filter, compute, sort, cut, combine. Those that aggregate are in aggregate_rows.h.
#pragma once

#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"

namespace graph {

OperatorPtr MakeFilter(OperatorPtr input, std::vector<const Expression*> predicates);

// Where a value goes.
struct Assignment {
  const Expression* expression = nullptr;
  int slot = kNoSlot;
};
OperatorPtr MakeProject(OperatorPtr input, std::vector<Assignment> assignments);

// A row for each item of a list; none for null, one for anything else.
OperatorPtr MakeUnwind(OperatorPtr input, const Expression* list, int slot);

// Rows that differ in these slots, the first of each.
OperatorPtr MakeDistinct(OperatorPtr input, std::vector<int> slots);

struct SortKey {
  const Expression* expression = nullptr;
  bool descending = false;
};
// `slots` are what rows keep. With `limit`, only so many rows are kept at any time.
OperatorPtr MakeSort(OperatorPtr input, std::vector<SortKey> keys, std::vector<int> slots,
                     const Expression* skip, const Expression* limit);

OperatorPtr MakeSkip(OperatorPtr input, const Expression* count);
OperatorPtr MakeLimit(OperatorPtr input, const Expression* count);

// For each row of the input those of `inner`, which begins with an Argument; if there are none, one row with
// `slots` null.
OperatorPtr MakeOptional(OperatorPtr input, OperatorPtr inner, std::vector<int> slots);

// For each row of the input those of `inner`, or, if it returns nothing, the row itself.
OperatorPtr MakeSubquery(OperatorPtr input, OperatorPtr inner, bool returns,
                         std::vector<int> live_slots);

// The rows of each part in turn, its columns put into those of the first.
OperatorPtr MakeUnion(std::vector<OperatorPtr> parts, std::vector<std::vector<int>> columns);

// SKIP's or LIMIT's count; fails with the peer's text if it is none.
int64_t RowCount(const Expression& expression, const char* clause, Execution& execution);

}  // namespace graph
