#include "core/structures/int_set.h"

#include <bit>
#include <cassert>

#include "core/base/small_blocks.h"

namespace trellis {
namespace {

static_assert(std::endian::native == std::endian::little);

size_t WidthOf(int64_t value) {
  if (value >= INT16_MIN && value <= INT16_MAX) return 2;
  return value >= INT32_MIN && value <= INT32_MAX ? 4 : 8;
}

}  // namespace

IntSet IntSet::Copy(IntSet other) {
  if (other.empty()) return {};
  IntSet copy(small_blocks::Allocate(other.bytes()));
  std::memcpy(copy.block_, other.block_, other.bytes());
  return copy;
}

void IntSet::Free() {
  small_blocks::Free(block_, bytes());
  block_ = nullptr;
}

void IntSet::SetCount(size_t count) {
  const auto number = static_cast<uint32_t>(count);
  std::memcpy(block_ + kCountAt, &number, sizeof number);
}

int64_t IntSet::At(size_t index) const {
  assert(index < size());
  const uint8_t* at = Element(index);
  switch (width()) {
    case 2: {
      int16_t value = 0;
      std::memcpy(&value, at, sizeof value);
      return value;
    }
    case 4: {
      int32_t value = 0;
      std::memcpy(&value, at, sizeof value);
      return value;
    }
    default: {
      int64_t value = 0;
      std::memcpy(&value, at, sizeof value);
      return value;
    }
  }
}

size_t IntSet::LowerBound(int64_t value) const {
  size_t first = 0;
  size_t count = size();
  while (count > 0) {
    const size_t half = count / 2;
    if (At(first + half) < value) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first;
}

bool IntSet::Contains(int64_t value) const {
  const size_t index = LowerBound(value);
  return index < size() && At(index) == value;
}

void IntSet::Widen(size_t width) {
  const size_t count = size();
  IntSet wide(small_blocks::Allocate(kHeader + count * width));
  const auto number = static_cast<uint32_t>(width);
  std::memcpy(wide.block_, &number, sizeof number);
  wide.SetCount(count);
  for (size_t i = 0; i < count; ++i)
    wide.Store(i, At(i));
  Free();
  *this = wide;
}

bool IntSet::Insert(int64_t value) {
  const size_t wanted = WidthOf(value);
  if (block_ == nullptr || wanted > width()) Widen(wanted);
  const size_t index = LowerBound(value);
  const size_t count = size();
  if (index < count && At(index) == value) return false;
  block_ = static_cast<uint8_t*>(small_blocks::Resize(block_, bytes(), bytes() + width()));
  std::memmove(Element(index + 1), Element(index), (count - index) * width());
  SetCount(count + 1);
  Store(index, value);
  return true;
}

bool IntSet::Erase(int64_t value) {
  const size_t index = LowerBound(value);
  const size_t count = size();
  if (index == count || At(index) != value) return false;
  if (count == 1) {
    Free();
    return true;
  }
  const size_t old_bytes = bytes();
  std::memmove(Element(index), Element(index + 1), (count - index - 1) * width());
  SetCount(count - 1);
  block_ = static_cast<uint8_t*>(small_blocks::Resize(block_, old_bytes, bytes()));
  return true;
}

void IntSet::Verify() const {
  if (empty()) return;
  assert(width() == 2 || width() == 4 || width() == 8);
  assert(size() > 0);
  for (size_t i = 1; i < size(); ++i)
    assert(At(i - 1) < At(i));
}

}  // namespace trellis
