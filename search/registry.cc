#include "search/registry.h"

#include <utility>

namespace trellis::search {

Index* Registry::Find(std::string_view name) const {
  const auto alias = aliases_.find(name);
  return alias != aliases_.end() ? alias->second : FindByName(name);
}

Index* Registry::FindByName(std::string_view name) const {
  const auto found = indexes_.find(name);
  return found == indexes_.end() ? nullptr : found->second.get();
}

bool Registry::Add(std::unique_ptr<Index> index) {
  std::string name = index->definition().name;
  return indexes_.try_emplace(std::move(name), std::move(index)).second;
}

void Registry::Remove(std::string_view name) {
  const auto found = indexes_.find(name);
  if (found == indexes_.end()) return;
  std::erase_if(aliases_, [&](const auto& alias) { return alias.second == found->second.get(); });
  indexes_.erase(found);
}

void Registry::Clear() {
  aliases_.clear();
  indexes_.clear();
}

bool Registry::AddAlias(std::string_view alias, Index& index) {
  return aliases_.try_emplace(std::string(alias), &index).second;
}

void Registry::SetAlias(std::string_view alias, Index& index) {
  aliases_.insert_or_assign(std::string(alias), &index);
}

bool Registry::RemoveAlias(std::string_view alias) {
  const auto found = aliases_.find(alias);
  if (found == aliases_.end()) return false;
  aliases_.erase(found);
  return true;
}

}  // namespace trellis::search
