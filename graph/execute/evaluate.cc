#include "graph/execute/evaluate.h"

#include <algorithm>

#include <re2/re2.h>

#include "graph/execute/arithmetic.h"
#include "graph/execute/comprehension.h"
#include "graph/execute/functions.h"
#include "graph/execute/type_check.h"

namespace graph {

namespace {

using Kind = ExpressionKind;

Value FromTernary(Ternary truth) {
  return truth == Ternary::kUnknown ? Value() : Value::Boolean(truth == Ternary::kTrue);
}

Ternary TruthOf(const Value& value, Execution& execution) {
  if (value.IsNull() || !Expect(execution, value, kBooleans | kNulls)) return Ternary::kUnknown;
  return value.boolean() ? Ternary::kTrue : Ternary::kFalse;
}

// AND stops at the first false, OR at the first true; an unknown is remembered on the way.
Value Chain(const Expression& expression, Execution& execution, Ternary decisive) {
  Ternary result = decisive == Ternary::kTrue ? Ternary::kFalse : Ternary::kTrue;
  for (const Expression* operand : expression.operands) {
    const Ternary truth = TruthOf(Evaluate(*operand, execution), execution);
    if (truth == decisive) return FromTernary(truth);
    if (truth == Ternary::kUnknown) result = truth;
  }
  return FromTernary(result);
}

Value ExclusiveOr(const Expression& expression, Execution& execution) {
  const Ternary a = TruthOf(Evaluate(*expression.operands[0], execution), execution);
  const Ternary b = TruthOf(Evaluate(*expression.operands[1], execution), execution);
  if (a == Ternary::kUnknown || b == Ternary::kUnknown) return {};
  return Value::Boolean(a != b);
}

Value Not(const Expression& expression, Execution& execution) {
  const Ternary truth = TruthOf(Evaluate(*expression.operands[0], execution), execution);
  if (truth == Ternary::kUnknown) return {};
  return Value::Boolean(truth == Ternary::kFalse);
}

Value Ordered(Kind kind, const Value& a, const Value& b) {
  const int order = Compare(a, b);
  // NaN compares with other numbers, and is neither less nor greater.
  if (order == kIncomparable) return a.IsNumber() && b.IsNumber() ? Value::Boolean(false) : Value();
  switch (kind) {
    case Kind::kLess: return Value::Boolean(order < 0);
    case Kind::kLessEqual: return Value::Boolean(order <= 0);
    case Kind::kGreater: return Value::Boolean(order > 0);
    default: return Value::Boolean(order >= 0);
  }
}

Value Comparison(const Expression& expression, Execution& execution) {
  const Value a = Evaluate(*expression.operands[0], execution);
  const Value b = Evaluate(*expression.operands[1], execution);
  if (expression.kind == Kind::kEqual) return FromTernary(Equals(a, b));
  if (expression.kind == Kind::kNotEqual) {
    const Ternary equal = Equals(a, b);
    if (equal == Ternary::kUnknown) return {};
    return Value::Boolean(equal == Ternary::kFalse);
  }
  return Ordered(expression.kind, a, b);
}

Value In(const Value& wanted, const Value& list, Execution& execution) {
  if (!Expect(execution, list, kLists | kNulls) || list.IsNull()) return {};
  Ternary result = Ternary::kFalse;
  for (const Value& item : list.list()) {
    const Ternary equal = Equals(wanted, item);
    if (equal == Ternary::kTrue) return Value::Boolean(true);
    if (equal == Ternary::kUnknown) result = equal;
  }
  return FromTernary(result);
}

// RE2 takes time linear in the text, whatever the pattern.
Value MatchesRegex(const Value& text, const Value& pattern, Execution& execution) {
  if (!text.Is(ValueType::kString) || !pattern.Is(ValueType::kString)) return {};
  const re2::RE2 compiled(pattern.string(), re2::RE2::Quiet);
  if (!compiled.ok()) return execution.Fail("Invalid regular expression: " + pattern.string());
  return Value::Boolean(re2::RE2::FullMatch(text.string(), compiled));
}

Value StringPredicate(const Expression& expression, Execution& execution) {
  const Value text = Evaluate(*expression.operands[0], execution);
  const Value part = Evaluate(*expression.operands[1], execution);
  if (expression.kind == Kind::kRegexMatch) return MatchesRegex(text, part, execution);
  // Not a string on either side is no match, but unknown.
  if (!text.Is(ValueType::kString) || !part.Is(ValueType::kString)) return {};
  switch (expression.kind) {
    case Kind::kStartsWith: return Value::Boolean(text.string().starts_with(part.string()));
    case Kind::kEndsWith: return Value::Boolean(text.string().ends_with(part.string()));
    default: return Value::Boolean(text.string().find(part.string()) != std::string::npos);
  }
}

Value Parameter(const std::string& name, Execution& execution) {
  for (const auto& [key, value] : execution.parameters) {
    if (key == name) return value;
  }
  return execution.Fail("Missing parameters");
}

Value DeletedAccess(Execution& execution) {
  return execution.Fail("The entity was deleted by this query");
}

Value Property(const Expression& expression, Execution& execution) {
  const Value owner = Evaluate(*expression.operands[0], execution);
  if (!owner.Is(ValueType::kNode) && !owner.Is(ValueType::kRelationship)) {
    return PropertyOf(owner, expression.name, execution);
  }
  if (IsDeleted(owner, execution)) return DeletedAccess(execution);
  if (expression.property_key < 0) {
    const auto key = execution.graph.property_keys().Find(expression.name);
    if (!key) return {};
    expression.property_key = *key;
  }
  const Value* value = execution.graph.PropertiesOf(KindOf(owner), owner.id())
                           .Find(static_cast<PropertyKeyId>(expression.property_key));
  return value == nullptr ? Value() : *value;
}

Value HasLabels(const Expression& expression, Execution& execution) {
  const Value entity = Evaluate(*expression.operands[0], execution);
  if (!Expect(execution, entity, kNodes | kRelationships | kNulls) || entity.IsNull()) return {};
  const Graph& graph = execution.graph;
  for (const std::string& name : expression.names) {
    if (entity.Is(ValueType::kRelationship)) {
      const auto type = graph.types().Find(name);
      if (!type || graph.TypeOf(entity.id()) != *type) return Value::Boolean(false);
    } else {
      const auto label = graph.labels().Find(name);
      if (!label || !graph.HasLabel(entity.id(), *label)) return Value::Boolean(false);
    }
  }
  return Value::Boolean(true);
}

Value Subscript(const Value& owner, const Value& index, Execution& execution) {
  if (owner.Is(ValueType::kList)) {
    if (index.IsNull() || !Expect(execution, index, kIntegers)) return {};
    const auto size = static_cast<int64_t>(owner.list().size());
    const int64_t at = index.integer() < 0 ? index.integer() + size : index.integer();
    return at < 0 || at >= size ? Value() : owner.list()[at];
  }
  if (!Expect(execution, owner, kMaps | kNodes | kRelationships | kLists | kNulls) ||
      owner.IsNull() || !Expect(execution, index, kStrings | kNulls) || index.IsNull()) {
    return {};
  }
  return PropertyOf(owner, index.string(), execution);
}

Value Slice(const Expression& expression, Execution& execution) {
  const Value list = Evaluate(*expression.operands[0], execution);
  if (!Expect(execution, list, kLists | kNulls)) return {};
  const int64_t size = list.IsNull() ? 0 : static_cast<int64_t>(list.list().size());
  int64_t bounds[2] = {0, size};
  bool unknown = list.IsNull();
  for (size_t i = 0; i < 2; ++i) {
    const Expression* operand = expression.operands[i + 1];
    if (operand == nullptr) continue;
    const Value bound = Evaluate(*operand, execution);
    if (!Expect(execution, bound, kIntegers | kNulls)) return {};
    if (bound.IsNull()) {
      unknown = true;
      continue;
    }
    const int64_t at = bound.integer() < 0 ? bound.integer() + size : bound.integer();
    bounds[i] = std::clamp<int64_t>(at, 0, size);
  }
  if (unknown) return {};
  if (bounds[0] >= bounds[1]) return Value::List({});
  return Value::List({list.list().begin() + bounds[0], list.list().begin() + bounds[1]});
}

Value List(const Expression& expression, Execution& execution) {
  std::vector<Value> items;
  items.reserve(expression.operands.size());
  for (const Expression* operand : expression.operands) {
    items.push_back(Evaluate(*operand, execution));
  }
  execution.Hold(items.size() * sizeof(Value));
  return CheckedNesting(Value::List(std::move(items)), execution);
}

Value Map(const Expression& expression, Execution& execution) {
  std::vector<std::pair<std::string, Value>> entries;
  entries.reserve(expression.operands.size());
  for (size_t i = 0; i < expression.operands.size(); ++i) {
    entries.emplace_back(expression.names[i], Evaluate(*expression.operands[i], execution));
  }
  return CheckedNesting(Value::Map(std::move(entries)), execution);
}

Value MapProjection(const Expression& expression, Execution& execution) {
  const Value owner = Evaluate(*expression.operands[0], execution);
  if (!Expect(execution, owner, kMaps | kNodes | kRelationships | kNulls)) return {};
  if (owner.IsNull()) return {};
  std::vector<std::pair<std::string, Value>> entries;
  for (size_t i = 0; i < expression.names.size(); ++i) {
    const std::string& name = expression.names[i];
    const Expression* value = expression.operands[i + 1];
    if (value != nullptr) {
      entries.emplace_back(name, Evaluate(*value, execution));
    } else if (name == "*") {
      const Value all = PropertyMap(owner, execution);
      if (execution.failed()) return {};
      entries.insert(entries.end(), all.map().entries.begin(), all.map().entries.end());
    } else {
      entries.emplace_back(name, PropertyOf(owner, name, execution));
    }
  }
  return CheckedNesting(Value::Map(std::move(entries)), execution);
}

Value Case(const Expression& expression, Execution& execution) {
  const auto& operands = expression.operands;
  size_t at = 0;
  Value subject;
  if (expression.case_has_subject) subject = Evaluate(*operands[at++], execution);
  const size_t end = operands.size() - (expression.case_has_else ? 1 : 0);
  for (; at + 1 < end; at += 2) {
    const Value when = Evaluate(*operands[at], execution);
    const bool taken = expression.case_has_subject ? Equals(subject, when) == Ternary::kTrue
                                                   : TruthOf(when, execution) == Ternary::kTrue;
    if (execution.failed()) return {};
    if (taken) return Evaluate(*operands[at + 1], execution);
  }
  return expression.case_has_else ? Evaluate(*operands.back(), execution) : Value();
}

Value CallFunction(const Expression& expression, Execution& execution) {
  constexpr size_t kOnStack = 4;
  Value few[kOnStack];
  std::vector<Value> many;
  std::span<Value> arguments(few, std::min(kOnStack, expression.operands.size()));
  if (expression.operands.size() > kOnStack) {
    many.resize(expression.operands.size());
    arguments = many;
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = Evaluate(*expression.operands[i], execution);
  }
  if (execution.failed()) return {};
  return Call(*expression.function, execution, arguments);
}

}  // namespace

Value CheckedNesting(Value container, Execution& execution) {
  if (container.depth() > kMaxNesting) return execution.Fail("Lists and maps nest too deeply");
  return container;
}

Value PropertyOf(const Value& owner, const std::string& name, Execution& execution) {
  switch (owner.type()) {
    case ValueType::kNull: return {};
    case ValueType::kMap: {
      const Value* found = owner.map().Find(name);
      return found == nullptr ? Value() : *found;
    }
    case ValueType::kPoint:
      if (name == "latitude") return Value::Double(owner.point().latitude);
      return name == "longitude" ? Value::Double(owner.point().longitude) : Value();
    case ValueType::kNode:
    case ValueType::kRelationship: {
      if (IsDeleted(owner, execution)) return DeletedAccess(execution);
      const auto key = execution.graph.property_keys().Find(name);
      if (!key) return {};
      const Value* found = execution.graph.PropertiesOf(KindOf(owner), owner.id()).Find(*key);
      return found == nullptr ? Value() : *found;
    }
    default: Expect(execution, owner, kHaveProperties); return {};
  }
}

Value PropertyMap(const Value& owner, Execution& execution) {
  if (owner.Is(ValueType::kMap) || owner.IsNull()) return owner;
  if (IsDeleted(owner, execution)) return DeletedAccess(execution);
  const Properties& properties = execution.graph.PropertiesOf(KindOf(owner), owner.id());
  std::vector<std::pair<std::string, Value>> entries;
  for (size_t i = 0; i < properties.size(); ++i) {
    entries.emplace_back(execution.graph.property_keys().Name(properties.key(i)),
                         properties.value(i));
  }
  return Value::Map(std::move(entries));
}

Ternary EvaluatePredicate(const Expression& expression, Execution& execution) {
  const Value value = Evaluate(expression, execution);
  if (value.IsNull()) return Ternary::kUnknown;
  if (!value.Is(ValueType::kBoolean)) {
    execution.Fail("Expected boolean predicate.");
    return Ternary::kUnknown;
  }
  return value.boolean() ? Ternary::kTrue : Ternary::kFalse;
}

Value Evaluate(const Expression& expression, Execution& execution) {
  const auto operand = [&](size_t i) { return Evaluate(*expression.operands[i], execution); };
  switch (expression.kind) {
    case Kind::kLiteral: return expression.value;
    case Kind::kVariable:
    case Kind::kAggregateResult: return execution.record[expression.slot];
    case Kind::kParameter: return Parameter(expression.name, execution);
    case Kind::kProperty: return Property(expression, execution);
    case Kind::kLabels: return HasLabels(expression, execution);
    case Kind::kNot: return Not(expression, execution);
    case Kind::kNegate: return Negated(operand(0), execution);
    case Kind::kAnd: return Chain(expression, execution, Ternary::kFalse);
    case Kind::kOr: return Chain(expression, execution, Ternary::kTrue);
    case Kind::kXor: return ExclusiveOr(expression, execution);
    case Kind::kEqual:
    case Kind::kNotEqual:
    case Kind::kLess:
    case Kind::kLessEqual:
    case Kind::kGreater:
    case Kind::kGreaterEqual: return Comparison(expression, execution);
    case Kind::kAdd:
    case Kind::kSubtract:
    case Kind::kMultiply:
    case Kind::kDivide:
    case Kind::kModulo:
    case Kind::kPower: {
      const Value left = operand(0);
      return Arithmetic(expression.kind, left, operand(1), execution);
    }
    case Kind::kIn: {
      const Value wanted = operand(0);
      return In(wanted, operand(1), execution);
    }
    case Kind::kRegexMatch:
    case Kind::kStartsWith:
    case Kind::kEndsWith:
    case Kind::kContains: return StringPredicate(expression, execution);
    case Kind::kIsNull: return Value::Boolean(operand(0).IsNull());
    case Kind::kIsNotNull: return Value::Boolean(!operand(0).IsNull());
    case Kind::kSubscript: {
      const Value owner = operand(0);
      return Subscript(owner, operand(1), execution);
    }
    case Kind::kSlice: return Slice(expression, execution);
    case Kind::kList: return List(expression, execution);
    case Kind::kMap: return Map(expression, execution);
    case Kind::kMapProjection: return MapProjection(expression, execution);
    case Kind::kCase: return Case(expression, execution);
    case Kind::kCall: return CallFunction(expression, execution);
    case Kind::kListComprehension: return ListComprehension(expression, execution);
    case Kind::kQuantifier: return Quantified(expression, execution);
    case Kind::kReduce: return Reduce(expression, execution);
    case Kind::kPatternExists:
    case Kind::kExistsSubquery: return PatternExists(expression, execution);
    case Kind::kPatternComprehension: return PatternComprehension(expression, execution);
    case Kind::kShortestPath: return ShortestPathValue(expression, execution);
  }
  return {};
}

}  // namespace graph
