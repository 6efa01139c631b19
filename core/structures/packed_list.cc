#include "core/structures/packed_list.h"

#include <bit>
#include <cassert>
#include <optional>

#include "core/base/small_blocks.h"

namespace trellis {
namespace {

static_assert(std::endian::native == std::endian::little);

enum Form : uint8_t {
  kTinyInteger = 0x80,
  kShortInteger = 0xc0,
  kMediumString = 0xd0,
  kLongString = 0xe0,
  kInteger = 0xe0,  // plus the number of bytes
  kDouble = 0xe9,
  kHugeString = 0xea,
};
constexpr size_t kLongestShort = 0x7f;
constexpr size_t kLongestMedium = 0xfff;
constexpr int64_t kTinyIntegers = 64;
constexpr int64_t kShortIntegers = kTinyIntegers + 4096;

// Bytes that a number needs in two's complement.
size_t WidthOf(int64_t number) {
  const auto magnitude = static_cast<uint64_t>(number < 0 ? ~number : number);
  return static_cast<size_t>(std::bit_width(magnitude)) / 8 + 1;
}

size_t TwelveBits(const uint8_t* at) {
  return static_cast<size_t>(at[0] & 0xf) << 8 | at[1];
}

}  // namespace

PackedItem::PackedItem(std::string_view text) {
  // Most texts begin with no digit and need no closer look.
  if (!text.empty() && text.size() <= kMaxInt64Text && text[0] <= '9' && text[0] >= '-') {
    const std::optional<int64_t> number = ParseInt64(text);
    if (number) {
      SetInteger(*number);
      return;
    }
  }
  SetText(text);
}

PackedItem PackedItem::Verbatim(std::string_view text) {
  PackedItem item;
  item.SetText(text);
  return item;
}

void PackedItem::SetText(std::string_view text) {
  text_ = text;
  if (text.size() <= kLongestShort) {
    head_[0] = static_cast<uint8_t>(text.size());
    head_size_ = 1;
  } else if (text.size() <= kLongestMedium) {
    head_[0] = static_cast<uint8_t>(kMediumString | text.size() >> 8);
    head_[1] = static_cast<uint8_t>(text.size());
    head_size_ = 2;
  } else {
    const uint64_t size = text.size();
    const size_t width = size <= UINT32_MAX ? sizeof(uint32_t) : sizeof(uint64_t);
    head_[0] = size <= UINT32_MAX ? kLongString : kHugeString;
    std::memcpy(head_ + 1, &size, width);
    head_size_ = static_cast<uint8_t>(1 + width);
  }
}

PackedItem PackedItem::Integer(int64_t number) {
  PackedItem item;
  item.SetInteger(number);
  return item;
}

PackedItem PackedItem::Double(double number) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers up to here are exact
  if (number > -kExact && number < kExact) {
    const auto whole = static_cast<int64_t>(number);
    if (static_cast<double>(whole) == number) return Integer(whole);
  }
  PackedItem item;
  item.head_[0] = kDouble;
  std::memcpy(item.head_ + 1, &number, sizeof number);
  item.head_size_ = 1 + sizeof number;
  return item;
}

void PackedItem::SetInteger(int64_t number) {
  if (number >= 0 && number < kShortIntegers) {
    if (number < kTinyIntegers) {
      head_[0] = static_cast<uint8_t>(kTinyInteger + number);
      head_size_ = 1;
      return;
    }
    const int64_t rest = number - kTinyIntegers;
    head_[0] = static_cast<uint8_t>(kShortInteger | rest >> 8);
    head_[1] = static_cast<uint8_t>(rest);
    head_size_ = 2;
    return;
  }
  const size_t width = WidthOf(number);
  head_[0] = static_cast<uint8_t>(kInteger + width);
  std::memcpy(head_ + 1, &number, width);
  head_size_ = static_cast<uint8_t>(1 + width);
}

PackedList PackedList::Copy(PackedList other) {
  if (other.empty()) return {};
  PackedList copy(small_blocks::Allocate(other.bytes()));
  std::memcpy(copy.block_, other.block_, other.bytes());
  return copy;
}

void PackedList::Free() {
  if (block_ != nullptr) small_blocks::Free(block_, bytes());
  block_ = nullptr;
}

