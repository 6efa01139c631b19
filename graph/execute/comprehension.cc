#include "graph/execute/comprehension.h"

#include "graph/execute/evaluate.h"
#include "graph/execute/operator.h"
#include "graph/execute/type_check.h"

namespace graph {

namespace {

// The list to go through; null if there is none.
Value ListToWalk(const Expression& source, Execution& execution) {
  Value list = Evaluate(source, execution);
  if (!Expect(execution, list, kLists | kNulls)) return {};
  return list;
}

}  // namespace

Value ListComprehension(const Expression& expression, Execution& execution) {
  const Value list = ListToWalk(*expression.operands[0], execution);
  if (list.IsNull()) return {};
  std::vector<Value> items;
  for (const Value& item : list.list()) {
    if (execution.Tick()) return {};
    execution.record[expression.slot] = item;
    if (expression.operands[1] != nullptr && !Holds(*expression.operands[1], execution)) continue;
    items.push_back(
        expression.operands[2] == nullptr ? item : Evaluate(*expression.operands[2], execution));
  }
  execution.Hold(items.size() * sizeof(Value));
  return CheckedNesting(Value::List(std::move(items)), execution);
}

Value Quantified(const Expression& expression, Execution& execution) {
  const Value list = ListToWalk(*expression.operands[0], execution);
  if (list.IsNull()) return {};
  size_t counts[3] = {};  // by Ternary
  for (const Value& item : list.list()) {
    if (execution.Tick()) return {};
    execution.record[expression.slot] = item;
    Ternary truth = Ternary::kTrue;
    if (expression.operands[1] != nullptr) {
      truth = EvaluatePredicate(*expression.operands[1], execution);
    } else if (item.IsNull() || !Expect(execution, item, kBooleans | kNulls)) {
      truth = Ternary::kUnknown;
    } else if (!item.boolean()) {
      truth = Ternary::kFalse;
    }
    ++counts[static_cast<int>(truth)];
  }
  const size_t held = counts[static_cast<int>(Ternary::kTrue)];
  const size_t failed = counts[static_cast<int>(Ternary::kFalse)];
  // What the items that are known decide, whatever the unknown ones are; else unknown.
  const bool unknown = counts[static_cast<int>(Ternary::kUnknown)] > 0;
  switch (expression.quantifier) {
    case Quantifier::kAll:
      if (failed > 0) return Value::Boolean(false);
      return unknown ? Value() : Value::Boolean(true);
    case Quantifier::kAny:
      if (held > 0) return Value::Boolean(true);
      return unknown ? Value() : Value::Boolean(false);
    case Quantifier::kNone:
      if (held > 0) return Value::Boolean(false);
      return unknown ? Value() : Value::Boolean(true);
    case Quantifier::kSingle:
      if (held > 1) return Value::Boolean(false);
      return unknown ? Value() : Value::Boolean(held == 1);
  }
  return {};
}

Value Reduce(const Expression& expression, Execution& execution) {
  Value accumulator = Evaluate(*expression.operands[0], execution);
  const Value list = ListToWalk(*expression.operands[1], execution);
  if (list.IsNull()) return {};
  for (const Value& item : list.list()) {
    if (execution.Tick()) return {};
    execution.record[expression.second_slot] = std::move(accumulator);
    execution.record[expression.slot] = item;
    accumulator = Evaluate(*expression.operands[2], execution);
  }
  return accumulator;
}

Value PatternExists(const Expression& expression, Execution& execution) {
  Operator& plan = execution.SubplanOf(expression);
  plan.Open(execution);
  return Value::Boolean(plan.Pull(execution));
}

Value PatternComprehension(const Expression& expression, Execution& execution) {
  Operator& plan = execution.SubplanOf(expression);
  plan.Open(execution);
  std::vector<Value> items;
  while (plan.Pull(execution))
    items.push_back(Evaluate(*expression.operands[1], execution));
  execution.Hold(items.size() * sizeof(Value));
  return CheckedNesting(Value::List(std::move(items)), execution);
}

Value ShortestPathValue(const Expression& expression, Execution& execution) {
  Operator& plan = execution.SubplanOf(expression);
  plan.Open(execution);
  if (expression.pattern->kind == PathKind::kShortest) {
    return plan.Pull(execution) ? execution.record[expression.pattern->slot] : Value();
  }
  std::vector<Value> paths;
  while (plan.Pull(execution))
    paths.push_back(execution.record[expression.pattern->slot]);
  return Value::List(std::move(paths));
}

}  // namespace graph
