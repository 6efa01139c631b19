#include "graph/store/property_index.h"

#include <algorithm>

namespace graph {

void PropertyIndex::Insert(const Value& value, uint32_t id) {
  if (!Indexes(value)) return;
  auto place = ids_.find(value);
  if (place == ids_.end()) place = ids_.emplace(value.Detached(), std::vector<uint32_t>()).first;
  std::vector<uint32_t>& ids = place->second;
  ids.insert(std::lower_bound(ids.begin(), ids.end(), id), id);
}

void PropertyIndex::Erase(const Value& value, uint32_t id) {
  const auto place = ids_.find(value);
  if (!Indexes(value) || place == ids_.end()) return;
  std::vector<uint32_t>& ids = place->second;
  const auto found = std::lower_bound(ids.begin(), ids.end(), id);
  if (found != ids.end() && *found == id) ids.erase(found);
  if (ids.empty()) ids_.erase(place);
}

std::vector<uint32_t> PropertyIndex::Equal(const Value& value) const {
  const auto place = ids_.find(value);
  return place == ids_.end() ? std::vector<uint32_t>() : place->second;
}

std::vector<uint32_t> PropertyIndex::Range(const Bound& low, const Bound& high) const {
  std::vector<uint32_t> found;
  // A range of numbers holds numbers only, one of strings strings only.
  const Value& sample = low.value.IsNull() ? high.value : low.value;
  auto place = ids_.begin();
  if (!low.value.IsNull()) {
    place = low.inclusive ? ids_.lower_bound(low.value) : ids_.upper_bound(low.value);
  }
  for (; place != ids_.end(); ++place) {
    if (Compare(place->first, sample) == kIncomparable) {
      if (Order(place->first, sample) < 0) continue;
      break;
    }
    if (!high.value.IsNull()) {
      const int against = Compare(place->first, high.value);
      // Of another type (kIncomparable) is above, too.
      if (against > 0 || (against == 0 && !high.inclusive)) break;
    }
    found.insert(found.end(), place->second.begin(), place->second.end());
  }
  return found;
}

size_t PropertyIndex::CountEqual(const Value& value) const {
  const auto place = ids_.find(value);
  return place == ids_.end() ? 0 : place->second.size();
}

size_t PropertyIndex::MemoryBytes() const {
  constexpr size_t kTreeNodeBytes = 4 * sizeof(void*) + sizeof(decltype(ids_)::value_type);
  size_t bytes = ids_.size() * kTreeNodeBytes;
  for (const auto& [value, ids] : ids_) {
    bytes += value.MemoryBytes() + ids.capacity() * sizeof(uint32_t);
  }
  return bytes;
}

}  // namespace graph
