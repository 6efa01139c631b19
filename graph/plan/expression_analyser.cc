#include "graph/plan/expression_analyser.h"

#include <algorithm>

#include "graph/execute/aggregate.h"
#include "graph/execute/functions.h"

namespace graph {

namespace {

using Kind = ExpressionKind;

// Deeper trees would need a deep stack to evaluate.
constexpr int kDeepestTree = 1000;

std::string NotDefined(const std::string& name) {
  return "'" + name + "' not defined";
}

bool IsEntityPattern(VariableKind kind, VariableKind wanted) {
  return kind == wanted || kind == VariableKind::kAny;
}

const char* ClauseName(ExpressionAnalyser::PatternUse use) {
  switch (use) {
    case ExpressionAnalyser::PatternUse::kCreate: return "CREATE";
    case ExpressionAnalyser::PatternUse::kMerge: return "MERGE";
    default: return "MATCH";
  }
}

std::string Redeclared(const std::string& name, ExpressionAnalyser::PatternUse use) {
  return "The bound variable '" + name + "' can't be redeclared in a " + ClauseName(use) +
         " clause";
}

std::string TypeConflict(const std::string& name) {
  return "The alias '" + name + "' was specified for both a node and a relationship.";
}

}  // namespace

void ExpressionAnalyser::Resolve(Expression* expression, const Scope& scope,
                                 ExpressionPlace place) {
  if (expression == nullptr || failed()) return;
  if (++place.depth > kDeepestTree) return Fail("Expression is nested too deeply");
  switch (expression->kind) {
    case Kind::kLiteral:
      if (!expression->out_of_range) return;
      return Fail(expression->value.Is(ValueType::kDouble)
                      ? "Float overflow '" + expression->name + "'"
                      : "Integer overflow '" + expression->name + "'");
    case Kind::kVariable: return ResolveVariable(expression, scope);
    case Kind::kCall: return ResolveCall(expression, scope, place);
    case Kind::kListComprehension:
    case Kind::kQuantifier:
    case Kind::kReduce: return ResolveLoop(expression, scope, place);
    case Kind::kPatternExists:
    case Kind::kPatternComprehension:
    case Kind::kShortestPath: return ResolvePattern(expression, scope, place);
    case Kind::kExistsSubquery: return analyse_subquery(*expression->subquery, scope);
    default: return ResolveOperands(expression, scope, place);
  }
}

void ExpressionAnalyser::ResolveOperands(Expression* expression, const Scope& scope,
                                         ExpressionPlace place) {
  for (Expression* operand : expression->operands)
    Resolve(operand, scope, place);
  if (failed()) return;
  switch (expression->kind) {
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kXor:
    case Kind::kNot:
      for (const Expression* operand : expression->operands)
        CheckTruth(*operand, scope);
      return;
    case Kind::kProperty:
      if (KindOf(*expression->operands[0], scope) == VariableKind::kPath) {
        Fail(TypeMismatch(kHaveProperties, ValueType::kPath));
      }
      return;
    default: return;
  }
}

// An operand of AND, OR, XOR or NOT that is plainly no boolean.
void ExpressionAnalyser::CheckTruth(const Expression& operand, const Scope& scope) {
  constexpr TypeMask kTruth = kBooleans | kNulls;
  std::optional<ValueType> type = EntityTypeOf(operand, scope);
  if (operand.kind == Kind::kLiteral) type = operand.value.type();
  if (operand.kind == Kind::kList) type = ValueType::kList;
  if (operand.kind == Kind::kMap) type = ValueType::kMap;
  if (type && (MaskOf(*type) & kTruth) == 0) Fail(TypeMismatch(kTruth, *type));
}

void ExpressionAnalyser::ResolveVariable(Expression* expression, const Scope& scope) {
  const Variable* variable = scope.Find(expression->name);
  if (variable == nullptr) return Fail(NotDefined(expression->name));
  expression->slot = variable->slot;
}

void ExpressionAnalyser::ResolveCall(Expression* expression, const Scope& scope,
                                     ExpressionPlace place) {
  if (FindAggregate(expression->name) != nullptr) {
    return ResolveAggregate(expression, scope, place);
  }
  const Function* function = FindFunction(expression->name);
  if (function == nullptr) return Fail("Unknown function '" + expression->name + "'");
  // exists(pattern) is the pattern as a predicate.
  if (function->name == "exists" && expression->operands.size() == 1 &&
      expression->operands[0]->kind == Kind::kPatternExists) {
    *expression = *expression->operands[0];
    return Resolve(expression, scope, place);
  }
  const size_t count = expression->operands.size();
  if (count < function->least || (count > function->most && function->most != kAnyNumber)) {
    const bool few = count < function->least;
    return Fail("Received " + std::to_string(count) + " arguments to function '" +
                expression->name + "', expected at " + (few ? "least " : "most ") +
                std::to_string(few ? function->least : function->most));
  }
  if (place.inside_aggregate && function->name == "rand") {
    return Fail("Can't use non-deterministic functions inside of aggregate functions.");
  }
  expression->function = function;
  ResolveOperands(expression, scope, place);
  if (!failed()) CheckArgumentKinds(*expression, scope);
}

// What no run could pass: type() of a node, size() of a path or of a pattern.
void ExpressionAnalyser::CheckArgumentKinds(const Expression& call, const Scope& scope) {
  const auto& types = call.function->types;
  TypeMask expected = kAnything;
  for (size_t i = 0; i < call.operands.size(); ++i) {
    if (i < types.size() && types[i] != 0) expected = types[i];
    if (expected != kAnything && call.operands[i]->kind == Kind::kPatternExists) {
      return Fail(TypeMismatch(expected, ValueType::kPath));
    }
    const auto type = EntityTypeOf(*call.operands[i], scope);
    if (type && (MaskOf(*type) & expected) == 0) return Fail(TypeMismatch(expected, *type));
  }
}

std::optional<ValueType> ExpressionAnalyser::EntityTypeOf(const Expression& expression,
                                                          const Scope& scope) {
  switch (KindOf(expression, scope)) {
    case VariableKind::kNode: return ValueType::kNode;
    case VariableKind::kRelationship: return ValueType::kRelationship;
    case VariableKind::kPath: return ValueType::kPath;
    default: return {};
  }
}

void ExpressionAnalyser::ResolvePredicate(Expression* predicate, const Scope& scope) {
  Resolve(predicate, scope);
  if (predicate != nullptr && !failed() && EntityTypeOf(*predicate, scope)) {
    Fail("Expected boolean predicate.");
  }
}

void ExpressionAnalyser::ResolveValue(Expression* value, const Scope& scope,
                                      ExpressionPlace place) {
  if (value != nullptr && value->kind == Kind::kPatternExists) {
    return Fail("A pattern is a predicate and can't be used as a value");
  }
  Resolve(value, scope, place);
}

void ExpressionAnalyser::ResolveAggregate(Expression* expression, const Scope& scope,
                                          ExpressionPlace place) {
  const AggregateKind* aggregate = FindAggregate(expression->name);
  if (place.inside_aggregate) {
    return Fail("Can't use aggregate functions inside of aggregate functions.");
  }
  if (place.aggregates == nullptr) {
    return Fail("Invalid use of aggregating function '" + expression->name + "'");
  }
  const size_t count = expression->operands.size();
  const bool counts_rows = expression->star && aggregate->name == "count";
  if (!counts_rows && count != aggregate->arguments) {
    return Fail("Received " + std::to_string(count) + " arguments to function '" +
                expression->name + "', expected at " +
                (count < aggregate->arguments ? "least " : "most ") +
                std::to_string(aggregate->arguments));
  }
  ExpressionPlace inside{.inside_aggregate = true, .depth = place.depth};
  ResolveOperands(expression, scope, inside);
  expression->kind = Kind::kAggregateResult;
  expression->aggregate = aggregate;
  expression->slot = NewSlot();
  place.aggregates->push_back(expression);
}

void ExpressionAnalyser::ResolveLoop(Expression* expression, const Scope& scope,
                                     ExpressionPlace place) {
  // What is gone through stands outside of the loop's own names.
  const bool reduce = expression->kind == Kind::kReduce;
  for (size_t i = 0; i < (reduce ? 2 : 1); ++i)
    Resolve(expression->operands[i], scope, place);
  // Rows are not groups inside a loop: an aggregate there could not tell its rows.
  place.aggregates = nullptr;
  Scope inner = scope;
  if (reduce) {
    expression->second_slot = NewSlot();
    inner.Add(expression->names[0], expression->second_slot, VariableKind::kAny);
  }
  expression->slot = NewSlot();
  inner.Add(expression->name, expression->slot, VariableKind::kAny);
  for (size_t i = reduce ? 2 : 1; i < expression->operands.size(); ++i) {
    Resolve(expression->operands[i], inner, place);
  }
}

void ExpressionAnalyser::ResolvePattern(Expression* expression, const Scope& scope,
                                        ExpressionPlace place) {
  Scope inner = scope;
  const bool comprehension = expression->kind == Kind::kPatternComprehension;
  const PatternUse use = comprehension ? PatternUse::kComprehension : PatternUse::kPredicate;
  const auto outer_relationships = std::move(clause_relationships_);
  BeginPatterns();
  PathPattern& pattern = *expression->pattern;
  if (expression->kind == Kind::kShortestPath) {
    if (pattern.relationships.size() != 1) {
      return Fail("shortestPath requires a path containing a single relationship");
    }
    pattern.slot = NewSlot();
  }
  DeclarePattern(pattern, inner, use);
  ResolvePatternProperties(pattern, inner, use);
  clause_relationships_ = outer_relationships;
  place.aggregates = nullptr;
  ResolveOperands(expression, inner, place);
}

void ExpressionAnalyser::DeclarePattern(PathPattern& pattern, Scope& scope, PatternUse use) {
  const bool alone = pattern.relationships.empty();
  for (size_t i = 0; i < pattern.nodes.size() && !failed(); ++i) {
    if (i > 0) DeclareRelationship(*pattern.relationships[i - 1], scope, use);
    DeclareNode(*pattern.nodes[i], scope, use, alone);
  }
  if (pattern.kind != PathKind::kAll && pattern.relationships.size() != 1) {
    Fail("shortestPath requires a path containing a single relationship");
  }
  if (pattern.name.empty() || failed()) return;
  if (scope.Find(pattern.name) != nullptr) return Fail(Redeclared(pattern.name, use));
  pattern.slot = NewSlot();
  scope.Add(pattern.name, pattern.slot, VariableKind::kPath);
}

void ExpressionAnalyser::DeclareNode(NodePattern& node, Scope& scope, PatternUse use, bool alone) {
  const Variable* variable = node.name.empty() ? nullptr : scope.Find(node.name);
  if (variable == nullptr) {
    if (!node.name.empty() && use == PatternUse::kPredicate) return Fail(NotDefined(node.name));
    node.slot = NewSlot();
    if (!node.name.empty()) scope.Add(node.name, node.slot, VariableKind::kNode);
    return;
  }
  if (!IsEntityPattern(variable->kind, VariableKind::kNode)) return Fail(TypeConflict(node.name));
  node.slot = variable->slot;
  node.bound = true;
  const bool creates = use == PatternUse::kCreate || use == PatternUse::kMerge;
  if (creates && (alone || !node.labels.empty() || node.properties != nullptr)) {
    Fail(Redeclared(node.name, use));
  }
}

void ExpressionAnalyser::DeclareRelationship(RelationshipPattern& relationship, Scope& scope,
                                             PatternUse use) {
  CheckCreated(relationship, use);
  const std::string& name = relationship.name;
  const VariableKind kind =
      relationship.variable_length ? VariableKind::kRelationships : VariableKind::kRelationship;
  const Variable* variable = name.empty() ? nullptr : scope.Find(name);
  if (failed()) return;
  if (variable == nullptr) {
    if (!name.empty() && use == PatternUse::kPredicate) return Fail(NotDefined(name));
    relationship.slot = NewSlot();
    if (name.empty()) return;
    scope.Add(name, relationship.slot, kind);
    clause_relationships_.push_back(name);
    return;
  }
  if (use == PatternUse::kCreate || use == PatternUse::kMerge) return Fail(Redeclared(name, use));
  // A list of relationships may come from anywhere: WITH [r, s] AS list.
  const bool list = relationship.variable_length && variable->kind == VariableKind::kPlain;
  if (!list && !IsEntityPattern(variable->kind, kind)) return Fail(TypeConflict(name));
  if (std::find(clause_relationships_.begin(), clause_relationships_.end(), name) !=
      clause_relationships_.end()) {
    return Fail("Cannot use the same relationship variable '" + name + "' for multiple patterns.");
  }
  clause_relationships_.push_back(name);
  relationship.slot = variable->slot;
  relationship.bound = true;
  relationship.spare_slot = NewSlot();
}

void ExpressionAnalyser::CheckCreated(const RelationshipPattern& relationship, PatternUse use) {
  if (use != PatternUse::kCreate && use != PatternUse::kMerge) return;
  const std::string clause = ClauseName(use);
  if (relationship.variable_length) {
    return Fail("Variable length relationships cannot be used in " + clause);
  }
  if (relationship.types.size() != 1) {
    return Fail("Exactly one relationship type must be specified for each relation in a " + clause +
                " pattern.");
  }
  if (use == PatternUse::kCreate && relationship.direction == Direction::kEither) {
    Fail("Only directed relationships are supported in CREATE");
  }
}

void ExpressionAnalyser::ResolvePatternProperties(PathPattern& pattern, const Scope& scope,
                                                  PatternUse use) {
  const auto resolve = [&](Expression* properties) {
    if (properties == nullptr) return;
    // Which properties are asked for must be known when the query is planned.
    if (properties->kind == Kind::kParameter && use != PatternUse::kCreate) {
      return Fail("Encountered unhandled type in inlined properties.");
    }
    Resolve(properties, scope);
  };
  for (NodePattern* node : pattern.nodes)
    resolve(node->properties);
  for (RelationshipPattern* relationship : pattern.relationships) {
    resolve(relationship->properties);
  }
}

VariableKind ExpressionAnalyser::KindOf(const Expression& expression, const Scope& scope) {
  switch (expression.kind) {
    case Kind::kVariable: {
      const Variable* variable = scope.Find(expression.name);
      return variable == nullptr ? VariableKind::kAny : variable->kind;
    }
    case Kind::kLiteral:
      return expression.value.IsNull() ? VariableKind::kAny : VariableKind::kPlain;
    case Kind::kList:
    case Kind::kMap:
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kNot:
    case Kind::kAdd:
    case Kind::kSubtract:
    case Kind::kMultiply:
    case Kind::kEqual:
    case Kind::kListComprehension: return VariableKind::kPlain;
    default: return VariableKind::kAny;
  }
}

}  // namespace graph
