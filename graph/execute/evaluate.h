// Expressions to values, for the record as it is.
#pragma once

#include "graph/cypher/ast.h"
#include "graph/execute/execution.h"

namespace graph {

Value Evaluate(const Expression& expression, Execution& execution);

// A predicate's truth; anything but a boolean or null is an error.
Ternary EvaluatePredicate(const Expression& expression, Execution& execution);

inline bool Holds(const Expression& predicate, Execution& execution) {
  return EvaluatePredicate(predicate, execution) == Ternary::kTrue;
}

// A property of a node, relationship, map or point; null if absent.
Value PropertyOf(const Value& owner, const std::string& name, Execution& execution);

// All properties of a node or relationship, or the map itself.
Value PropertyMap(const Value& owner, Execution& execution);

// A new list or map, unless it nests too deep.
Value CheckedNesting(Value container, Execution& execution);

inline EntityKind KindOf(const Value& entity) {
  return entity.Is(ValueType::kNode) ? EntityKind::kNode : EntityKind::kRelationship;
}
inline bool IsDeleted(const Value& entity, const Execution& execution) {
  return entity.Is(ValueType::kNode) ? !execution.graph.NodeExists(entity.id())
                                     : !execution.graph.RelationshipExists(entity.id());
}

}  // namespace graph
