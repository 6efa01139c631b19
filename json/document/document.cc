#include "json/document/document.h"

#include <algorithm>
#include <cassert>

namespace trellis::json {

uint64_t BytesBelow(const Block& block, Slot slot) {
  switch (slot.tag()) {
    case Slot::Tag::kInt64:
    case Slot::Tag::kUint64: return 8;
    case Slot::Tag::kString:
      if (slot.detail() < Slot::kLongString) return slot.detail();
      return 4 + uint64_t{block.Read<uint32_t>(slot.position())};
    case Slot::Tag::kArray:
    case Slot::Tag::kObject: {
      if (slot.position() == 0) return 0;
      const uint32_t count = RunCount(block, slot), first = RunElements(slot);
      const uint32_t capacity = slot.detail() == 0 ? count : uint32_t{1} << slot.detail();
      uint64_t bytes = first - slot.position() + uint64_t{8} * capacity;
      for (uint32_t i = 0; i < count; ++i) {
        bytes += BytesBelow(block, block.Read<Slot>(first + 8 * i));
      }
      return bytes;
    }
    default: return 0;
  }
}

uint32_t DepthOf(Value value) {
  const Kind kind = value.kind();
  if (kind != Kind::kArray && kind != Kind::kObject) return 0;
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < value.size(); ++i) {
    deepest = std::max(deepest, DepthOf(value.element(i)));
  }
  return deepest + 1;
}

namespace {

bool SameInteger(Value left, Value right) {
  if (left.fits_int64() != right.fits_int64()) return false;
  return left.fits_int64() ? left.integer() == right.integer()
                           : left.unsigned_integer() == right.unsigned_integer();
}

bool SameElements(Value left, Value right, Numbers numbers) {
  if (left.size() != right.size()) return false;
  for (uint32_t i = 0; i < left.size(); ++i) {
    if (!Same(left.element(i), right.element(i), numbers)) return false;
  }
  return true;
}

bool SameMembers(Value left, Value right, Numbers numbers) {
  if (left.size() != right.size()) return false;
  for (uint32_t i = 0; i < left.size(); ++i) {
    const Member member = left.member(i);
    const Value other = right.find(member.name);
    if (!other || !Same(member.value, other, numbers)) return false;
  }
  return true;
}

bool IsNumber(Kind kind) {
  return kind == Kind::kInteger || kind == Kind::kNumber;
}

}  // namespace

bool Same(Value left, Value right, Numbers numbers) {
  const Kind kind = left.kind();
  if (kind != right.kind()) {
    return numbers == Numbers::kByValue && IsNumber(kind) && IsNumber(right.kind()) &&
           left.number() == right.number();
  }
  switch (kind) {
    case Kind::kBoolean: return left.boolean() == right.boolean();
    case Kind::kInteger: return SameInteger(left, right);
    case Kind::kNumber: return left.number() == right.number();
    case Kind::kString: return left.string() == right.string();
    case Kind::kArray: return SameElements(left, right, numbers);
    case Kind::kObject: return SameMembers(left, right, numbers);
    default: return true;
  }
}

}  // namespace trellis::json
