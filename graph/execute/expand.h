// Operators that follow relationships.
#pragma once

#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"

namespace graph {

// One relationship pattern, as it is walked.
struct Step {
  int from = kNoSlot;
  int relationship = kNoSlot;
  int to = kNoSlot;
  bool to_bound = false;  // `to` has its node already: only links between the two
  bool reversed = false;  // walked from the pattern's right to its left
  Direction direction = Direction::kEither;  // seen from `from`
  std::vector<std::string> types;
  int64_t minimum = 1;
  int64_t maximum = 1;
  const Expression* properties = nullptr;  // of variable length: each relationship must have these
  // Slots of relationships (or lists of them) of the same MATCH, none of which may be walked again.
  std::vector<int> distinct_from;
  std::string title;  // for EXPLAIN
};

// Rows: one for each link. Sets the slots of the relationship and of `to`.
OperatorPtr MakeExpand(OperatorPtr input, Step step);

// Rows: one for each path of minimum..maximum links, none twice in it. The relationship slot becomes a list.
OperatorPtr MakeVariableLengthExpand(OperatorPtr input, Step step);

// The relationship has its value already: sets or checks its ends.
OperatorPtr MakeRelationshipEnds(OperatorPtr input, Step step, bool from_bound);

// Both ends are bound. Rows: one shortest path, or all of them; sets the slots of the relationships and
// of the path.
OperatorPtr MakeShortestPath(OperatorPtr input, Step step, int path_slot, bool all);

// Makes the path of a pattern from the slots of its parts: node, relationship(s), node ...
OperatorPtr MakePathBinding(OperatorPtr input, int path_slot, std::vector<int> slots);

// The path through these slots; null if one of them is.
Value PathOf(const std::vector<int>& slots, const Execution& execution);

}  // namespace graph
