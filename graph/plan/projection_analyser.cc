#include "graph/plan/projection_analyser.h"

#include <algorithm>
#include <set>

namespace graph {

namespace {

using Kind = ExpressionKind;

// The same text, but for blanks and parentheses.
bool SameExpression(const Expression* a, const Expression* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->kind != b->kind || a->name != b->name || a->names != b->names ||
      a->distinct != b->distinct || a->star != b->star || a->quantifier != b->quantifier ||
      a->pattern != b->pattern || a->subquery != b->subquery ||
      a->operands.size() != b->operands.size() || a->value.type() != b->value.type() ||
      !Equivalent(a->value, b->value)) {
    return false;
  }
  for (size_t i = 0; i < a->operands.size(); ++i) {
    if (!SameExpression(a->operands[i], b->operands[i])) return false;
  }
  return true;
}

void BecomeVariable(Expression* expression, const std::string& name) {
  Expression variable;
  variable.kind = Kind::kVariable;
  variable.name = name;
  *expression = std::move(variable);
}

class ProjectionAnalyser {
 public:
  ProjectionAnalyser(ProjectionClause& projection, Scope& scope, Query& query,
                     ExpressionAnalyser& expressions)
      : projection_(projection), scope_(scope), query_(query), expressions_(expressions) {}

  void Run() {
    if (projection_.star) ExpandStar();
    CheckNames();
    if (expressions_.failed()) return;
    MatchSortToItems();
    ResolveItems();
    ResolveRest();
  }

 private:
  void Fail(std::string error) { expressions_.Fail(std::move(error)); }

  void ExpandStar() {
    if (scope_.variables().empty() && projection_.is_return) {
      return Fail("RETURN * is not allowed when there are no variables in scope");
    }
    std::vector<ProjectionItem> items;
    for (const Variable& variable : scope_.variables()) {
      auto* expression = query_.New<Expression>();
      expression->kind = Kind::kVariable;
      expression->name = variable.name;
      items.push_back({.expression = expression, .name = variable.name});
    }
    std::sort(items.begin(), items.end(),
              [](const ProjectionItem& a, const ProjectionItem& b) { return a.name < b.name; });
    projection_.items.insert(projection_.items.begin(), items.begin(), items.end());
  }

  void CheckNames() {
    std::set<std::string> names;
    for (const ProjectionItem& item : projection_.items) {
      if (!projection_.is_return && !item.aliased && item.expression->kind != Kind::kVariable) {
        return Fail("WITH clause projections must be aliased");
      }
      if (!names.insert(item.name).second) {
        return Fail("Error: Multiple result columns with the same name are not supported.");
      }
    }
  }

  // ORDER BY and WHERE may repeat an item's expression: then it means the item. This must be seen before the item's
  // names are resolved.
  void MatchSortToItems() {
    for (SortItem& sort : projection_.order_by)
      MatchToItems(sort.expression);
    MatchToItems(projection_.where);
  }
  void MatchToItems(Expression* expression) {
    if (expression == nullptr) return;
    for (const ProjectionItem& item : projection_.items) {
      if (item.expression->kind != Kind::kVariable && SameExpression(item.expression, expression)) {
        return BecomeVariable(expression, item.name);
      }
    }
    for (Expression* operand : expression->operands)
      MatchToItems(operand);
  }

  void ResolveItems() {
    for (ProjectionItem& item : projection_.items) {
      const size_t before = projection_.aggregate_calls.size();
      ExpressionPlace place{.aggregates = &projection_.aggregate_calls};
      expressions_.ResolveValue(item.expression, scope_, place);
      item.is_aggregate = projection_.aggregate_calls.size() > before;
      const bool has_slot = item.expression->kind == Kind::kVariable ||
                            item.expression->kind == Kind::kAggregateResult;
      item.slot = has_slot ? item.expression->slot : expressions_.NewSlot();
    }
    for (ProjectionItem& item : projection_.items) {
      if (item.is_aggregate) CheckGrouping(item.expression);
    }
  }

  // Beside aggregates an expression may only use what the rows of a group share: keys that are variables or their
  // properties.
  void CheckGrouping(Expression* expression) {
    if (expression == nullptr || expression->kind == Kind::kAggregateResult ||
        expressions_.failed()) {
      return;
    }
    for (const ProjectionItem& key : projection_.items) {
      const bool simple = key.expression->kind == Kind::kVariable ||
                          (key.expression->kind == Kind::kProperty &&
                           key.expression->operands[0]->kind == Kind::kVariable);
      if (key.is_aggregate || !simple || !SameExpression(key.expression, expression)) continue;
      const int slot = key.slot;
      BecomeVariable(expression, key.name);
      expression->slot = slot;
      return;
    }
    if (expression->kind == Kind::kVariable && scope_.Find(expression->name) != nullptr) {
      return Fail("Ambiguous aggregation expression: '" + expression->name +
                  "' is not a grouping key");
    }
    for (Expression* operand : expression->operands)
      CheckGrouping(operand);
  }

  void ResolveRest() {
    Scope after;
    for (const ProjectionItem& item : projection_.items) {
      const VariableKind kind = ExpressionAnalyser::KindOf(*item.expression, scope_);
      after.Add(item.name, item.slot, kind);
    }
    // Rows that stand for several others have no variables but the new ones.
    const bool merged = !projection_.aggregate_calls.empty() || projection_.distinct;
    Scope visible = merged ? Scope() : scope_;
    for (const Variable& variable : after.variables()) {
      visible.Add(variable.name, variable.slot, variable.kind);
    }
    for (SortItem& sort : projection_.order_by)
      expressions_.Resolve(sort.expression, visible);
    expressions_.ResolvePredicate(projection_.where, visible);
    projection_.sort_slots = projection_.where == nullptr ? after.slots() : visible.slots();
    ResolveCount(projection_.skip, "SKIP");
    ResolveCount(projection_.limit, "LIMIT");
    scope_ = std::move(after);
  }

  // SKIP and LIMIT are the same for all rows.
  void ResolveCount(Expression* count, const char* clause) {
    if (count == nullptr) return;
    expressions_.Resolve(count, Scope());
    const bool literal = count->kind == Kind::kLiteral;
    if (literal && (!count->value.Is(ValueType::kInteger) || count->value.integer() < 0)) {
      Fail(std::string(clause) + " specified value of invalid type, must be a positive integer");
    }
  }

  ProjectionClause& projection_;
  Scope& scope_;
  Query& query_;
  ExpressionAnalyser& expressions_;
};

}  // namespace

void AnalyseProjection(ProjectionClause& projection, Scope& scope, Query& query,
                       ExpressionAnalyser& expressions) {
  ProjectionAnalyser(projection, scope, query, expressions).Run();
}

}  // namespace graph
