#include "modules/module_dict.h"

#include <iterator>

bool RedisModuleDict::Add(std::string_view key, void* value) {
  const auto place = entries_.lower_bound(key);
  if (place != entries_.end() && place->first == key) return false;
  entries_.emplace_hint(place, key, value);
  return true;
}

bool RedisModuleDict::Put(std::string_view key, void* value) {
  const auto place = entries_.lower_bound(key);
  if (place == entries_.end() || place->first != key) {
    entries_.emplace_hint(place, key, value);
    return true;
  }
  place->second = value;
  return false;
}

bool RedisModuleDict::Erase(std::string_view key, void** old) {
  const auto place = entries_.find(key);
  if (place == entries_.end()) return false;
  if (old != nullptr) *old = place->second;
  entries_.erase(place);
  return true;
}

void* const* RedisModuleDict::Find(std::string_view key) const {
  const auto place = entries_.find(key);
  return place == entries_.end() ? nullptr : &place->second;
}

size_t RedisModuleDict::MemoryBytes() const {
  // A node of std::map: three pointers and a colour beside the element.
  constexpr size_t kNode = sizeof(Entries::value_type) + 4 * sizeof(void*);
  constexpr size_t kInside = 15;  // what std::string holds without a block
  size_t bytes = sizeof(*this);
  for (const auto& [key, value] : entries_) {
    bytes += kNode + (key.capacity() > kInside ? key.capacity() + 1 : 0);
  }
  return bytes;
}

bool RedisModuleDictIter::StandAt(Position position) {
  ended_ = position == dict_.entries().end();
  if (ended_) return false;
  key_ = position->first;
  value_ = position->second;
  return true;
}

bool RedisModuleDictIter::Seek(std::string_view op, std::string_view key) {
  const auto& entries = dict_.entries();
  // The last of those before `position`.
  const auto before = [&](Position position) {
    return position == entries.begin() ? entries.end() : std::prev(position);
  };
  Position found = entries.end();
  if (op == "^") {
    found = entries.begin();
  } else if (op == "$") {
    found = before(entries.end());
  } else if (op == ">") {
    found = entries.upper_bound(key);
  } else if (op == ">=") {
    found = entries.lower_bound(key);
  } else if (op == "<") {
    found = before(entries.lower_bound(key));
  } else if (op == "<=") {
    found = before(entries.upper_bound(key));
  } else if (op == "==") {
    found = entries.find(key);
  }
  sought_ = StandAt(found);
  return sought_;
}

bool RedisModuleDictIter::Step(bool forward) {
  if (ended_) return false;
  const auto& entries = dict_.entries();
  if (sought_) {
    // What was sought may be gone by now: then its neighbour, in the direction of the step.
    sought_ = false;
    if (const auto still = entries.find(key_); still != entries.end()) return StandAt(still);
  }
  if (forward) return StandAt(entries.upper_bound(key_));
  const auto at = entries.lower_bound(key_);
  return StandAt(at == entries.begin() ? entries.end() : std::prev(at));
}

bool RedisModuleDictIter::Compare(std::string_view op, std::string_view key) const {
  if (ended_) return false;
  const int order = std::string_view(key_).compare(key);
  if (op == "==") return order == 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return op == ">=" && order >= 0;
}
