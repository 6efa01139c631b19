#include "graph/query_cache.h"

namespace graph {

std::shared_ptr<Query> QueryCache::Find(std::string_view text) {
  const auto found = places_.find(text);
  if (found == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return entries_.front().query;
}

void QueryCache::Add(std::string_view text, std::shared_ptr<Query> query, size_t capacity) {
  while (!entries_.empty() && entries_.size() >= capacity) {
    places_.erase(entries_.back().text);
    entries_.pop_back();
  }
  if (capacity == 0) return;
  entries_.push_front({std::string(text), std::move(query)});
  places_[entries_.front().text] = entries_.begin();
}

}  // namespace graph
