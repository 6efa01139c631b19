// Damaged forms of what DUMP gave for a module's value, each with a checksum that fits, as someone who means harm
// would make them: cut short, bits turned, items under another kind, lengths beyond all bounds.
//
//   [ tag:1 ][ module id:9 ][ items ... ][ RDB version:2 ][ checksum:8 ]       only the items are damaged
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trellis {

class DamagedPayloads {
 public:
  // Of a payload that has too many places, only some are taken, evenly spread.
  explicit DamagedPayloads(std::string payload);

  [[nodiscard]] size_t count() const { return places_ * kWays; }
  [[nodiscard]] std::string Bytes(size_t i) const;
  // "byte 17 of 60: all bits turned"
  [[nodiscard]] std::string What(size_t i) const;

 private:
  static constexpr size_t kWays = 11;
  static constexpr size_t kMostPlaces = 1000;

  [[nodiscard]] size_t Place(size_t i) const;

  std::string payload_;
  size_t first_ = 0;
  size_t last_ = 0;  // one beyond
  size_t places_ = 0;
};

}  // namespace trellis
