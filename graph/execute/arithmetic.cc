#include "graph/execute/arithmetic.h"

#include <cmath>

#include "graph/execute/evaluate.h"
#include "graph/execute/type_check.h"
#include "graph/store/value_text.h"

namespace graph {

namespace {

// Integers wrap around on overflow, as the peer's do; unsigned arithmetic makes that defined.
int64_t Wrapped(ExpressionKind kind, int64_t a, int64_t b) {
  const auto x = static_cast<uint64_t>(a);
  const auto y = static_cast<uint64_t>(b);
  if (kind == ExpressionKind::kAdd) return static_cast<int64_t>(x + y);
  if (kind == ExpressionKind::kSubtract) return static_cast<int64_t>(x - y);
  return static_cast<int64_t>(x * y);
}

Value Integers(ExpressionKind kind, int64_t a, int64_t b, Execution& execution) {
  switch (kind) {
    case ExpressionKind::kDivide:
      if (b == 0) return execution.Fail("Division by zero");
      return Value::Integer(b == -1 ? Wrapped(ExpressionKind::kSubtract, 0, a) : a / b);
    case ExpressionKind::kModulo:
      if (b == 0) return execution.Fail("Division by zero");
      return Value::Integer(b == -1 ? 0 : a % b);
    case ExpressionKind::kPower:
      return Value::Double(std::pow(static_cast<double>(a), static_cast<double>(b)));
    default: return Value::Integer(Wrapped(kind, a, b));
  }
}

Value Doubles(ExpressionKind kind, double a, double b) {
  switch (kind) {
    case ExpressionKind::kAdd: return Value::Double(a + b);
    case ExpressionKind::kSubtract: return Value::Double(a - b);
    case ExpressionKind::kMultiply: return Value::Double(a * b);
    case ExpressionKind::kDivide: return Value::Double(a / b);
    case ExpressionKind::kModulo: return Value::Double(std::fmod(a, b));
    default: return Value::Double(std::pow(a, b));
  }
}

Value Concatenated(const Value& left, const Value& right, Execution& execution) {
  std::vector<Value> items;
  const auto append = [&](const Value& value) {
    if (value.Is(ValueType::kList)) {
      items.insert(items.end(), value.list().begin(), value.list().end());
    } else {
      items.push_back(value);
    }
  };
  append(left);
  append(right);
  execution.Hold(items.size() * sizeof(Value));
  return CheckedNesting(Value::List(std::move(items)), execution);
}

Value MergedMaps(const Value& left, const Value& right, Execution& execution) {
  if (!left.Is(ValueType::kMap) || !right.Is(ValueType::kMap)) {
    return execution.Fail("Cannot merge a map with a non-map value");
  }
  auto entries = left.map().entries;
  entries.insert(entries.end(), right.map().entries.begin(), right.map().entries.end());
  return Value::Map(std::move(entries));
}

Value Added(const Value& left, const Value& right, Execution& execution) {
  if (left.Is(ValueType::kList) || right.Is(ValueType::kList)) {
    return Concatenated(left, right, execution);
  }
  if (left.Is(ValueType::kMap) || right.Is(ValueType::kMap)) {
    return MergedMaps(left, right, execution);
  }
  if (left.Is(ValueType::kString) || right.Is(ValueType::kString)) {
    std::string text = NestedText(left) + NestedText(right);
    execution.Hold(text.size());
    return Value::String(std::move(text));
  }
  constexpr TypeMask kAddable = kNumbers | kStrings | kLists | kNulls;
  // The peer counts true as 1.
  const auto counted = [](const Value& value) {
    return value.Is(ValueType::kBoolean) ? Value::Integer(value.boolean() ? 1 : 0) : value;
  };
  const Value a = counted(left);
  const Value b = counted(right);
  if (!Expect(execution, a, kAddable) || !Expect(execution, b, kAddable)) return {};
  if (a.Is(ValueType::kInteger) && b.Is(ValueType::kInteger)) {
    return Integers(ExpressionKind::kAdd, a.integer(), b.integer(), execution);
  }
  return Doubles(ExpressionKind::kAdd, a.Number(), b.Number());
}

}  // namespace

Value Arithmetic(ExpressionKind kind, const Value& left, const Value& right, Execution& execution) {
  if (left.IsNull() || right.IsNull()) return {};
  if (kind == ExpressionKind::kAdd) return Added(left, right, execution);
  if (!Expect(execution, left, kNumbers | kNulls) || !Expect(execution, right, kNumbers | kNulls)) {
    return {};
  }
  if (left.Is(ValueType::kInteger) && right.Is(ValueType::kInteger)) {
    return Integers(kind, left.integer(), right.integer(), execution);
  }
  return Doubles(kind, left.Number(), right.Number());
}

Value Negated(const Value& value, Execution& execution) {
  if (value.IsNull() || !Expect(execution, value, kNumbers | kNulls)) return {};
  if (value.Is(ValueType::kDouble)) return Value::Double(-value.real());
  return Value::Integer(Wrapped(ExpressionKind::kSubtract, 0, value.integer()));
}

}  // namespace graph
