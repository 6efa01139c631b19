#include "graph/plan/analyser.h"

#include <algorithm>

#include "graph/plan/expression_analyser.h"
#include "graph/plan/projection_analyser.h"
#include "graph/plan/scope.h"
#include "graph/procedures/procedure.h"

namespace graph {

namespace {

using PatternUse = ExpressionAnalyser::PatternUse;

const char* NameOf(const Clause& clause) {
  struct Names {
    const char* operator()(const MatchClause& match) const {
      return match.optional ? "OPTIONAL MATCH" : "MATCH";
    }
    const char* operator()(const UnwindClause& /*clause*/) const { return "UNWIND"; }
    const char* operator()(const ProjectionClause& clause) const {
      return clause.is_return ? "RETURN" : "WITH";
    }
    const char* operator()(const CreateClause& /*clause*/) const { return "CREATE"; }
    const char* operator()(const MergeClause& /*clause*/) const { return "MERGE"; }
    const char* operator()(const SetClause& /*clause*/) const { return "SET"; }
    const char* operator()(const RemoveClause& /*clause*/) const { return "REMOVE"; }
    const char* operator()(const DeleteClause& /*clause*/) const { return "DELETE"; }
    const char* operator()(const ForeachClause& /*clause*/) const { return "FOREACH"; }
    const char* operator()(const CallClause& /*clause*/) const { return "CALL"; }
    const char* operator()(const SubqueryClause& /*clause*/) const { return "CALL {}"; }
  };
  return std::visit(Names(), clause.node);
}

bool IsReturn(const Clause& clause) {
  const auto* projection = std::get_if<ProjectionClause>(&clause.node);
  return projection != nullptr && projection->is_return;
}

bool IsWith(const Clause& clause) {
  const auto* projection = std::get_if<ProjectionClause>(&clause.node);
  return projection != nullptr && !projection->is_return;
}

bool Updates(const Clause& clause) {
  return std::holds_alternative<CreateClause>(clause.node) ||
         std::holds_alternative<MergeClause>(clause.node) ||
         std::holds_alternative<SetClause>(clause.node) ||
         std::holds_alternative<RemoveClause>(clause.node) ||
         std::holds_alternative<DeleteClause>(clause.node) ||
         std::holds_alternative<ForeachClause>(clause.node);
}

class Analyser {
 public:
  explicit Analyser(Query& query) : query_(query), expressions_(query) {
    expressions_.analyse_subquery = [this](SingleQuery& inner, const Scope& scope) {
      Scope own = scope;
      if (std::any_of(inner.clauses.begin(), inner.clauses.end(), Updates)) {
        return Fail("EXISTS can't hold updating clauses");
      }
      AnalyseClauses(inner.clauses, own, &inner);
    };
  }

  std::string Run() {
    for (SingleQuery* part : query_.parts) {
      Scope scope;
      AnalysePart(*part, scope);
    }
    CheckUnion(query_);
    return expressions_.error();
  }

 private:
  void Fail(std::string error) { expressions_.Fail(std::move(error)); }
  [[nodiscard]] bool failed() const { return expressions_.failed(); }

  // A part of a whole query must end with something that shows or changes something.
  void AnalysePart(SingleQuery& part, Scope& scope) {
    CheckComposition(part.clauses);
    AnalyseClauses(part.clauses, scope, &part);
  }

  void CheckComposition(const std::vector<Clause>& clauses) {
    bool updated = false;
    for (size_t i = 0; i < clauses.size() && !failed(); ++i) {
      if (IsReturn(clauses[i]) && i + 1 < clauses.size()) {
        return Fail("Unexpected clause following RETURN");
      }
      if (Updates(clauses[i])) updated = true;
      if (IsWith(clauses[i])) updated = false;
      if (updated && std::holds_alternative<MatchClause>(clauses[i].node)) {
        return Fail("A WITH clause is required to introduce MATCH after an updating clause.");
      }
    }
    const Clause& last = clauses.back();
    const auto* subquery = std::get_if<SubqueryClause>(&last.node);
    const bool unit_subquery = subquery != nullptr && !ReturnsRows(*subquery->query);
    if (!IsReturn(last) && !Updates(last) && !unit_subquery &&
        !std::holds_alternative<CallClause>(last.node)) {
      Fail(std::string("Query cannot conclude with ") + NameOf(last) +
           " (must be a RETURN clause, an update clause, a procedure call or a non-returning "
           "subquery)");
    }
  }

