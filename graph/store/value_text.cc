#include "graph/store/value_text.h"

#include <array>
#include <cstdio>

#include "graph/store/temporal_text.h"

namespace graph {

namespace {

template <size_t kSize>
std::string Format(const char* format, double value) {
  std::array<char, kSize> buffer;
  const int length = std::snprintf(buffer.data(), buffer.size(), format, value);
  return {buffer.data(), static_cast<size_t>(length)};
}

constexpr size_t kLongestFixed = 330;  // 309 digits, a sign, a point, six decimals

void Append(std::string& text, const Value& value);

void AppendList(std::string& text, const std::vector<Value>& items) {
  text += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += ", ";
    Append(text, items[i]);
  }
  text += ']';
}

void AppendMap(std::string& text, const MapBlock& map) {
  text += '{';
  for (size_t i = 0; i < map.entries.size(); ++i) {
    if (i > 0) text += ", ";
    text += map.entries[i].first + ": ";
    Append(text, map.entries[i].second);
  }
  text += '}';
}

void AppendPath(std::string& text, const PathBlock& path) {
  text += '[';
  for (size_t i = 0; i < path.nodes.size(); ++i) {
    if (i > 0) text += ", [" + std::to_string(path.relationships[i - 1]) + "], ";
    text += "(" + std::to_string(path.nodes[i]) + ")";
  }
  text += ']';
}

void AppendVector(std::string& text, const std::vector<float>& elements) {
  text += '<';
  for (size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) text += ", ";
    text += Format<kLongestFixed>("%f", elements[i]);
  }
  text += '>';
}

std::string PointText(Point point, const char* colon) {
  return std::string("point({latitude") + colon + Format<kLongestFixed>("%f", point.latitude) +
         ", longitude" + colon + Format<kLongestFixed>("%f", point.longitude) + "})";
}

void Append(std::string& text, const Value& value) {
  switch (value.type()) {
    case ValueType::kMap: AppendMap(text, value.map()); break;
    case ValueType::kNode: text += "(" + std::to_string(value.id()) + ")"; break;
    case ValueType::kRelationship: text += "[" + std::to_string(value.id()) + "]"; break;
    case ValueType::kList: AppendList(text, value.list()); break;
    case ValueType::kPath: AppendPath(text, value.path()); break;
    case ValueType::kLocalDateTime:
    case ValueType::kDate:
    case ValueType::kLocalTime:
    case ValueType::kDuration: text += TemporalText(value); break;
    case ValueType::kString: text += value.string(); break;
    case ValueType::kBoolean: text += value.boolean() ? "true" : "false"; break;
    case ValueType::kInteger: text += std::to_string(value.integer()); break;
    case ValueType::kDouble: text += Format<kLongestFixed>("%f", value.real()); break;
    case ValueType::kPoint: text += PointText(value.point(), ": "); break;
    case ValueType::kVector: AppendVector(text, value.vector()); break;
    case ValueType::kNull: text += "NULL"; break;
  }
}

}  // namespace

std::string DoubleText(double value) {
  return Format<40>("%.15g", value);
}

std::string NestedText(const Value& value) {
  // The peer's text of a point has spaces only inside a list or map.
  if (value.Is(ValueType::kPoint)) return PointText(value.point(), ":");
  std::string text;
  Append(text, value);
  return text;
}

}  // namespace graph
