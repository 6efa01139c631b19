// From one type to another: toInteger() to toJSON(); coalesce(), timestamp(), vectors.

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "graph/execute/evaluate.h"
#include "graph/execute/functions.h"
#include "graph/execute/json_text.h"
#include "graph/store/value_text.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

constexpr TypeMask kScalars = kStrings | kBooleans | kNumbers | kNulls;

// A double in text, all of it; false if the text is something else.
bool ParseDouble(const std::string& text, double* number) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return false;
  char* end = nullptr;
  *number = std::strtod(text.c_str() + begin, &end);
  if (end == text.c_str() + begin) return false;
  while (*end == ' ' || *end == '\t' || *end == '\r' || *end == '\n')
    ++end;
  return end == text.c_str() + text.size();
}

Value WholeOf(double number) {
  if (!(number >= -0x1p63 && number < 0x1p63)) return {};
  return Value::Integer(static_cast<int64_t>(number));
}

Value IntegerOf(const Value& value) {
  switch (value.type()) {
    case ValueType::kInteger: return value;
    case ValueType::kDouble: return WholeOf(value.real());
    case ValueType::kBoolean: return Value::Integer(value.boolean() ? 1 : 0);
    case ValueType::kString: {
      const std::string& text = value.string();
      int64_t integer = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
      if (error == std::errc() && end == text.data() + text.size()) return Value::Integer(integer);
      double number = 0;
      return ParseDouble(text, &number) ? WholeOf(number) : Value();
    }
    default: return {};
  }
}

Value DoubleOf(const Value& value) {
  switch (value.type()) {
    case ValueType::kDouble: return value;
    case ValueType::kInteger: return Value::Double(value.Number());
    case ValueType::kString: {
      double number = 0;
      return ParseDouble(value.string(), &number) ? Value::Double(number) : Value();
    }
    default: return {};
  }
}

Value BooleanOf(const Value& value) {
  switch (value.type()) {
    case ValueType::kBoolean: return value;
    case ValueType::kInteger: return Value::Boolean(value.integer() != 0);
    case ValueType::kString: {
      std::string text = value.string();
      for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (text == "true") return Value::Boolean(true);
      return text == "false" ? Value::Boolean(false) : Value();
    }
    default: return {};
  }
}

Value StringOf(const Value& value) {
  switch (value.type()) {
    case ValueType::kString: return value;
    case ValueType::kBoolean:
    case ValueType::kInteger:
    case ValueType::kDouble:
    case ValueType::kPoint: return Value::String(NestedText(value));
    default: return {};
  }
}

template <Value (*kConvert)(const Value&)>
Value Convert(Execution& /*execution*/, Arguments arguments) {
  return kConvert(arguments[0]);
}

template <Value (*kConvert)(const Value&)>
Value ConvertItems(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::vector<Value> items;
  for (const Value& item : arguments[0].list())
    items.push_back(kConvert(item));
  return Value::List(std::move(items));
}

Value ToJson(Execution& execution, Arguments arguments) {
  return Value::String(JsonText(arguments[0], execution));
}

Value Coalesce(Execution& /*execution*/, Arguments arguments) {
  for (const Value& argument : arguments) {
    if (!argument.IsNull()) return argument;
  }
  return {};
}

Value Timestamp(Execution& /*execution*/, Arguments /*arguments*/) {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return Value::Integer(std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
}

Value VectorOf(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  if (arguments[0].Is(ValueType::kVector)) return arguments[0];
  std::vector<float> elements;
  for (const Value& item : arguments[0].list()) {
    if (!item.IsNumber()) return execution.Fail("vectorf32 expects an array of numbers");
    elements.push_back(static_cast<float>(item.Number()));
  }
  return Value::Vector(std::move(elements));
}

bool SameDimension(Execution& execution, Arguments arguments) {
  if (arguments[0].vector().size() == arguments[1].vector().size()) return true;
  execution.Fail("Vector dimension mismatch, expected " +
                 std::to_string(arguments[0].vector().size()) + " but got " +
                 std::to_string(arguments[1].vector().size()));
  return false;
}

Value EuclideanDistance(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  if (!SameDimension(execution, arguments)) return {};
  double sum = 0;
  for (size_t i = 0; i < arguments[0].vector().size(); ++i) {
    const double difference = arguments[0].vector()[i] - arguments[1].vector()[i];
    sum += difference * difference;
  }
  return Value::Double(std::sqrt(sum));
}

Value CosineDistance(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  if (!SameDimension(execution, arguments)) return {};
  double product = 0;
  double left = 0;
  double right = 0;
  for (size_t i = 0; i < arguments[0].vector().size(); ++i) {
    const double a = arguments[0].vector()[i];
    const double b = arguments[1].vector()[i];
    product += a * b;
    left += a * a;
    right += b * b;
  }
  return Value::Double(1 - product / std::sqrt(left * right));
}

constexpr TypeMask kListOrNull = kLists | kNulls;
constexpr TypeMask kVectorOrNull = kVectors | kNulls;

constexpr Function kFunctions[] = {
    {"toInteger", 1, 1, {kScalars}, Convert<IntegerOf>},
    {"toIntegerOrNull", 1, 1, {kAnything}, Convert<IntegerOf>},
    {"toIntegerList", 1, 1, {kListOrNull}, ConvertItems<IntegerOf>},
    {"toFloat", 1, 1, {kStrings | kNumbers | kNulls}, Convert<DoubleOf>},
    {"toFloatOrNull", 1, 1, {kAnything}, Convert<DoubleOf>},
    {"toFloatList", 1, 1, {kListOrNull}, ConvertItems<DoubleOf>},
    {"toBoolean", 1, 1, {kStrings | kBooleans | kIntegers | kNulls}, Convert<BooleanOf>},
    {"toBooleanOrNull", 1, 1, {kAnything}, Convert<BooleanOf>},
    {"toBooleanList", 1, 1, {kListOrNull}, ConvertItems<BooleanOf>},
    {"toString", 1, 1, {kScalars | kPoints}, Convert<StringOf>},
    {"toStringOrNull", 1, 1, {kAnything}, Convert<StringOf>},
    {"toStringList", 1, 1, {kListOrNull}, ConvertItems<StringOf>},
    {"toJSON", 1, 1, {kAnything}, ToJson},
    {"coalesce", 1, kAnyNumber, {kAnything}, Coalesce},
    {"timestamp", 0, 0, {}, Timestamp},
    {"vecf32", 1, 1, {kLists | kVectors | kNulls}, VectorOf},
    {"vec.euclideanDistance", 2, 2, {kVectorOrNull}, EuclideanDistance},
    {"vec.cosineDistance", 2, 2, {kVectorOrNull}, CosineDistance},
};

}  // namespace

std::span<const Function> ConversionFunctions() {
  return kFunctions;
}

}  // namespace graph
