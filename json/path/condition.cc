#include "json/path/condition.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace trellis::json {
namespace {

using Form = Expression::Kind;

// What an operand stands for: a value, a count made by a function, or nothing.
struct Operand {
  Value value;
  std::optional<int64_t> count;

  bool is_nothing() const { return !value && !count; }
  bool is_number() const {
    return count || value.kind() == Kind::kInteger || value.kind() == Kind::kNumber;
  }
  std::optional<int64_t> integer() const {
    if (count) return count;
    if (value.kind() == Kind::kInteger && value.fits_int64()) return value.integer();
    return std::nullopt;
  }
  double number() const { return count ? static_cast<double>(*count) : value.number(); }
};

int64_t CodePoints(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

// Nothing unless the value has a length.
std::optional<int64_t> Length(const Operand& operand) {
  switch (operand.value.kind()) {
    case Kind::kString: return CodePoints(operand.value.string());
    case Kind::kArray:
    case Kind::kObject: return operand.value.size();
    default: return std::nullopt;
  }
}

Operand Resolve(Evaluation& evaluation, const Expression& expression, Value current);

Operand Call(Evaluation& evaluation, const Expression& call, Value current) {
  const Expression& argument = call.operands[0];
  if (call.function == Function::kLength) {
    return {.value = {}, .count = Length(Resolve(evaluation, argument, current))};
  }
  int64_t count = 0;
  Value found;
  evaluation.Each(argument.query, current, [&](const Node& node) {
    ++count;
    found = node.value;
    return true;
  });
  if (call.function == Function::kCount) return {.value = {}, .count = count};
  return {.value = count == 1 ? found : Value(), .count = {}};
}

Operand Resolve(Evaluation& evaluation, const Expression& expression, Value current) {
  if (expression.kind == Form::kLiteral) return {.value = expression.literal->root(), .count = {}};
  if (expression.kind == Form::kFunction) return Call(evaluation, expression, current);
  Operand first;
  evaluation.Each(expression.query, current, [&](const Node& node) {
    first.value = node.value;
    return false;
  });
  return first;
}

bool Equal(const Operand& left, const Operand& right) {
  if (left.is_nothing() || right.is_nothing()) return left.is_nothing() && right.is_nothing();
  if (left.is_number() && right.is_number()) {
    const auto a = left.integer(), b = right.integer();
    return a && b ? *a == *b : left.number() == right.number();
  }
  if (left.count || right.count) return false;
  return Same(left.value, right.value, Numbers::kByValue);
}

bool Less(const Operand& left, const Operand& right) {
  if (left.is_number() && right.is_number()) {
    const auto a = left.integer(), b = right.integer();
    return a && b ? *a < *b : left.number() < right.number();
  }
  return left.value.kind() == Kind::kString && right.value.kind() == Kind::kString &&
         left.value.string() < right.value.string();
}

bool Matches(Evaluation& evaluation, const Operand& text, const Operand& pattern, Dialect dialect,
             bool whole) {
  if (text.value.kind() != Kind::kString || pattern.value.kind() != Kind::kString) return false;
  return evaluation.patterns().Matches(text.value.string(), pattern.value.string(), dialect, whole);
}

bool Compare(Evaluation& evaluation, const Expression& comparison, Value current) {
  const Operand left = Resolve(evaluation, comparison.operands[0], current);
  const Operand right = Resolve(evaluation, comparison.operands[1], current);
  switch (comparison.comparison) {
    case Comparison::kEqual: return Equal(left, right);
    case Comparison::kNotEqual: return !Equal(left, right);
    case Comparison::kLess: return Less(left, right);
    case Comparison::kLessOrEqual: return Less(left, right) || Equal(left, right);
    case Comparison::kGreater: return Less(right, left);
    case Comparison::kGreaterOrEqual: return Less(right, left) || Equal(left, right);
    case Comparison::kMatches:
      return Matches(evaluation, left, right, Dialect::kRe2, /*whole=*/false);
  }
  return false;
}

}  // namespace

bool Meets(Evaluation& evaluation, const Expression& condition, Value current) {
  const auto meets = [&](const Expression& part) { return Meets(evaluation, part, current); };
  const auto& operands = condition.operands;
  switch (condition.kind) {
    case Form::kOr: return std::any_of(operands.begin(), operands.end(), meets);
    case Form::kAnd: return std::all_of(operands.begin(), operands.end(), meets);
    case Form::kNot: return !meets(operands[0]);
    case Form::kCompare: return Compare(evaluation, condition, current);
    case Form::kQuery:
      // The visitor ends the walk at the first match; so does exhaustion, of which the whole walk
      // hears.
      return !evaluation.Each(condition.query, current, [](const Node&) { return false; });
    case Form::kFunction:
      return Matches(evaluation, Resolve(evaluation, operands[0], current),
                     Resolve(evaluation, operands[1], current), Dialect::kIRegexp,
                     /*whole=*/condition.function == Function::kMatch);
    case Form::kLiteral: return false;  // IsWellTyped does not let it pass
  }
  return false;
}

}  // namespace trellis::json
