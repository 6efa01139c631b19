// The range index of one (label, property) or (type, property): which entities have which value.
// Serves equality and ranges over values of one type; entities without the property are not in it.
//
// Lists are not indexed, so a query must not use it to look for one.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "graph/store/value.h"

namespace graph {

class PropertyIndex {
 public:
  static bool Indexes(const Value& value) {
    return !value.IsNull() && !value.Is(ValueType::kList) && !value.Is(ValueType::kMap) &&
           !value.Is(ValueType::kVector);
  }

  void Insert(const Value& value, uint32_t id);
  void Erase(const Value& value, uint32_t id);

  // One end of a range; a null value is no bound.
  struct Bound {
    Value value;
    bool inclusive = false;
  };

  // Ids in ascending order per value, values ascending.
  [[nodiscard]] std::vector<uint32_t> Equal(const Value& value) const;
  [[nodiscard]] std::vector<uint32_t> Range(const Bound& low, const Bound& high) const;
  // How many entities have `value`, for choosing where to start.
  [[nodiscard]] size_t CountEqual(const Value& value) const;
  [[nodiscard]] size_t MemoryBytes() const;

 private:
  struct Less {
    bool operator()(const Value& a, const Value& b) const { return Order(a, b) < 0; }
  };
  // Values are detached: the map owns its strings.
  std::map<Value, std::vector<uint32_t>, Less> ids_;
};

}  // namespace graph
