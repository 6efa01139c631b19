// A shape: the names of an object's members, in their order. Objects with the same names in the
// same order share one, so that an array of a thousand records holds their names once.
//
//   shape  [ room:4 ][ name:4 ] x capacity [ bucket:4 x 2^k ]
//   name   [ length:1 ][ text ]   or, from 255 bytes, [ 255 ][ length:4 ][ text ]
//
// room 0: shared and immutable, the capacity is the object's count. room > 0: owned by one object,
// with that capacity, for an object that grows member by member. Above kIndexedFrom names of
// capacity a hash table of positions (plus one; 0 is an empty bucket) follows, so that finding a
// name is O(1); below it, O(n).
//
// The count is the object's; each function is told it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "json/document/block.h"

namespace trellis::json {

inline constexpr uint32_t kIndexedFrom = 24;

// Keyed with a seed of this process, so that nobody can choose names that collide.
uint64_t HashText(std::string_view text);

// Writes a name's text and returns its position.
uint32_t AppendName(Block& block, std::string_view text);
std::string_view NameText(const Block& block, uint32_t name);

// Writes a shape; room is 0, or at least the number of names.
uint32_t AppendShape(Block& block, std::span<const uint32_t> names, uint32_t room);

inline uint32_t ShapeRoom(const Block& block, uint32_t shape) {
  return block.Read<uint32_t>(shape);
}
inline uint32_t ShapeName(const Block& block, uint32_t shape, uint32_t index) {
  return block.Read<uint32_t>(shape + 4 + 4 * index);
}
// Bytes that a shape takes, its names' texts not counted.
uint32_t ShapeBytes(uint32_t count, uint32_t room);

std::optional<uint32_t> FindName(const Block& block, uint32_t shape, uint32_t count,
                                 std::string_view text);

// Both need a shape of its own (room > 0); PushName one whose room exceeds count.
void PushName(Block& block, uint32_t shape, uint32_t count, uint32_t name);
// The last name takes the removed one's place.
void RemoveName(Block& block, uint32_t shape, uint32_t count, uint32_t index);

}  // namespace trellis::json
