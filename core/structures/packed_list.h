// A sequence of short strings and numbers in one block: what small hashes, sorted sets and sets are
// made of.
//
//   [ bytes:4 ][ count:2 ][ element ] ... [ element ]          bytes: of the whole block
//
// An element begins with one byte that tells its form and, mostly, its length:
//
//   00..7f  a string of that many bytes            d0..df  a string, 12 bits of length
//   80..bf  the integer 0..63                      e0      a string, 32 bits of length
//   c0..cf  the integer 64..4159, 12 bits          e1..e8  a signed integer of 1..8 bytes, LE
//                                                  e9      a double, 8 bytes
//                                                  ea      a string, 64 bits of length
//
// A string that is the canonical decimal text of an int64 is kept as the integer, always in the
// shortest form. So equal strings have equal bytes, and looking for one is a comparison of bytes.
// There is no way to walk backwards: collections are small, and a length at each element's end costs
// them a fifth of their memory.
//
// A PackedList is a pointer and owns nothing by itself, so that it can live in an entry's slot:
// whoever holds it calls Free. No block is an empty list. Blocks come from small_blocks.
// Cost: everything is O(bytes). Any change invalidates positions. Threads: none.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "core/base/number_text.h"

namespace trellis {

// An element as it is read; text points into the block.
struct PackedElement {
  const char* text = nullptr;  // null: an integer
  size_t size = 0;
  int64_t number = 0;

  [[nodiscard]] bool integer() const { return text == nullptr; }
  // `digits` has room for kMaxInt64Text.
  std::string_view Text(char* digits) const {
    return integer() ? std::string_view(digits, FormatInt64(number, digits))
                     : std::string_view(text, size);
  }
};

// An element on its way in: its first bytes, and the text that follows them, borrowed.
class PackedItem {
 public:
  explicit PackedItem(std::string_view text);
  // Kept as a string even if it is the text of an integer.
  static PackedItem Verbatim(std::string_view text);
  static PackedItem Integer(int64_t number);
  // An integer if it is one; -0 becomes 0, as in a listpack.
  static PackedItem Double(double number);
  static PackedItem Of(const PackedElement& element) {
    return element.integer() ? Integer(element.number)
                             : PackedItem(std::string_view(element.text, element.size));
  }

  [[nodiscard]] size_t size() const { return head_size_ + text_.size(); }
  void WriteTo(uint8_t* at) const {
    std::memcpy(at, head_, head_size_);
    if (!text_.empty()) std::memcpy(at + head_size_, text_.data(), text_.size());
  }
  [[nodiscard]] bool EqualTo(const uint8_t* element) const {
    return element[0] == head_[0] && std::memcmp(element, head_, head_size_) == 0 &&
           (text_.empty() || std::memcmp(element + head_size_, text_.data(), text_.size()) == 0);
  }

 private:
  PackedItem() = default;
  void SetText(std::string_view text);
  void SetInteger(int64_t number);

  uint8_t head_[9] = {};
  uint8_t head_size_ = 0;
  std::string_view text_;
};

class PackedList {
 public:
  using Position = const uint8_t*;
  // A list that would become larger than this must not be packed.
  static constexpr size_t kMaxBytes = size_t{1} << 30;
  static constexpr size_t kMaxElements = UINT16_MAX;

  PackedList() = default;
  explicit PackedList(void* block) : block_(static_cast<uint8_t*>(block)) {}
  [[nodiscard]] void* block() const { return block_; }
  static PackedList Copy(PackedList other);
  void Free();

  [[nodiscard]] size_t size() const {
    uint16_t count = 0;
    if (block_ != nullptr) std::memcpy(&count, block_ + kCountAt, sizeof count);
    return count;
  }
  [[nodiscard]] bool empty() const { return block_ == nullptr; }
  // Bytes of the block.
  [[nodiscard]] size_t bytes() const {
    uint32_t bytes = 0;
    if (block_ != nullptr) std::memcpy(&bytes, block_, sizeof bytes);
    return bytes;
  }
  // Whether `elements` more of together `bytes` may be added.
  [[nodiscard]] bool HasRoom(size_t elements, size_t added) const {
    return size() + elements <= kMaxElements && bytes() + added <= kMaxBytes;
  }

  [[nodiscard]] Position begin() const { return block_ == nullptr ? nullptr : block_ + kHeader; }
  [[nodiscard]] Position end() const { return block_ == nullptr ? nullptr : block_ + bytes(); }
  static Position Next(Position at) { return at + SizeAt(at); }
  static PackedElement At(Position at);
  // Of an element that PackedItem::Double or Integer made.
  static double DoubleAt(Position at);
  // The element numbered `index`, or end().
  [[nodiscard]] Position Seek(size_t index) const;
  // The first of begin(), begin() + step, ... that equals the item, or null.
  [[nodiscard]] Position Find(const PackedItem& item, size_t step) const;

  // Replaces `removed` elements, from `at` on, by `added`, whose texts lie outside of this block.
  // All other changes are this one.
  void Splice(Position at, size_t removed, std::span<const PackedItem> added);
  void Append(std::span<const PackedItem> added) { Splice(end(), 0, added); }
  void Erase(Position at, size_t count) { Splice(at, count, {}); }

  // Asserts that the elements fill the block and are as many as it says.
  void Verify() const;

 private:
  static constexpr size_t kCountAt = 4;
  static constexpr size_t kHeader = 6;

  // Bytes of the element.
  static size_t SizeAt(Position at) {
    const uint8_t form = *at;
    if (form < 0x80) return 1 + size_t{form};
    if (form < 0xc0) return 1;
    return LongSizeAt(at);
  }
  static size_t LongSizeAt(Position at);

  uint8_t* block_ = nullptr;
};
static_assert(sizeof(PackedList) == 8);

}  // namespace trellis
