// Numbers: abs() to radians().

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "graph/execute/functions.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

constexpr TypeMask kNumeric = kNumbers | kNulls;

// A function of one double, null for null.
template <double (*kFunction)(double)>
Value OfDouble(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::Double(kFunction(arguments[0].Number()));
}

// A function that leaves integers as they are.
template <double (*kFunction)(double)>
Value Rounding(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[0].Is(ValueType::kInteger)) return arguments[0];
  return Value::Double(kFunction(arguments[0].real()));
}

Value Abs(Execution& /*execution*/, Arguments arguments) {
  const Value& value = arguments[0];
  if (value.IsNull()) return {};
  if (value.Is(ValueType::kDouble)) return Value::Double(std::fabs(value.real()));
  const int64_t integer = value.integer();
  // The smallest integer has no positive counterpart and wraps to itself.
  return Value::Integer(integer < 0 ? static_cast<int64_t>(-static_cast<uint64_t>(integer))
                                    : integer);
}

Value Sign(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  const double number = arguments[0].Number();
  return Value::Integer(number > 0 ? 1 : (number < 0 ? -1 : 0));
}

Value Power(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  return Value::Double(std::pow(arguments[0].Number(), arguments[1].Number()));
}

Value Atan2(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  return Value::Double(std::atan2(arguments[0].Number(), arguments[1].Number()));
}

Value E(Execution& /*execution*/, Arguments /*arguments*/) {
  return Value::Double(std::numbers::e);
}
Value Pi(Execution& /*execution*/, Arguments /*arguments*/) {
  return Value::Double(std::numbers::pi);
}

Value Rand(Execution& /*execution*/, Arguments /*arguments*/) {
  static std::mt19937_64 generator{std::random_device{}()};
  return Value::Double(std::uniform_real_distribution<double>(0, 1)(generator));
}

double Cotangent(double x) {
  return 1 / std::tan(x);
}
double Haversine(double x) {
  return (1 - std::cos(x)) / 2;
}
double Degrees(double x) {
  return x * 180 / std::numbers::pi;
}
double Radians(double x) {
  return x * std::numbers::pi / 180;
}

constexpr Function kFunctions[] = {
    {"abs", 1, 1, {kNumeric}, Abs},
    {"ceil", 1, 1, {kNumeric}, Rounding<std::ceil>},
    {"floor", 1, 1, {kNumeric}, Rounding<std::floor>},
    {"round", 1, 1, {kNumeric}, Rounding<std::round>},
    {"sign", 1, 1, {kNumeric}, Sign},
    {"sqrt", 1, 1, {kNumeric}, OfDouble<std::sqrt>},
    {"exp", 1, 1, {kNumeric}, OfDouble<std::exp>},
    {"log", 1, 1, {kNumeric}, OfDouble<std::log>},
    {"log10", 1, 1, {kNumeric}, OfDouble<std::log10>},
    {"pow", 2, 2, {kNumeric}, Power},
    {"e", 0, 0, {}, E},
    {"pi", 0, 0, {}, Pi},
    {"rand", 0, 0, {}, Rand},
    {"sin", 1, 1, {kNumeric}, OfDouble<std::sin>},
    {"cos", 1, 1, {kNumeric}, OfDouble<std::cos>},
    {"tan", 1, 1, {kNumeric}, OfDouble<std::tan>},
    {"cot", 1, 1, {kNumeric}, OfDouble<Cotangent>},
    {"asin", 1, 1, {kNumeric}, OfDouble<std::asin>},
    {"acos", 1, 1, {kNumeric}, OfDouble<std::acos>},
    {"atan", 1, 1, {kNumeric}, OfDouble<std::atan>},
    {"atan2", 2, 2, {kNumeric}, Atan2},
    {"haversin", 1, 1, {kNumeric}, OfDouble<Haversine>},
    {"degrees", 1, 1, {kNumeric}, OfDouble<Degrees>},
    {"radians", 1, 1, {kNumeric}, OfDouble<Radians>},
};

}  // namespace

std::span<const Function> MathFunctions() {
  return kFunctions;
}

}  // namespace graph