size_t PackedList::LongSizeAt(Position at) {
  const uint8_t form = *at;
  if (form < kMediumString) return 2;
  if (form < kLongString) return 2 + TwelveBits(at);
  if (form == kLongString || form == kHugeString) {
    const size_t width = form == kLongString ? sizeof(uint32_t) : sizeof(uint64_t);
    uint64_t size = 0;
    std::memcpy(&size, at + 1, width);
    return 1 + width + size;
  }
  return 1 + (form == kDouble ? sizeof(double) : form - kInteger);
}

PackedElement PackedList::At(Position at) {
  const uint8_t form = *at;
  const char* bytes = reinterpret_cast<const char*>(at);
  if (form < kTinyInteger) return {.text = bytes + 1, .size = form};
  if (form < kShortInteger) return {.number = form - kTinyInteger};
  if (form < kMediumString) {
    return {.number = static_cast<int64_t>(TwelveBits(at)) + kTinyIntegers};
  }
  if (form < kLongString) return {.text = bytes + 2, .size = TwelveBits(at)};
  if (form == kLongString || form == kHugeString) {
    const size_t width = form == kLongString ? sizeof(uint32_t) : sizeof(uint64_t);
    uint64_t size = 0;
    std::memcpy(&size, at + 1, width);
    return {.text = bytes + 1 + width, .size = size};
  }
  assert(form != kDouble);
  const size_t width = form - kInteger;
  uint64_t number = 0;
  std::memcpy(&number, at + 1, width);
  const size_t spare = 64 - width * 8;
  return {.number = static_cast<int64_t>(number << spare) >> spare};
}

double PackedList::DoubleAt(Position at) {
  if (*at != kDouble) return static_cast<double>(At(at).number);
  double number = 0;
  std::memcpy(&number, at + 1, sizeof number);
  return number;
}

PackedList::Position PackedList::Seek(size_t index) const {
  Position at = begin();
  const Position last = end();
  for (; index > 0 && at != last; --index)
    at = Next(at);
  return at;
}

PackedList::Position PackedList::Find(const PackedItem& item, size_t step) const {
  const Position last = end();
  for (Position at = begin(); at != last;) {
    if (item.EqualTo(at)) return at;
    for (size_t i = 0; i < step && at != last; ++i)
      at = Next(at);
  }
  return nullptr;
}

void PackedList::Splice(Position at, size_t removed, std::span<const PackedItem> added) {
  const size_t old_bytes = block_ == nullptr ? kHeader : bytes();
  const size_t offset = block_ == nullptr ? kHeader : static_cast<size_t>(at - block_);
  size_t old_part = 0;
  for (size_t i = 0; i < removed; ++i)
    old_part += SizeAt(block_ + offset + old_part);
  size_t new_part = 0;
  for (const PackedItem& item : added)
    new_part += item.size();
  const size_t count = size() - removed + added.size();
  if (count == 0) {
    Free();
    return;
  }
  const size_t new_bytes = old_bytes - old_part + new_part;
  assert(count <= kMaxElements && new_bytes <= kMaxBytes);
  const size_t tail = old_bytes - offset - old_part;
  // The tail moves while the block is at its larger size.
  if (block_ != nullptr && new_bytes < old_bytes) {
    std::memmove(block_ + offset + new_part, block_ + offset + old_part, tail);
  }
  block_ = static_cast<uint8_t*>(
      small_blocks::Resize(block_, block_ == nullptr ? 0 : old_bytes, new_bytes));
  if (new_bytes > old_bytes) {
    std::memmove(block_ + offset + new_part, block_ + offset + old_part, tail);
  }
  uint8_t* to = block_ + offset;
  for (const PackedItem& item : added) {
    item.WriteTo(to);
    to += item.size();
  }
  const auto bytes_field = static_cast<uint32_t>(new_bytes);
  const auto count_field = static_cast<uint16_t>(count);
  std::memcpy(block_, &bytes_field, sizeof bytes_field);
  std::memcpy(block_ + kCountAt, &count_field, sizeof count_field);
}

void PackedList::Verify() const {
  size_t count = 0;
  Position at = begin();
  while (at < end()) {
    at = Next(at);
    ++count;
  }
  assert(at == end());
  assert(count == size());
  assert(empty() == (count == 0));
  (void)count;
}

}  // namespace trellis
