// Names and their ids, in order of creation: labels, relationship types and property keys of a graph.
// Clients cache these lists by id, so an id never changes and is never reused.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "module_api/cpp/memory.h"

namespace graph {

class NameTable {
 public:
  using Id = uint16_t;
  static constexpr size_t kMaxNames = 65535;

  NameTable() = default;
  NameTable(const NameTable&) = delete;  // the map's keys look into names_
  NameTable& operator=(const NameTable&) = delete;

  [[nodiscard]] std::optional<Id> Find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? std::nullopt : std::optional<Id>(found->second);
  }
  // The id of `name`, which is added if it is new; nothing once the table is full.
  std::optional<Id> Add(std::string_view name) {
    if (const auto id = Find(name)) return id;
    if (names_.size() == kMaxNames) return std::nullopt;
    const auto id = static_cast<Id>(names_.size());
    ids_.emplace(names_.emplace_back(name), id);
    return id;
  }
  [[nodiscard]] const std::string& Name(Id id) const { return names_[id]; }
  [[nodiscard]] size_t size() const { return names_.size(); }
  [[nodiscard]] const std::deque<std::string>& names() const { return names_; }
  // On the heap.
  [[nodiscard]] size_t MemoryBytes() const {
    constexpr size_t kMapNode = sizeof(void*) + sizeof(std::pair<std::string_view, Id>) + 8;
    size_t bytes =
        trellis::HeapBytes(names_) + ids_.size() * kMapNode + ids_.bucket_count() * sizeof(void*);
    for (const std::string& name : names_)
      bytes += trellis::HeapBytes(name);
    return bytes;
  }

 private:
  std::deque<std::string> names_;  // a deque, because its strings stay where they are
  std::unordered_map<std::string_view, Id> ids_;
};

using LabelId = NameTable::Id;
using TypeId = NameTable::Id;

}  // namespace graph
