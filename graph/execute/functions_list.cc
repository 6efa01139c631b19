// Lists, and what lists and strings share: size() and reverse().

#include <algorithm>
#include <unordered_set>

#include "graph/execute/characters.h"
#include "graph/execute/functions.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

constexpr TypeMask kListOrNull = kLists | kNulls;
// range() builds its list at once: more than this is a mistake, and would be gigabytes.
constexpr uint64_t kLongestRange = 100'000'000;

struct HashValue {
  size_t operator()(const Value& value) const { return Hash(value); }
};
struct EqualValue {
  bool operator()(const Value& a, const Value& b) const { return Equivalent(a, b); }
};

Value Head(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[0].list().empty()) return {};
  return arguments[0].list().front();
}

Value Last(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[0].list().empty()) return {};
  return arguments[0].list().back();
}

Value Tail(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  const auto& items = arguments[0].list();
  if (items.empty()) return arguments[0];
  return Value::List({items.begin() + 1, items.end()});
}

Value Size(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  if (arguments[0].Is(ValueType::kList)) {
    return Value::Integer(static_cast<int64_t>(arguments[0].list().size()));
  }
  const auto& text = arguments[0].string();
  const auto count =
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return Value::Integer(count);
}

Value Reverse(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  if (arguments[0].Is(ValueType::kList)) {
    const auto& items = arguments[0].list();
    return Value::List({items.rbegin(), items.rend()});
  }
  const auto characters = Characters(arguments[0].string());
  std::string text;
  for (size_t i = characters.size(); i > 0; --i)
    text += characters[i - 1];
  return Value::String(std::move(text));
}

Value Range(Execution& execution, Arguments arguments) {
  const int64_t first = arguments[0].integer();
  const int64_t last = arguments[1].integer();
  const int64_t step = arguments.size() == 3 ? arguments[2].integer() : 1;
  if (step == 0) return execution.Fail("ArgumentError: step argument to range() can't be 0");
  if (step > 0 ? first > last : first < last) return Value::List({});
  // Unsigned, because the ends may be 2^64 - 1 apart.
  const uint64_t distance = step > 0 ? static_cast<uint64_t>(last) - static_cast<uint64_t>(first)
                                     : static_cast<uint64_t>(first) - static_cast<uint64_t>(last);
  const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : -static_cast<uint64_t>(step);
  const uint64_t count = distance / stride;  // one less than the items
  if (count >= kLongestRange) return execution.Fail("range() makes too long a list");
  execution.Hold((count + 1) * sizeof(Value));
  std::vector<Value> items;
  items.reserve(count + 1);
  for (uint64_t i = 0; i <= count; ++i) {
    items.push_back(Value::Integer(
        static_cast<int64_t>(static_cast<uint64_t>(first) + i * static_cast<uint64_t>(step))));
  }
  return Value::List(std::move(items));
}

Value Sort(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::vector<Value> items = arguments[0].list();
  const bool ascending = arguments.size() < 2 || arguments[1].boolean();
  std::stable_sort(items.begin(), items.end(), [&](const Value& a, const Value& b) {
    return ascending ? Order(a, b) < 0 : Order(b, a) < 0;
  });
  return Value::List(std::move(items));
}

Value Dedup(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::unordered_set<Value, HashValue, EqualValue> seen;
  std::vector<Value> items;
  for (const Value& item : arguments[0].list()) {
    if (seen.insert(item).second) items.push_back(item);
  }
  return Value::List(std::move(items));
}

// Where an insertion goes; negative positions count from the end, -1 being after the last item.
bool PlaceIn(const std::vector<Value>& items, int64_t index, size_t* place) {
  const auto size = static_cast<int64_t>(items.size());
  const int64_t at = index < 0 ? size + 1 + index : index;
  if (at < 0 || at > size) return false;
  *place = static_cast<size_t>(at);
  return true;
}

bool Contains(const std::vector<Value>& items, const Value& wanted) {
  return std::any_of(items.begin(), items.end(),
                     [&](const Value& item) { return Equivalent(item, wanted); });
}

// list.insert(list, index, value, duplicates = true)
Value Insert(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  const bool duplicates = arguments.size() < 4 || arguments[3].IsTrue();
  std::vector<Value> items = arguments[0].list();
  size_t place = 0;
  if (!arguments[1].Is(ValueType::kInteger) || !PlaceIn(items, arguments[1].integer(), &place) ||
      arguments[2].IsNull() || (!duplicates && Contains(items, arguments[2]))) {
    return arguments[0];
  }
  items.insert(items.begin() + static_cast<ptrdiff_t>(place), arguments[2]);
  return Value::List(std::move(items));
}

// list.insertListElements(list, other, index, duplicates = true)
Value InsertElements(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  const bool duplicates = arguments.size() < 4 || arguments[3].IsTrue();
  std::vector<Value> items = arguments[0].list();
  size_t place = 0;
  if (!arguments[1].Is(ValueType::kList) || !arguments[2].Is(ValueType::kInteger) ||
      !PlaceIn(items, arguments[2].integer(), &place)) {
    return arguments[0];
  }
  std::vector<Value> added;
  for (const Value& item : arguments[1].list()) {
    if (duplicates || (!Contains(items, item) && !Contains(added, item))) added.push_back(item);
  }
  items.insert(items.begin() + static_cast<ptrdiff_t>(place), added.begin(), added.end());
  return Value::List(std::move(items));
}

// list.remove(list, index, count = 1)
Value Remove(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::vector<Value> items = arguments[0].list();
  const auto size = static_cast<int64_t>(items.size());
  if (!arguments[1].Is(ValueType::kInteger)) return arguments[0];
  const int64_t index = arguments[1].integer();
  const int64_t at = index < 0 ? size + index : index;
  const int64_t count = arguments.size() == 3 ? arguments[2].integer() : 1;
  if (at < 0 || at >= size || count <= 0) return arguments[0];
  items.erase(items.begin() + at, items.begin() + at + std::min(count, size - at));
  return Value::List(std::move(items));
}

constexpr Function kFunctions[] = {
    {"head", 1, 1, {kListOrNull}, Head},
    {"last", 1, 1, {kListOrNull}, Last},
    {"tail", 1, 1, {kListOrNull}, Tail},
    {"size", 1, 1, {kLists | kStrings | kNulls}, Size},
    {"reverse", 1, 1, {kLists | kStrings | kNulls}, Reverse},
    {"range", 2, 3, {kIntegers}, Range},
    {"list.sort", 1, 2, {kListOrNull, kBooleans}, Sort},
    {"list.dedup", 1, 1, {kListOrNull}, Dedup},
    {"list.insert", 3, 4, {kListOrNull, kIntegers | kNulls, kAnything}, Insert},
    {"list.insertListElements", 3, 4, {kListOrNull, kListOrNull, kAnything}, InsertElements},
    {"list.remove", 2, 3, {kListOrNull, kIntegers | kNulls, kIntegers}, Remove},
};

}  // namespace

std::span<const Function> ListFunctions() {
  return kFunctions;
}

}  // namespace graph
