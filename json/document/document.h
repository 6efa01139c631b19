// A JSON document in one block of memory (block.h), and how it is read.
//
//   array   [ count:4 ][ slot ] x count          object  [ count:4 ][ shape:4 ][ slot ] x count
//
// A value is known by its place: the position of its slot. Places stay valid while other values
// change, except that growing an array or object by a value moves its own elements, and Tidy moves
// everything. An array's element and an object's i-th member are found in O(1). Threads: a document
// belongs to one at a time.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string_view>

#include "json/document/block.h"
#include "json/document/shape.h"
#include "json/document/slot.h"

namespace trellis::json {

// Containers inside each other; one more is refused wherever a value comes in, so that all
// recursion over documents is bounded, and what was saved always loads.
inline constexpr uint32_t kMaxDepth = 127;
// A document's block at most. Far enough below 2^32 that one command, which may at worst move every
// run to twice its size, stays within 32-bit positions.
inline constexpr uint64_t kMaxBytes = uint64_t{1} << 30;

// Numbered as TrellisJsonKind.
enum class Kind : uint8_t {
  kNone = 0,
  kNull = 1,
  kBoolean = 2,
  kInteger = 3,
  kNumber = 4,
  kString = 5,
  kArray = 6,
  kObject = 7
};

class Document;
struct Member;

// One value of a document, or none; borrowed from the document.
class Value {
 public:
  Value() = default;
  Value(const Document& document, uint32_t place) : document_(&document), place_(place) {}

  explicit operator bool() const { return document_ != nullptr; }
  const Document* document() const { return document_; }
  uint32_t place() const { return place_; }

  Kind kind() const;  // kNone for no value
  // The rest may be asked of the kind it names only.
  bool boolean() const;
  bool fits_int64() const;            // of an integer
  int64_t integer() const;            // if it fits
  uint64_t unsigned_integer() const;  // if it does not
  double number() const;              // also of integers, rounded to the nearest double
  std::string_view string() const;
  uint32_t size() const;  // of an array or object
  Value element(uint32_t index) const;
  Member member(uint32_t index) const;
  Value find(std::string_view name) const;  // no value if there is no such member

 private:
  Slot slot() const;
  const Block& block() const;

  const Document* document_ = nullptr;
  uint32_t place_ = 0;
};

struct Member {
  std::string_view name;
  Value value;
};

class Document {
 public:
  Document() = default;  // null
  explicit Document(Block block) : block_(std::move(block)) {}

  Value root() const { return {*this, Block::kRoot}; }
  const Block& block() const { return block_; }
  Block& block() { return block_; }
  // All that the document holds in memory.
  size_t memory_bytes() const { return sizeof(Document) + block_.capacity(); }
  // Whether so many bytes may be added.
  bool Fits(uint64_t bytes) const { return block_.size() + bytes <= kMaxBytes; }

 private:
  Block block_;
};

// Where the elements of the array or object in `slot` begin, and how many there are (0 for an empty
// one).
inline uint32_t RunCount(const Block& block, Slot slot) {
  return slot.position() == 0 ? 0 : block.Read<uint32_t>(slot.position());
}
inline uint32_t RunElements(Slot slot) {
  return slot.position() + (slot.tag() == Slot::Tag::kObject ? 8 : 4);
}
inline uint32_t RunShape(const Block& block, Slot slot) {
  return block.Read<uint32_t>(slot.position() + 4);
}

inline const Block& Value::block() const {
  return document_->block();
}
inline Slot Value::slot() const {
  return block().Read<Slot>(place_);
}

inline Kind Value::kind() const {
  if (document_ == nullptr) return Kind::kNone;
  const Slot slot = this->slot();
  switch (slot.tag()) {
    case Slot::Tag::kDouble: return Kind::kNumber;
    case Slot::Tag::kLiteral: return slot.is_null() ? Kind::kNull : Kind::kBoolean;
    case Slot::Tag::kSmallInteger:
    case Slot::Tag::kInt64:
    case Slot::Tag::kUint64: return Kind::kInteger;
    case Slot::Tag::kString:
    case Slot::Tag::kShortString: return Kind::kString;
    case Slot::Tag::kArray: return Kind::kArray;
    case Slot::Tag::kObject: return Kind::kObject;
  }
  return Kind::kNone;
}

inline bool Value::boolean() const {
  return slot().boolean();
}

inline bool Value::fits_int64() const {
  return slot().tag() != Slot::Tag::kUint64;
}

inline int64_t Value::integer() const {
  const Slot slot = this->slot();
  if (slot.tag() == Slot::Tag::kSmallInteger) return slot.small_integer();
  assert(slot.tag() == Slot::Tag::kInt64);
  return block().Read<int64_t>(slot.position());
}

inline uint64_t Value::unsigned_integer() const {
  return block().Read<uint64_t>(slot().position());
}

inline double Value::number() const {
  const Slot slot = this->slot();
  if (slot.tag() == Slot::Tag::kDouble) return slot.number();
  if (slot.tag() == Slot::Tag::kUint64) return static_cast<double>(unsigned_integer());
  return static_cast<double>(integer());
}

inline std::string_view Value::string() const {
  const Slot slot = this->slot();
  if (slot.tag() == Slot::Tag::kShortString) return {block().text(place_), slot.short_length()};
  assert(slot.tag() == Slot::Tag::kString);
  if (slot.detail() < Slot::kLongString) return {block().text(slot.position()), slot.detail()};
  return {block().text(slot.position() + 4), block().Read<uint32_t>(slot.position())};
}

inline uint32_t Value::size() const {
  return RunCount(block(), slot());
}

inline Value Value::element(uint32_t index) const {
  return {*document_, RunElements(slot()) + 8 * index};
}

inline Member Value::member(uint32_t index) const {
  const Slot slot = this->slot();
  const uint32_t name = ShapeName(block(), RunShape(block(), slot), index);
  return {NameText(block(), name), {*document_, RunElements(slot) + 8 * index}};
}

inline Value Value::find(std::string_view name) const {
  const Slot slot = this->slot();
  const uint32_t count = RunCount(block(), slot);
  if (count == 0) return {};
  const auto index = FindName(block(), RunShape(block(), slot), count, name);
  if (!index) return {};
  return {*document_, RunElements(slot) + 8 * *index};
}

// Bytes that a value takes beside its slot, everything below it included, shapes and names not.
uint64_t BytesBelow(const Block& block, Slot slot);
// Containers inside each other, this one counted: 0 for a scalar.
uint32_t DepthOf(Value value);
// Deep equality; the order of members is nothing. JSON.ARRINDEX takes 1 and 1.0 for different (by
// kind), a path's filter takes them for the same (by value).
enum class Numbers : uint8_t {
  kByKind,
  kByValue
};
bool Same(Value left, Value right, Numbers numbers);

}  // namespace trellis::json
