#include "graph/plan/slot_use.h"

namespace graph {

namespace {

void Collect(const Expression* expression, std::set<int>& slots);

void CollectPattern(const PathPattern& pattern, std::set<int>& slots) {
  for (const NodePattern* node : pattern.nodes) {
    slots.insert(node->slot);
    Collect(node->properties, slots);
  }
  for (const RelationshipPattern* relationship : pattern.relationships) {
    slots.insert(relationship->slot);
    Collect(relationship->properties, slots);
  }
}

// Of an EXISTS subquery: all that its clauses can see from outside.
void CollectSubquery(const SingleQuery& query, std::set<int>& slots) {
  for (const Clause& clause : query.clauses) {
    slots.insert(clause.live_slots.begin(), clause.live_slots.end());
    if (const auto* match = std::get_if<MatchClause>(&clause.node)) {
      for (const PathPattern* pattern : match->patterns)
        CollectPattern(*pattern, slots);
      Collect(match->where, slots);
    }
  }
}

void Collect(const Expression* expression, std::set<int>& slots) {
  if (expression == nullptr) return;
  if (expression->kind == ExpressionKind::kVariable) slots.insert(expression->slot);
  for (const Expression* operand : expression->operands)
    Collect(operand, slots);
  if (expression->pattern != nullptr) CollectPattern(*expression->pattern, slots);
  if (expression->subquery != nullptr) CollectSubquery(*expression->subquery, slots);
}

}  // namespace

std::set<int> SlotsUsed(const Expression& expression) {
  std::set<int> slots;
  Collect(&expression, slots);
  return slots;
}

}  // namespace graph
