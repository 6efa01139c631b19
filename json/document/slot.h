// One JSON value in eight bytes: the value itself if it is small, else where it lies in the block.
//
// A finite double is stored as it is. The bit patterns of negative NaNs, which no document holds,
// carry everything else:
//
//   63              52 51  48 47            32 31                    0
//   [ 1111 1111 1111 ][ tag  ][ payload                              ]
//     literal          1        0 null, 1 false, 2 true
//     small integer    2        the integer, 48 bits, signed
//     int64, uint64    3, 4                      position of eight bytes
//     string           5        length          position of the text
//     array, object    6, 7     room            position of the run (0: empty)
//     short string     8..14    the text itself, 0 to 6 bytes
//
// A string's length of 65535 means that the text is preceded by its length in four bytes. A run
// with room r > 0 has space for 2^r elements; with room 0 it holds exactly as many as it counts.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace trellis::json {

static_assert(std::endian::native == std::endian::little,
              "short strings lie in a slot's low bytes");

class Slot {
 public:
  enum class Tag : uint8_t {
    kDouble = 0,
    kLiteral = 1,
    kSmallInteger = 2,
    kInt64 = 3,
    kUint64 = 4,
    kString = 5,
    kArray = 6,
    kObject = 7,
    kShortString = 8,  // this plus the length
  };
  static constexpr size_t kMaxShortString = 6;
  static constexpr uint32_t kLongString = 0xffff;
  static constexpr int64_t kSmallIntegerLimit = int64_t{1} << 47;

  constexpr Slot() : bits_(Tagged(Tag::kLiteral, 0)) {}  // null
  static constexpr Slot Boolean(bool value) { return Slot(Tagged(Tag::kLiteral, value ? 2 : 1)); }
  static constexpr Slot Double(double value) { return Slot(std::bit_cast<uint64_t>(value)); }
  static constexpr bool IsSmall(int64_t value) {
    return value >= -kSmallIntegerLimit && value < kSmallIntegerLimit;
  }
  static constexpr Slot SmallInteger(int64_t value) {
    return Slot(Tagged(Tag::kSmallInteger, static_cast<uint64_t>(value) & kPayload));
  }
  static Slot ShortString(std::string_view text) {
    uint64_t payload = 0;
    std::memcpy(&payload, text.data(), text.size());
    return Slot(kNegativeNan | (uint64_t{8} + text.size()) << 48 | payload);
  }
  // A value elsewhere in the block; `detail` is a string's length or a run's room.
  static constexpr Slot At(Tag tag, uint32_t position, uint32_t detail = 0) {
    return Slot(Tagged(tag, uint64_t{detail} << 32 | position));
  }

  constexpr Tag tag() const {
    if (bits_ <= kNegativeNan) return Tag::kDouble;
    const auto tag = static_cast<uint8_t>(bits_ >> 48 & 0xf);
    return tag >= 8 ? Tag::kShortString : static_cast<Tag>(tag);
  }
  constexpr bool is_null() const { return bits_ == Tagged(Tag::kLiteral, 0); }
  constexpr bool is_boolean() const { return tag() == Tag::kLiteral && !is_null(); }
  constexpr bool boolean() const { return bits_ == Tagged(Tag::kLiteral, 2); }
  constexpr double number() const { return std::bit_cast<double>(bits_); }
  constexpr int64_t small_integer() const { return static_cast<int64_t>(bits_ << 16) >> 16; }
  constexpr uint32_t short_length() const { return static_cast<uint32_t>(bits_ >> 48 & 0xf) - 8; }
  constexpr uint32_t position() const { return static_cast<uint32_t>(bits_); }
  constexpr uint32_t detail() const { return static_cast<uint32_t>(bits_ >> 32 & 0xffff); }

 private:
  static constexpr uint64_t kNegativeNan = uint64_t{0xfff} << 52;
  static constexpr uint64_t kPayload = (uint64_t{1} << 48) - 1;

  explicit constexpr Slot(uint64_t bits) : bits_(bits) {}
  static constexpr uint64_t Tagged(Tag tag, uint64_t payload) {
    return kNegativeNan | static_cast<uint64_t>(tag) << 48 | payload;
  }

  uint64_t bits_;
};
static_assert(sizeof(Slot) == 8);

}  // namespace trellis::json
