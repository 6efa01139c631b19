// The four ways to compare values, declared in value.h: equality, comparability, orderability and
// equivalence, each as openCypher 9 ("Equality", "Comparability and orderability") defines it.

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "graph/store/value.h"

namespace graph {

namespace {

int Sign(auto a, auto b) {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

// An integer against a double without losing the integer's low bits.
int CompareNumbers(const Value& a, const Value& b) {
  if (a.Is(ValueType::kInteger) && b.Is(ValueType::kInteger)) return Sign(a.integer(), b.integer());
  if (a.Is(ValueType::kDouble) && b.Is(ValueType::kDouble)) return Sign(a.real(), b.real());
  if (a.Is(ValueType::kDouble)) return -CompareNumbers(b, a);
  const double real = b.real();
  if (real >= 0x1p63) return -1;
  if (real < -0x1p63) return 1;
  const auto whole = static_cast<int64_t>(real);  // rounds toward zero
  if (a.integer() != whole) return Sign(a.integer(), whole);
  return Sign(static_cast<double>(whole), real);
}

bool IsNan(const Value& value) {
  return value.Is(ValueType::kDouble) && std::isnan(value.real());
}

Ternary ListsEqual(const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) return Ternary::kFalse;
  Ternary result = Ternary::kTrue;
  for (size_t i = 0; i < a.size(); ++i) {
    const Ternary items = Equals(a[i], b[i]);
    if (items == Ternary::kFalse) return items;
    if (items == Ternary::kUnknown) result = items;
  }
  return result;
}

Ternary MapsEqual(const MapBlock& a, const MapBlock& b) {
  if (a.entries.size() != b.entries.size()) return Ternary::kFalse;
  Ternary result = Ternary::kTrue;
  for (const auto& [key, value] : a.entries) {
    const Value* other = b.Find(key);
    if (other == nullptr) return Ternary::kFalse;
    const Ternary values = Equals(value, *other);
    if (values == Ternary::kFalse) return values;
    if (values == Ternary::kUnknown) result = values;
  }
  return result;
}

int CompareVectors(const std::vector<float>& a, const std::vector<float>& b) {
  const size_t shorter = std::min(a.size(), b.size());
  for (size_t i = 0; i < shorter; ++i) {
    // NaN is the greatest, and equal to itself.
    const int nans = Sign(std::isnan(a[i]), std::isnan(b[i]));
    const int elements = nans != 0 ? nans : Sign(a[i], b[i]);
    if (elements != 0) return elements;
  }
  return Sign(a.size(), b.size());
}

int ComparePaths(const PathBlock& a, const PathBlock& b) {
  if (a.relationships.size() != b.relationships.size()) {
    return Sign(a.relationships.size(), b.relationships.size());
  }
  if (a.nodes != b.nodes) return a.nodes < b.nodes ? -1 : 1;
  if (a.relationships == b.relationships) return 0;
  return a.relationships < b.relationships ? -1 : 1;
}

int ComparePoints(Point a, Point b) {
  const int latitudes = Sign(a.latitude, b.latitude);
  return latitudes != 0 ? latitudes : Sign(a.longitude, b.longitude);
}

int OrderLists(const std::vector<Value>& a, const std::vector<Value>& b) {
  const size_t shorter = std::min(a.size(), b.size());
  for (size_t i = 0; i < shorter; ++i) {
    const int items = Order(a[i], b[i]);
    if (items != 0) return items;
  }
  return Sign(a.size(), b.size());
}

// Maps by their sorted keys first, then by the values in that order.
int OrderMaps(const MapBlock& a, const MapBlock& b) {
  if (a.entries.size() != b.entries.size()) return Sign(a.entries.size(), b.entries.size());
  const auto sorted = [](const MapBlock& map) {
    std::vector<const std::pair<std::string, Value>*> entries;
    for (const auto& entry : map.entries)
      entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(),
              [](const auto* x, const auto* y) { return x->first < y->first; });
    return entries;
  };
  const auto left = sorted(a);
  const auto right = sorted(b);
  for (size_t i = 0; i < left.size(); ++i) {
    const int keys = left[i]->first.compare(right[i]->first);
    if (keys != 0) return keys < 0 ? -1 : 1;
  }
  for (size_t i = 0; i < left.size(); ++i) {
    const int values = Order(left[i]->second, right[i]->second);
    if (values != 0) return values;
  }
  return 0;
}

int CompareLists(const std::vector<Value>& a, const std::vector<Value>& b) {
  const size_t shorter = std::min(a.size(), b.size());
  for (size_t i = 0; i < shorter; ++i) {
    const int items = Compare(a[i], b[i]);
    if (items != 0) return items;
  }
  return Sign(a.size(), b.size());
}

// Of two values of one type (integers and doubles count as one).
int OrderWithinType(const Value& a, const Value& b) {
  switch (a.type()) {
    case ValueType::kMap: return OrderMaps(a.map(), b.map());
    case ValueType::kNode:
    case ValueType::kRelationship: return Sign(a.id(), b.id());
    case ValueType::kList: return OrderLists(a.list(), b.list());
    case ValueType::kPath: return ComparePaths(a.path(), b.path());
    case ValueType::kLocalDateTime:
    case ValueType::kDate:
    case ValueType::kLocalTime:
    case ValueType::kDuration: return Sign(a.seconds(), b.seconds());
    case ValueType::kString: return Sign(a.string().compare(b.string()), 0);
    case ValueType::kBoolean: return Sign(a.boolean(), b.boolean());
    case ValueType::kInteger:
    case ValueType::kDouble:
      // NaN is the largest number.
      if (IsNan(a) || IsNan(b)) return Sign(IsNan(a), IsNan(b));
      return CompareNumbers(a, b);
    case ValueType::kPoint: return ComparePoints(a.point(), b.point());
    case ValueType::kVector: return CompareVectors(a.vector(), b.vector());
    case ValueType::kNull: return 0;
  }
  return 0;
}

size_t Mix(size_t seed, size_t more) {
  return (std::rotl(seed, 23) ^ more) * 0x9e3779b97f4a7c15ULL;
}

size_t HashNumber(const Value& value) {
  if (value.Is(ValueType::kInteger)) return std::hash<int64_t>{}(value.integer());
  const double real = value.real();
  // A double that is whole hashes as the integer it is equivalent to.
  if (real >= -0x1p63 && real < 0x1p63 && std::trunc(real) == real) {
    return std::hash<int64_t>{}(static_cast<int64_t>(real));
  }
  return std::isnan(real) ? 0x7ff8 : std::hash<double>{}(real);
}

}  // namespace

