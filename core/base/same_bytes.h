// Whether two texts are equal, for short ones without a call: keys and fields, which a table compares
// once for each lookup.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace trellis {

inline bool SameBytes(std::string_view a, std::string_view b) {
  // Two loads cover every length between the width of one and twice that; they may overlap.
  const auto same = [&]<typename Word>(Word) {
    Word first[2];
    Word last[2];
    std::memcpy(&first[0], a.data(), sizeof(Word));
    std::memcpy(&first[1], b.data(), sizeof(Word));
    std::memcpy(&last[0], a.data() + a.size() - sizeof(Word), sizeof(Word));
    std::memcpy(&last[1], b.data() + b.size() - sizeof(Word), sizeof(Word));
    return ((first[0] ^ first[1]) | (last[0] ^ last[1])) == 0;
  };
  const size_t size = a.size();
  if (size != b.size()) return false;
  if (size > 2 * sizeof(uint64_t)) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= sizeof(uint64_t)) return same(uint64_t{});
  if (size >= sizeof(uint32_t)) return same(uint32_t{});
  if (size == 0) return true;
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];
}

}  // namespace trellis
