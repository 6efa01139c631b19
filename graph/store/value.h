// A Cypher value: what an expression yields, a record's slot holds and a property stores.
//
// 16 bytes: a type and a payload. Scalars, times, node and relationship ids and points live in the payload;
// strings, lists, maps and paths are blocks with a reference count. The count is not atomic: a
// query runs on one thread, and what the store keeps is never shared with anything that outlives the
// query (Graph detaches it, see Detached), so that a graph may be freed on another thread.
//
// Containers know how deep they nest. Evaluation refuses to build one deeper than kMaxNesting, so
// every recursion over values (compare, print, hash, free) is bounded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph {

using NodeId = uint32_t;
using RelationshipId = uint32_t;

// In the order in which ORDER BY sorts values of different types; null comes last.
enum class ValueType : uint8_t {
  kMap,
  kNode,
  kRelationship,
  kList,
  kPath,
  kLocalDateTime,
  kDate,
  kLocalTime,
  kDuration,
  kString,
  kBoolean,
  kInteger,
  kDouble,
  kPoint,
  kVector,
  kNull,
};

inline constexpr int kMaxNesting = 128;

class Value;

struct StringBlock {
  uint32_t references;
  std::string text;
};

struct ListBlock {
  uint32_t references;
  uint32_t depth;  // 1 for a list of scalars
  std::vector<Value> items;
};

struct MapBlock {
  uint32_t references;
  uint32_t depth;
  std::vector<std::pair<std::string, Value>> entries;  // in order of insertion, keys unique

  [[nodiscard]] const Value* Find(std::string_view key) const;
};

// nodes.size() == relationships.size() + 1
struct PathBlock {
  uint32_t references;
  std::vector<NodeId> nodes;
  std::vector<RelationshipId> relationships;
};

struct VectorBlock {
  uint32_t references;
  std::vector<float> elements;
};

struct Point {
  float latitude;
  float longitude;
};

class Value {
 public:
  Value() = default;  // null
  Value(const Value& other) : type_(other.type_), payload_(other.payload_) { Retain(); }
  Value(Value&& other) noexcept : type_(other.type_), payload_(other.payload_) {
    other.type_ = ValueType::kNull;
  }
  ~Value() { Release(); }
  Value& operator=(const Value& other) {
    Value copy(other);
    Swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Swap(other);
    return *this;
  }

  static Value Boolean(bool value);
  static Value Integer(int64_t value);
  static Value Double(double value);
  // `type` is kLocalDateTime, kDate, kLocalTime or kDuration; temporal_text.h says what is counted.
  static Value Temporal(ValueType type, int64_t seconds);
  static Value String(std::string text);
  static Value List(std::vector<Value> items);
  static Value Map(std::vector<std::pair<std::string, Value>> entries);  // a later key wins
  static Value Node(NodeId id);
  static Value Relationship(RelationshipId id);
  static Value Path(std::vector<NodeId> nodes, std::vector<RelationshipId> relationships);
  static Value Geographic(Point point);
  static Value Vector(std::vector<float> elements);

  [[nodiscard]] ValueType type() const { return type_; }
  [[nodiscard]] bool Is(ValueType type) const { return type_ == type; }
  [[nodiscard]] bool IsNull() const { return type_ == ValueType::kNull; }
  [[nodiscard]] bool IsNumber() const { return Is(ValueType::kInteger) || Is(ValueType::kDouble); }
  [[nodiscard]] bool IsTemporal() const {
    return type_ >= ValueType::kLocalDateTime && type_ <= ValueType::kDuration;
  }
  [[nodiscard]] bool IsTrue() const { return Is(ValueType::kBoolean) && payload_.boolean; }

  // Each asks for a value of its own type.
  [[nodiscard]] bool boolean() const { return payload_.boolean; }
  [[nodiscard]] int64_t integer() const { return payload_.integer; }
  [[nodiscard]] int64_t seconds() const { return payload_.integer; }  // of a temporal value
  [[nodiscard]] double real() const { return payload_.real; }
  [[nodiscard]] double Number() const {  // of an integer or a double
    return Is(ValueType::kInteger) ? static_cast<double>(payload_.integer) : payload_.real;
  }
  [[nodiscard]] const std::string& string() const { return payload_.string->text; }
  [[nodiscard]] const std::vector<Value>& list() const { return payload_.list->items; }
  [[nodiscard]] const MapBlock& map() const { return *payload_.map; }
  [[nodiscard]] uint32_t id() const { return payload_.id; }  // of a node or relationship
  [[nodiscard]] const PathBlock& path() const { return *payload_.path; }
  [[nodiscard]] Point point() const { return payload_.point; }
  [[nodiscard]] const std::vector<float>& vector() const { return payload_.vector->elements; }

  // How deep lists and maps nest: 0 for anything else.
  [[nodiscard]] uint32_t depth() const;
  // An equal value that shares no block with this one.
  [[nodiscard]] Value Detached() const;
  // Heap bytes that hang off this value.
  [[nodiscard]] size_t MemoryBytes() const;

 private:
  union Payload {
    bool boolean;
    int64_t integer;
    double real;
    uint32_t id;
    Point point;
    StringBlock* string;
    ListBlock* list;
    MapBlock* map;
    PathBlock* path;
    VectorBlock* vector;
  };

  [[nodiscard]] bool HasBlock() const;
  void Retain() const {
    if (HasBlock()) ++*References();
  }
  void Release() {
    if (HasBlock() && --*References() == 0) FreeBlock();
  }
  // The count is the first member of every block.
  [[nodiscard]] uint32_t* References() const {
    return reinterpret_cast<uint32_t*>(payload_.string);
  }
  void FreeBlock();
  void Swap(Value& other) noexcept {
    std::swap(type_, other.type_);
    std::swap(payload_, other.payload_);
  }

  ValueType type_ = ValueType::kNull;
  Payload payload_{.integer = 0};
};
static_assert(sizeof(Value) == 16);

inline bool Value::HasBlock() const {
  constexpr uint32_t kBlocks =
      1U << static_cast<int>(ValueType::kString) | 1U << static_cast<int>(ValueType::kList) |
      1U << static_cast<int>(ValueType::kMap) | 1U << static_cast<int>(ValueType::kPath) |
      1U << static_cast<int>(ValueType::kVector);
  return (kBlocks >> static_cast<int>(type_) & 1) != 0;
}

// "Integer", "List" ...: the name that error texts and typeOf() use.
std::string_view TypeName(ValueType type);

// True, false, or unknown (null) of three-valued logic.
enum class Ternary : uint8_t {
  kFalse,
  kTrue,
  kUnknown
};

// `=`: null makes it unknown, also inside lists and maps; NaN equals nothing.
Ternary Equals(const Value& a, const Value& b);

// Comparability, `<`: the sign of a - b, or kIncomparable when types differ, one is null or NaN.
inline constexpr int kIncomparable = 2;
int Compare(const Value& a, const Value& b);

// Orderability: a total order over all values, as ORDER BY, min() and max() have it.
int Order(const Value& a, const Value& b);

// Equivalence, for DISTINCT and grouping: null is null and NaN is NaN. Hash fits it.
bool Equivalent(const Value& a, const Value& b);
size_t Hash(const Value& value);

}  // namespace graph