Ternary Equals(const Value& a, const Value& b) {
  if (a.IsNull() || b.IsNull()) return Ternary::kUnknown;
  if (a.IsNumber() && b.IsNumber()) {
    const bool equal = !IsNan(a) && !IsNan(b) && CompareNumbers(a, b) == 0;
    return equal ? Ternary::kTrue : Ternary::kFalse;
  }
  if (a.type() != b.type()) return Ternary::kFalse;
  if (a.Is(ValueType::kList)) return ListsEqual(a.list(), b.list());
  if (a.Is(ValueType::kMap)) return MapsEqual(a.map(), b.map());
  return OrderWithinType(a, b) == 0 ? Ternary::kTrue : Ternary::kFalse;
}

int Compare(const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) {
    return IsNan(a) || IsNan(b) ? kIncomparable : CompareNumbers(a, b);
  }
  if (a.type() != b.type()) return kIncomparable;
  switch (a.type()) {
    case ValueType::kLocalDateTime:
    case ValueType::kDate:
    case ValueType::kLocalTime:
    case ValueType::kDuration:
    case ValueType::kString:
    case ValueType::kBoolean:
    case ValueType::kPoint: return OrderWithinType(a, b);
    case ValueType::kList: return CompareLists(a.list(), b.list());
    default: return kIncomparable;
  }
}

int Order(const Value& a, const Value& b) {
  const auto rank = [](const Value& value) {
    return value.Is(ValueType::kInteger) ? ValueType::kDouble : value.type();
  };
  const int types = Sign(static_cast<int>(rank(a)), static_cast<int>(rank(b)));
  return types != 0 ? types : OrderWithinType(a, b);
}

bool Equivalent(const Value& a, const Value& b) {
  return Order(a, b) == 0;
}

size_t Hash(const Value& value) {
  const auto type = static_cast<size_t>(value.type());
  switch (value.type()) {
    case ValueType::kInteger:
    case ValueType::kDouble: return HashNumber(value) * 0x9e3779b97f4a7c15ULL;
    case ValueType::kBoolean: return Mix(type, value.boolean() ? 1 : 0);
    case ValueType::kLocalDateTime:
    case ValueType::kDate:
    case ValueType::kLocalTime:
    case ValueType::kDuration: return Mix(type, std::hash<int64_t>{}(value.seconds()));
    case ValueType::kString: return std::hash<std::string>{}(value.string());
    case ValueType::kNode:
    case ValueType::kRelationship: return Mix(type, value.id());
    case ValueType::kList: {
      size_t hash = type;
      for (const Value& item : value.list())
        hash = Mix(hash, Hash(item));
      return hash;
    }
    case ValueType::kMap: {
      size_t hash = type;  // a sum, since the order of entries does not matter
      for (const auto& [key, item] : value.map().entries) {
        hash += Mix(std::hash<std::string>{}(key), Hash(item));
      }
      return hash;
    }
    case ValueType::kPath: {
      size_t hash = type;
      for (const RelationshipId id : value.path().relationships)
        hash = Mix(hash, id);
      for (const NodeId id : value.path().nodes)
        hash = Mix(hash, id);
      return hash;
    }
    case ValueType::kPoint:
      return Mix(std::hash<float>{}(value.point().latitude),
                 std::hash<float>{}(value.point().longitude));
    case ValueType::kVector: {
      size_t hash = type;
      for (const float element : value.vector())
        hash = Mix(hash, std::hash<float>{}(element));
      return hash;
    }
    case ValueType::kNull: return type;
  }
  return 0;
}

}  // namespace graph
