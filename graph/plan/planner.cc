// Clauses to operators, in the order of the clauses.

#include "graph/execute/aggregate_rows.h"
#include "graph/execute/rows.h"
#include "graph/execute/scan.h"
#include "graph/execute/write.h"
#include "graph/plan/pattern_planner.h"
#include "graph/plan/plan.h"
#include "graph/procedures/procedure.h"

namespace graph {

namespace {

class Planner {
 public:
  Planner(Plan& plan, const Graph& graph) : plan_(plan), graph_(graph) {}

  OperatorPtr PlanQuery(const Query& query) {
    if (query.parts.size() == 1) return PlanClauses(query.parts[0]->clauses);
    std::vector<OperatorPtr> parts;
    std::vector<std::vector<int>> columns;
    for (const SingleQuery* part : query.parts) {
      parts.push_back(PlanClauses(part->clauses));
      columns.push_back(part->column_slots);
    }
    OperatorPtr all = MakeUnion(std::move(parts), columns);
    if (query.union_all[0]) return all;
    return MakeDistinct(std::move(all), columns[0]);
  }

  OperatorPtr PlanClauses(const std::vector<Clause>& clauses) {
    OperatorPtr input = MakeArgument();
    for (const Clause& clause : clauses) {
      input = std::visit(
          [&](const auto& node) { return Visit(node, std::move(input), clause.live_slots); },
          clause.node);
    }
    return input;
  }

  OperatorPtr PlanPattern(const std::vector<PathPattern*>& patterns, const Expression* where,
                          OperatorPtr input) {
    return PlanPatterns(patterns, where, std::move(input), graph_, plan_.expressions);
  }

 private:
  using Slots = std::vector<int>;

  OperatorPtr Visit(const MatchClause& match, OperatorPtr input, const Slots& /*live*/) {
    if (!match.optional) return PlanPattern(match.patterns, match.where, std::move(input));
    OperatorPtr inner = PlanPattern(match.patterns, match.where, MakeArgument());
    return MakeOptional(std::move(input), std::move(inner), NewSlots(match.patterns));
  }

  OperatorPtr Visit(const CreateClause& create, OperatorPtr input, const Slots& live) {
    return MakeCreate(std::move(input), create, live);
  }

  OperatorPtr Visit(const MergeClause& merge, OperatorPtr input, const Slots& live) {
    OperatorPtr match = PlanPattern({merge.pattern}, nullptr, MakeArgument());
    return MakeMerge(std::move(input), std::move(match), merge, live);
  }

  OperatorPtr Visit(const SetClause& set, OperatorPtr input, const Slots& live) {
    return MakeSet(std::move(input), set, live);
  }

  OperatorPtr Visit(const RemoveClause& remove, OperatorPtr input, const Slots& live) {
    return MakeRemove(std::move(input), remove, live);
  }

  OperatorPtr Visit(const DeleteClause& clause, OperatorPtr input, const Slots& live) {
    return MakeDelete(std::move(input), clause, live);
  }

  OperatorPtr Visit(const UnwindClause& unwind, OperatorPtr input, const Slots& /*live*/) {
    return MakeUnwind(std::move(input), unwind.list, unwind.slot);
  }

  OperatorPtr Visit(const CallClause& call, OperatorPtr input, const Slots& /*live*/) {
    OperatorPtr rows = MakeProcedureCall(std::move(input), call);
    return call.where == nullptr ? std::move(rows) : MakeFilter(std::move(rows), {call.where});
  }

  OperatorPtr Visit(const ForeachClause& loop, OperatorPtr input, const Slots& live) {
    return MakeForeach(std::move(input), PlanClauses(loop.body), loop, live);
  }

  OperatorPtr Visit(const SubqueryClause& subquery, OperatorPtr input, const Slots& live) {
    OperatorPtr inner = PlanQuery(*subquery.query);
    return MakeSubquery(std::move(input), std::move(inner), subquery.returns, live);
  }

  OperatorPtr Visit(const ProjectionClause& projection, OperatorPtr input, const Slots& live) {
    OperatorPtr rows = projection.aggregate_calls.empty()
                           ? std::move(input)
                           : PlanAggregation(projection, std::move(input));
    std::vector<Assignment> assignments;
    for (const ProjectionItem& item : projection.items) {
      const bool grouped = !projection.aggregate_calls.empty() && !item.is_aggregate;
      const bool in_place = item.expression->slot == item.slot;
      if (!grouped && !in_place) assignments.push_back({item.expression, item.slot});
    }
    if (!assignments.empty() || (projection.is_return && projection.aggregate_calls.empty())) {
      rows = MakeProject(std::move(rows), std::move(assignments));
    }
    if (projection.distinct) rows = MakeDistinct(std::move(rows), live);
    if (!projection.order_by.empty()) rows = PlanSort(projection, std::move(rows));
    if (projection.skip != nullptr) rows = MakeSkip(std::move(rows), projection.skip);
    if (projection.limit != nullptr) rows = MakeLimit(std::move(rows), projection.limit);
    if (projection.where == nullptr) return rows;
    return MakeFilter(std::move(rows), {projection.where});
  }

  static OperatorPtr PlanAggregation(const ProjectionClause& projection, OperatorPtr input) {
    std::vector<Assignment> keys;
    for (const ProjectionItem& item : projection.items) {
      if (!item.is_aggregate) keys.push_back({item.expression, item.slot});
    }
    std::vector<const Expression*> calls(projection.aggregate_calls.begin(),
                                         projection.aggregate_calls.end());
    return MakeAggregate(std::move(input), std::move(keys), std::move(calls));
  }

  static OperatorPtr PlanSort(const ProjectionClause& projection, OperatorPtr input) {
    std::vector<SortKey> keys;
    for (const SortItem& item : projection.order_by) {
      keys.push_back({item.expression, item.descending});
    }
    return MakeSort(std::move(input), std::move(keys), projection.sort_slots, projection.skip,
                    projection.limit);
  }

  Plan& plan_;
  const Graph& graph_;
};

void ExplainOperator(const Operator& step, size_t level, std::vector<std::string>& lines) {
  // An Argument at the bottom of the main chain stands for "no input" and is not shown.
  const bool base = step.name() == "Argument" && level > 0;
  if (!base) lines.push_back(std::string(4 * level, ' ') + step.name());
  for (const auto& input : step.inputs())
    ExplainOperator(*input, level + 1, lines);
}

}  // namespace

std::unique_ptr<Plan> MakePlan(const Query& query, const Graph& graph) {
  auto plan = std::make_unique<Plan>();
  plan->root = Planner(*plan, graph).PlanQuery(query);
  plan->columns = query.parts[0]->columns;
  plan->column_slots = query.parts[0]->column_slots;
  return plan;
}

OperatorPtr MakeSubplan(const Expression& expression, Plan& plan, const Graph& graph) {
  Planner planner(plan, graph);
  if (expression.kind == ExpressionKind::kExistsSubquery) {
    return planner.PlanClauses(expression.subquery->clauses);
  }
  const bool filtered = expression.kind == ExpressionKind::kPatternComprehension;
  const Expression* where = filtered ? expression.operands[0] : nullptr;
  return planner.PlanPattern({expression.pattern}, where, MakeArgument());
}

std::vector<std::string> Explain(const Plan& plan) {
  std::vector<std::string> lines;
  const bool returns = !plan.columns.empty();
  if (returns) lines.emplace_back("Results");
  ExplainOperator(*plan.root, returns ? 1 : 0, lines);
  return lines;
}

}  // namespace graph
