#include "graph/store/value.h"

#include <algorithm>

namespace graph {

namespace {

uint32_t DeepestOf(const std::vector<Value>& items) {
  uint32_t deepest = 0;
  for (const Value& item : items)
    deepest = std::max(deepest, item.depth());
  return deepest;
}

uint32_t DeepestOf(const std::vector<std::pair<std::string, Value>>& entries) {
  uint32_t deepest = 0;
  for (const auto& [key, value] : entries)
    deepest = std::max(deepest, value.depth());
  return deepest;
}

}  // namespace

const Value* MapBlock::Find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

Value Value::Boolean(bool value) {
  Value result;
  result.type_ = ValueType::kBoolean;
  result.payload_.boolean = value;
  return result;
}

Value Value::Integer(int64_t value) {
  Value result;
  result.type_ = ValueType::kInteger;
  result.payload_.integer = value;
  return result;
}

Value Value::Temporal(ValueType type, int64_t seconds) {
  Value result;
  result.type_ = type;
  result.payload_.integer = seconds;
  return result;
}

Value Value::Double(double value) {
  Value result;
  result.type_ = ValueType::kDouble;
  result.payload_.real = value;
  return result;
}

Value Value::String(std::string text) {
  Value result;
  result.payload_.string = new StringBlock{1, std::move(text)};
  result.type_ = ValueType::kString;
  return result;
}

Value Value::List(std::vector<Value> items) {
  Value result;
  const uint32_t depth = DeepestOf(items) + 1;
  result.payload_.list = new ListBlock{1, depth, std::move(items)};
  result.type_ = ValueType::kList;
  return result;
}

Value Value::Map(std::vector<std::pair<std::string, Value>> entries) {
  std::vector<std::pair<std::string, Value>> unique;
  unique.reserve(entries.size());
  for (auto& entry : entries) {
    const auto same = std::find_if(unique.begin(), unique.end(),
                                   [&](const auto& other) { return other.first == entry.first; });
    if (same == unique.end()) {
      unique.push_back(std::move(entry));
    } else {
      same->second = std::move(entry.second);
    }
  }
  Value result;
  const uint32_t depth = DeepestOf(unique) + 1;
  result.payload_.map = new MapBlock{1, depth, std::move(unique)};
  result.type_ = ValueType::kMap;
  return result;
}

Value Value::Node(NodeId id) {
  Value result;
  result.type_ = ValueType::kNode;
  result.payload_.id = id;
  return result;
}

Value Value::Relationship(RelationshipId id) {
  Value result;
  result.type_ = ValueType::kRelationship;
  result.payload_.id = id;
  return result;
}

Value Value::Path(std::vector<NodeId> nodes, std::vector<RelationshipId> relationships) {
  Value result;
  result.payload_.path = new PathBlock{1, std::move(nodes), std::move(relationships)};
  result.type_ = ValueType::kPath;
  return result;
}

Value Value::Geographic(Point point) {
  Value result;
  result.type_ = ValueType::kPoint;
  result.payload_.point = point;
  return result;
}

Value Value::Vector(std::vector<float> elements) {
  Value result;
  result.payload_.vector = new VectorBlock{1, std::move(elements)};
  result.type_ = ValueType::kVector;
  return result;
}

uint32_t Value::depth() const {
  if (Is(ValueType::kList)) return payload_.list->depth;
  return Is(ValueType::kMap) ? payload_.map->depth : 0;
}

Value Value::Detached() const {
  switch (type_) {
    case ValueType::kString: return String(string());
    case ValueType::kVector: return Vector(vector());
    case ValueType::kPath: return Path(path().nodes, path().relationships);
    case ValueType::kList: {
      std::vector<Value> items;
      items.reserve(list().size());
      for (const Value& item : list())
        items.push_back(item.Detached());
      return List(std::move(items));
    }
    case ValueType::kMap: {
      std::vector<std::pair<std::string, Value>> entries;
      for (const auto& [key, value] : map().entries)
        entries.emplace_back(key, value.Detached());
      return Map(std::move(entries));
    }
    default: return *this;
  }
}

size_t Value::MemoryBytes() const {
  switch (type_) {
    case ValueType::kString: {
      const size_t capacity = string().capacity();
      return sizeof(StringBlock) + (capacity > 15 ? capacity + 1 : 0);  // 15 fit in the object
    }
    case ValueType::kVector: return sizeof(VectorBlock) + vector().capacity() * sizeof(float);
    case ValueType::kList: {
      size_t bytes = sizeof(ListBlock) + list().capacity() * sizeof(Value);
      for (const Value& item : list())
        bytes += item.MemoryBytes();
      return bytes;
    }
    case ValueType::kMap: {
      size_t bytes = sizeof(MapBlock);
      for (const auto& [key, value] : map().entries) {
        bytes += sizeof(std::pair<std::string, Value>) + key.capacity() + value.MemoryBytes();
      }
      return bytes;
    }
    default: return 0;
  }
}

void Value::FreeBlock() {
  switch (type_) {
    case ValueType::kString: delete payload_.string; break;
    case ValueType::kList: delete payload_.list; break;
    case ValueType::kMap: delete payload_.map; break;
    case ValueType::kPath: delete payload_.path; break;
    case ValueType::kVector: delete payload_.vector; break;
    default: break;
  }
}

std::string_view TypeName(ValueType type) {
  switch (type) {
    case ValueType::kMap: return "Map";
    case ValueType::kNode: return "Node";
    case ValueType::kRelationship: return "Edge";
    case ValueType::kList: return "List";
    case ValueType::kPath: return "Path";
    case ValueType::kLocalDateTime: return "Datetime";
    case ValueType::kDate: return "Date";
    case ValueType::kLocalTime: return "Time";
    case ValueType::kDuration: return "Duration";
    case ValueType::kString: return "String";
    case ValueType::kBoolean: return "Boolean";
    case ValueType::kInteger: return "Integer";
    case ValueType::kDouble: return "Float";
    case ValueType::kPoint: return "Point";
    case ValueType::kVector: return "Vectorf32";
    case ValueType::kNull: return "Null";
  }
  return "Unknown";
}

}  // namespace graph
