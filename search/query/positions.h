// How words stand to each other in a text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trellis::search {

// Whether one position of each list can be chosen so that at most `slop` others lie between them (-1: any
// number), and, with `in_order`, that they ascend in the order of the lists. Lists ascend.
bool WithinSlop(std::span<const std::vector<uint32_t>> lists, int64_t slop, bool in_order);

// The least difference between a position of one list and one of the other.
uint32_t LeastDifference(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

}  // namespace trellis::search
