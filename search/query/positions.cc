#include "search/query/positions.h"

#include <algorithm>
#include <limits>

namespace trellis::search {

namespace {

// From each position of the first list the nearest later ones: no choice from there is shorter.
bool OrderedWithinSlop(std::span<const std::vector<uint32_t>> lists, int64_t most) {
  for (const uint32_t first : lists.front()) {
    uint32_t last = first;
    bool found = true;
    for (size_t i = 1; found && i < lists.size(); ++i) {
      const auto next = std::upper_bound(lists[i].begin(), lists[i].end(), last);
      found = next != lists[i].end();
      if (found) last = *next;
    }
    if (!found) return false;  // later starts can't do better
    const int64_t between = int64_t{last} - first + 1 - static_cast<int64_t>(lists.size());
    if (between <= most) return true;
  }
  return false;
}

// Moves the least of the current positions forward until one list ends.
bool AnyOrderWithinSlop(std::span<const std::vector<uint32_t>> lists, int64_t most) {
  std::vector<size_t> at(lists.size(), 0);
  while (true) {
    size_t least = 0;
    uint32_t greatest = 0;
    for (size_t i = 0; i < lists.size(); ++i) {
      if (lists[i][at[i]] < lists[least][at[least]]) least = i;
      greatest = std::max(greatest, lists[i][at[i]]);
    }
    const int64_t between =
        int64_t{greatest} - lists[least][at[least]] + 1 - static_cast<int64_t>(lists.size());
    if (between <= most) return true;
    if (++at[least] == lists[least].size()) return false;
  }
}

}  // namespace

bool WithinSlop(std::span<const std::vector<uint32_t>> lists, int64_t slop, bool in_order) {
  if (lists.size() < 2) return true;
  for (const auto& list : lists) {
    if (list.empty()) return false;
  }
  const int64_t most = slop < 0 ? std::numeric_limits<int64_t>::max() : slop;
  return in_order ? OrderedWithinSlop(lists, most) : AnyOrderWithinSlop(lists, most);
}

uint32_t LeastDifference(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  uint32_t least = std::numeric_limits<uint32_t>::max();
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    least = std::min(least, a[i] > b[j] ? a[i] - b[j] : b[j] - a[i]);
    a[i] < b[j] ? ++i : ++j;
  }
  return least;
}

}  // namespace trellis::search
