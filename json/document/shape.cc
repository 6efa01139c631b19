#include "json/document/shape.h"

#include <algorithm>
#include <bit>
#include <random>

#define XXH_INLINE_ALL  // NOLINT(readability-identifier-naming): the library's switch
#include <xxhash.h>

namespace trellis::json {
namespace {

constexpr uint8_t kLongName = 255;

// The hash table behind a shape's names.
class Index {
 public:
  Index(const Block& block, uint32_t shape, uint32_t capacity)
      : block_(block),
        shape_(shape),
        buckets_(shape + 4 + 4 * capacity),
        mask_(BucketCount(capacity) - 1) {}

  static uint32_t BucketCount(uint32_t capacity) {
    return capacity > kIndexedFrom ? std::bit_ceil(capacity * 2) : 0;
  }
  uint32_t Home(std::string_view text) const {
    return static_cast<uint32_t>(HashText(text)) & mask_;
  }
  uint32_t Home(uint32_t member) const {
    return Home(NameText(block_, ShapeName(block_, shape_, member)));
  }
  uint32_t Next(uint32_t bucket) const { return (bucket + 1) & mask_; }
  uint32_t At(uint32_t bucket) const { return block_.Read<uint32_t>(Place(bucket)); }
  uint32_t Place(uint32_t bucket) const { return buckets_ + 4 * bucket; }

  // The bucket that leads to `member`, which must be there.
  uint32_t BucketOf(uint32_t member) const {
    uint32_t bucket = Home(member);
    while (At(bucket) != member + 1)
      bucket = Next(bucket);
    return bucket;
  }
  uint32_t FreeBucket(uint32_t member) const {
    uint32_t bucket = Home(member);
    while (At(bucket) != 0)
      bucket = Next(bucket);
    return bucket;
  }

 private:
  const Block& block_;
  uint32_t shape_, buckets_, mask_;
};

uint32_t Capacity(const Block& block, uint32_t shape, uint32_t count) {
  return std::max(count, ShapeRoom(block, shape));
}

// Empties a bucket and moves those up that were pushed past it, so that no search stops early.
void EraseBucket(Block& block, const Index& index, uint32_t hole) {
  for (uint32_t next = index.Next(hole); index.At(next) != 0; next = index.Next(next)) {
    const uint32_t home = index.Home(index.At(next) - 1);
    const bool stays = hole <= next ? hole < home && home <= next : hole < home || home <= next;
    if (stays) continue;
    block.Write(index.Place(hole), index.At(next));
    hole = next;
  }
  block.Write(index.Place(hole), uint32_t{0});
}

}  // namespace

uint64_t HashText(std::string_view text) {
  static const uint64_t seed = std::random_device{}() | uint64_t{std::random_device{}()} << 32;
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

uint32_t AppendName(Block& block, std::string_view text) {
  const auto length = static_cast<uint32_t>(text.size());
  if (length < kLongName) {
    const uint32_t name = block.Extend(1 + length);
    block.Write(name, static_cast<uint8_t>(length));
    std::memcpy(const_cast<char*>(block.text(name + 1)), text.data(), length);
    return name;
  }
  const uint32_t name = block.Append(&kLongName, 1);
  block.Append(&length, sizeof(length));
  block.Append(text.data(), length);
  return name;
}

std::string_view NameText(const Block& block, uint32_t name) {
  const auto length = block.Read<uint8_t>(name);
  if (length < kLongName) return {block.text(name + 1), length};
  return {block.text(name + 5), block.Read<uint32_t>(name + 1)};
}

uint32_t ShapeBytes(uint32_t count, uint32_t room) {
  const uint32_t capacity = std::max(count, room);
  return 4 + 4 * capacity + 4 * Index::BucketCount(capacity);
}

uint32_t AppendShape(Block& block, std::span<const uint32_t> names, uint32_t room) {
  const auto count = static_cast<uint32_t>(names.size());
  const uint32_t capacity = std::max(count, room);
  const uint32_t shape = block.Extend(ShapeBytes(count, room));
  block.Write(shape, room);
  for (uint32_t i = 0; i < count; ++i)
    block.Write(shape + 4 + 4 * i, names[i]);
  const uint32_t buckets = Index::BucketCount(capacity);
  if (buckets == 0) return shape;
  const Index index(block, shape, capacity);
  for (uint32_t i = 0; i < buckets; ++i)
    block.Write(index.Place(i), uint32_t{0});
  for (uint32_t i = 0; i < count; ++i)
    block.Write(index.Place(index.FreeBucket(i)), i + 1);
  return shape;
}

std::optional<uint32_t> FindName(const Block& block, uint32_t shape, uint32_t count,
                                 std::string_view text) {
  const uint32_t capacity = Capacity(block, shape, count);
  const auto is = [&](uint32_t member) {
    return NameText(block, ShapeName(block, shape, member)) == text;
  };
  if (capacity <= kIndexedFrom) {
    for (uint32_t i = 0; i < count; ++i) {
      if (is(i)) return i;
    }
    return std::nullopt;
  }
  const Index index(block, shape, capacity);
  for (uint32_t bucket = index.Home(text); index.At(bucket) != 0; bucket = index.Next(bucket)) {
    if (is(index.At(bucket) - 1)) return index.At(bucket) - 1;
  }
  return std::nullopt;
}

void PushName(Block& block, uint32_t shape, uint32_t count, uint32_t name) {
  const uint32_t room = ShapeRoom(block, shape);
  assert(count < room);
  block.Write(shape + 4 + 4 * count, name);
  if (room <= kIndexedFrom) return;
  const Index index(block, shape, room);
  block.Write(index.Place(index.FreeBucket(count)), count + 1);
}

void RemoveName(Block& block, uint32_t shape, uint32_t count, uint32_t index) {
  const uint32_t room = ShapeRoom(block, shape);
  assert(index < count && count <= room);
  const uint32_t last = count - 1;
  if (room > kIndexedFrom) {
    const Index table(block, shape, room);
    EraseBucket(block, table, table.BucketOf(index));
    if (index != last) block.Write(table.Place(table.BucketOf(last)), index + 1);
  }
  block.Write(shape + 4 + 4 * index, ShapeName(block, shape, last));
}

}  // namespace trellis::json