  static bool ReturnsRows(const Query& query) {
    return IsReturn(query.parts.front()->clauses.back());
  }

  void CheckUnion(const Query& query) {
    for (size_t i = 1; i < query.parts.size() && !failed(); ++i) {
      if (query.parts[i]->columns != query.parts[0]->columns) {
        Fail("All sub queries in a UNION must have the same column names.");
      }
      if (query.union_all[i - 1] != query.union_all[0]) {
        Fail("Invalid combination of UNION and UNION ALL.");
      }
    }
  }

  void AnalyseClauses(std::vector<Clause>& clauses, Scope& scope, SingleQuery* part) {
    for (Clause& clause : clauses) {
      if (failed()) return;
      if (Updates(clause)) query_.writes = true;
      std::visit([&](auto& node) { Visit(node, scope, part); }, clause.node);
      clause.live_slots = scope.slots();
    }
  }

  void Visit(MatchClause& match, Scope& scope, SingleQuery* /*part*/) {
    DeclarePatterns(match.patterns, scope, PatternUse::kMatch);
    expressions_.ResolvePredicate(match.where, scope);
  }

  void Visit(CreateClause& create, Scope& scope, SingleQuery* /*part*/) {
    for (PathPattern* pattern : create.patterns) {
      if (pattern->kind != PathKind::kAll) Fail("shortestPath cannot be used in CREATE");
    }
    DeclarePatterns(create.patterns, scope, PatternUse::kCreate);
  }

  void Visit(MergeClause& merge, Scope& scope, SingleQuery* /*part*/) {
    if (merge.pattern->kind != PathKind::kAll) Fail("shortestPath cannot be used in MERGE");
    DeclarePatterns({merge.pattern}, scope, PatternUse::kMerge);
    ResolveItems(merge.on_create, scope);
    ResolveItems(merge.on_match, scope);
  }

  void DeclarePatterns(const std::vector<PathPattern*>& patterns, Scope& scope, PatternUse use) {
    expressions_.BeginPatterns();
    // A property of a created pattern can't look at what the same pattern creates.
    const Scope before = scope;
    for (PathPattern* pattern : patterns)
      expressions_.DeclarePattern(*pattern, scope, use);
    const Scope& visible = use == PatternUse::kMerge ? before : scope;
    for (PathPattern* pattern : patterns) {
      expressions_.ResolvePatternProperties(*pattern, visible, use);
    }
  }

  void ResolveItems(std::vector<SetItem>& items, const Scope& scope) {
    for (SetItem& item : items) {
      expressions_.Resolve(item.entity, scope);
      expressions_.Resolve(item.key, scope);
      expressions_.ResolveValue(item.value, scope);
    }
  }

  void Visit(SetClause& set, Scope& scope, SingleQuery* /*part*/) {
    ResolveItems(set.items, scope);
  }

  void Visit(RemoveClause& remove, Scope& scope, SingleQuery* /*part*/) {
    for (RemoveItem& item : remove.items) {
      expressions_.Resolve(item.entity, scope);
      expressions_.Resolve(item.key, scope);
    }
  }

  void Visit(DeleteClause& clause, Scope& scope, SingleQuery* /*part*/) {
    for (Expression* target : clause.targets) {
      expressions_.Resolve(target, scope);
      if (target->kind == ExpressionKind::kLabels ||
          ExpressionAnalyser::KindOf(*target, scope) == VariableKind::kPlain) {
        Fail("DELETE can only be called on nodes, paths and relationships");
      }
    }
  }

  void Visit(UnwindClause& unwind, Scope& scope, SingleQuery* /*part*/) {
    expressions_.Resolve(unwind.list, scope);
    if (scope.Find(unwind.name) != nullptr) {
      return Fail("The bound variable '" + unwind.name +
                  "' can't be redeclared in an UNWIND clause");
    }
    unwind.slot = expressions_.NewSlot();
    scope.Add(unwind.name, unwind.slot, VariableKind::kAny);
  }

