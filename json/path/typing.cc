#include "json/path/typing.h"

#include <algorithm>

namespace trellis::json {
namespace {

using Kind = Expression::Kind;

bool YieldsValue(Function function) {
  return function == Function::kLength || function == Function::kCount ||
         function == Function::kValue;
}

bool IsCall(const Expression& call);

// One value or none: ValueType.
bool IsValue(const Expression& expression) {
  switch (expression.kind) {
    case Kind::kLiteral: return true;
    case Kind::kQuery: return IsSingular(expression.query);  // which has no filters to look into
    case Kind::kFunction: return YieldsValue(expression.function) && IsCall(expression);
    default: return false;
  }
}

// Any number of nodes: NodesType.
bool IsNodes(const Expression& expression) {
  return expression.kind == Kind::kQuery && IsWellTyped(expression.query);
}

bool IsCall(const Expression& call) {
  const auto& arguments = call.operands;
  switch (call.function) {
    case Function::kLength: return arguments.size() == 1 && IsValue(arguments[0]);
    case Function::kCount:
    case Function::kValue: return arguments.size() == 1 && IsNodes(arguments[0]);
    case Function::kMatch:
    case Function::kSearch:
      return arguments.size() == 2 && IsValue(arguments[0]) && IsValue(arguments[1]);
  }
  return false;
}

bool IsCondition(const Expression& expression) {
  const auto& operands = expression.operands;
  switch (expression.kind) {
    case Kind::kOr:
    case Kind::kAnd:
    case Kind::kNot: return std::all_of(operands.begin(), operands.end(), IsCondition);
    case Kind::kCompare: return std::all_of(operands.begin(), operands.end(), IsValue);
    case Kind::kQuery: return IsNodes(expression);
    case Kind::kFunction: return !YieldsValue(expression.function) && IsCall(expression);
    case Kind::kLiteral: return false;
  }
  return false;
}

}  // namespace

bool IsSingular(const Query& query) {
  return std::all_of(query.segments.begin(), query.segments.end(), [](const Segment& segment) {
    return !segment.descendants && segment.selectors.size() == 1 &&
           (segment.selectors[0].kind == Selector::Kind::kName ||
            segment.selectors[0].kind == Selector::Kind::kIndex);
  });
}

bool IsWellTyped(const Query& query) {
  return std::all_of(query.segments.begin(), query.segments.end(), [](const Segment& segment) {
    return std::all_of(segment.selectors.begin(), segment.selectors.end(),
                       [](const Selector& selector) {
                         return selector.filter == nullptr || IsCondition(*selector.filter);
                       });
  });
}

}  // namespace trellis::json
