// The analyser's part for expressions: names to slots, calls to functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/plan/scope.h"

namespace graph {

// What an expression may hold, by where it stands.
struct ExpressionPlace {
  // Takes the aggregate calls; null where none is allowed.
  std::vector<Expression*>* aggregates = nullptr;
  bool inside_aggregate = false;
  int depth = 0;
};

class ExpressionAnalyser {
 public:
  explicit ExpressionAnalyser(Query& query) : query_(query) {}

  int NewSlot() { return query_.slots++; }
  [[nodiscard]] bool failed() const { return !error_.empty(); }
  [[nodiscard]] const std::string& error() const { return error_; }
  void Fail(std::string error) {
    if (error_.empty()) error_ = std::move(error);
  }

  void Resolve(Expression* expression, const Scope& scope, ExpressionPlace place = {});
  // What follows WHERE.
  void ResolvePredicate(Expression* predicate, const Scope& scope);
  // What is projected or stored: anything but a bare pattern.
  void ResolveValue(Expression* value, const Scope& scope, ExpressionPlace place = {});

  // To be called before the patterns of a clause are declared.
  void BeginPatterns() { clause_relationships_.clear(); }
  // Declares a pattern's new variables in `scope` and marks the others bound. A
  // predicate may not bring new names.
  enum class PatternUse : uint8_t {
    kMatch,
    kCreate,
    kMerge,
    kPredicate,
    kComprehension
  };
  void DeclarePattern(PathPattern& pattern, Scope& scope, PatternUse use);
  // After all patterns of a clause are declared: their property maps.
  void ResolvePatternProperties(PathPattern& pattern, const Scope& scope, PatternUse use);

  // For EXISTS { }: set by the analyser of clauses.
  std::function<void(SingleQuery&, const Scope&)> analyse_subquery;

  static VariableKind KindOf(const Expression& expression, const Scope& scope);

 private:
  void ResolveOperands(Expression* expression, const Scope& scope, ExpressionPlace place);
  void ResolveVariable(Expression* expression, const Scope& scope);
  void ResolveCall(Expression* expression, const Scope& scope, ExpressionPlace place);
  void ResolveAggregate(Expression* expression, const Scope& scope, ExpressionPlace place);
  void CheckArgumentKinds(const Expression& call, const Scope& scope);
  void CheckTruth(const Expression& operand, const Scope& scope);
  static std::optional<ValueType> EntityTypeOf(const Expression& expression, const Scope& scope);
  void ResolveLoop(Expression* expression, const Scope& scope, ExpressionPlace place);
  void ResolvePattern(Expression* expression, const Scope& scope, ExpressionPlace place);
  void DeclareNode(NodePattern& node, Scope& scope, PatternUse use, bool alone);
  void DeclareRelationship(RelationshipPattern& relationship, Scope& scope, PatternUse use);
  void CheckCreated(const RelationshipPattern& relationship, PatternUse use);

  Query& query_;
  std::string error_;
  std::vector<std::string> clause_relationships_;  // named in the clause being declared
};

}  // namespace graph
