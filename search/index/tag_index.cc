#include "search/index/tag_index.h"

#include <algorithm>

namespace trellis::search {

void TagIndex::Add(std::string_view value, DocumentId document) {
  auto found = values_.find(value);
  if (found == values_.end()) found = values_.emplace(std::string(value), IdSet()).first;
  found->second.Append(document);
}

const IdSet* TagIndex::Find(std::string_view value) const {
  const auto found = values_.find(value);
  return found == values_.end() ? nullptr : &found->second;
}

size_t TagIndex::memory_bytes() const {
  constexpr size_t kNodeBytes = 48;  // of std::map, beside its value
  size_t bytes = 0;
  for (const auto& [value, documents] : values_) {
    bytes += kNodeBytes + sizeof(std::string) + value.capacity() + documents.memory_bytes();
  }
  return bytes;
}

bool TagIndex::Sweep(const Bitmap& live, std::string* from, size_t count) {
  auto at = values_.upper_bound(*from);
  for (; count > 0 && at != values_.end(); --count) {
    *from = at->first;
    at->second.Sweep(live);
    at = at->second.empty() ? values_.erase(at) : std::next(at);
  }
  return at != values_.end();
}

void ForEachTag(std::string_view text, char separator,
                const std::function<void(std::string_view)>& visit) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end =
        separator == 0 ? text.size() : std::min(text.find(separator, begin), text.size());
    std::string_view value = text.substr(begin, end - begin);
    value.remove_prefix(std::min(value.find_first_not_of(kSpace), value.size()));
    value = value.substr(0, value.find_last_not_of(kSpace) + 1);
    if (!value.empty()) visit(value);
    begin = end + 1;
  }
}

}  // namespace trellis::search