  void Visit(ProjectionClause& projection, Scope& scope, SingleQuery* part) {
    AnalyseProjection(projection, scope, query_, expressions_);
    if (!projection.is_return || part == nullptr) return;
    for (const ProjectionItem& item : projection.items) {
      part->columns.push_back(item.name);
      part->column_slots.push_back(item.slot);
    }
  }

  void Visit(CallClause& call, Scope& scope, SingleQuery* part) {
    call.procedure = FindProcedure(call.procedure_name);
    if (call.procedure == nullptr) {
      return Fail("Procedure `" + call.procedure_name + "` is not registered");
    }
    const std::string name(call.procedure->name);
    if (call.arguments.size() != call.procedure->arguments) {
      return Fail("Procedure `" + name + "` requires " + std::to_string(call.procedure->arguments) +
                  " arguments, got " + std::to_string(call.arguments.size()));
    }
    for (Expression* argument : call.arguments)
      expressions_.Resolve(argument, scope);
    DeclareOutputs(call, scope);
    expressions_.Resolve(call.where, scope);
    // A call that ends the query shows what it yields.
    if (part == nullptr || &part->clauses.back().node != NodeOf(*part, call)) return;
    for (const YieldItem& item : call.items) {
      part->columns.push_back(item.name);
      part->column_slots.push_back(item.slot);
    }
  }

  static const void* NodeOf(const SingleQuery& part, const CallClause& call) {
    const auto* last = std::get_if<CallClause>(&part.clauses.back().node);
    return last == &call ? &part.clauses.back().node : nullptr;
  }

  void DeclareOutputs(CallClause& call, Scope& scope) {
    const auto outputs = call.procedure->outputs;
    if (!call.yields || call.star) {
      for (const std::string_view output : outputs) {
        call.items.push_back({std::string(output), std::string(output)});
      }
    }
    for (YieldItem& item : call.items) {
      if (std::find(outputs.begin(), outputs.end(), item.column) == outputs.end()) {
        return Fail("Procedure `" + std::string(call.procedure->name) +
                    "` does not yield output `" + item.column + "`");
      }
      if (scope.Find(item.name) != nullptr) {
        return Fail("Variable `" + item.name + "` already declared");
      }
      item.slot = expressions_.NewSlot();
      scope.Add(item.name, item.slot, VariableKind::kAny);
    }
  }

  void Visit(ForeachClause& loop, Scope& scope, SingleQuery* /*part*/) {
    expressions_.Resolve(loop.list, scope);
    Scope inner = scope;
    loop.slot = expressions_.NewSlot();
    inner.Add(loop.name, loop.slot, VariableKind::kAny);
    for (const Clause& clause : loop.body) {
      if (!Updates(clause)) return Fail("Only updating clauses may reside in FOREACH");
    }
    AnalyseClauses(loop.body, inner, nullptr);
  }

  // A first WITH of plain variables imports them; without one the subquery sees nothing from outside.
  void Visit(SubqueryClause& subquery, Scope& scope, SingleQuery* /*part*/) {
    for (SingleQuery* part : subquery.query->parts) {
      Scope inner = IsWith(part->clauses.front()) ? scope : Scope();
      if (!IsReturn(part->clauses.back())) {
        AnalyseClauses(part->clauses, inner, part);
      } else {
        AnalysePart(*part, inner);
      }
    }
    CheckUnion(*subquery.query);
    subquery.returns = ReturnsRows(*subquery.query);
    const SingleQuery& first = *subquery.query->parts.front();
    for (size_t i = 0; i < first.columns.size(); ++i) {
      if (scope.Find(first.columns[i]) != nullptr) {
        return Fail("Variable `" + first.columns[i] + "` already declared in outer scope");
      }
      scope.Add(first.columns[i], first.column_slots[i], VariableKind::kAny);
    }
  }

  Query& query_;
  ExpressionAnalyser expressions_;
};

}  // namespace

std::string Analyse(Query& query) {
  if (query.index) {
    query.writes = true;
    return {};
  }
  return Analyser(query).Run();
}

}  // namespace graph
