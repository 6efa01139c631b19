// Builds values into a block from events, in document order, as a parser or a walk over another
// document brings them. Equal names are written once, equal lists of names become one shape; of
// members with the same name the last value wins, at the first one's place.
//
// A container's slots are gathered on a stack until it ends and are then written in one run:
// children lie before their parents, every run is exactly as long as it counts, and building
// appends only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "json/document/document.h"

namespace trellis::json {

// Finds the positions of equal things by hash and size: an open-addressing table that forgets
// quickly.
class PositionTable {
 public:
  PositionTable() : entries_(kSmallest) {}
  void Clear();
  // The position for which same(position) holds, among those of this hash and size; 0 if there is
  // none.
  template <typename Same>
  uint32_t Find(uint64_t hash, uint32_t size, Same same) const {
    const size_t mask = entries_.size() - 1;
    for (size_t at = hash & mask; entries_[at].position != 0; at = (at + 1) & mask) {
      const Entry& entry = entries_[at];
      if (entry.hash == hash && entry.size == size && same(entry.position)) return entry.position;
    }
    return 0;
  }
  void Add(uint64_t hash, uint32_t size, uint32_t position);  // what Find did not find

 private:
  static constexpr size_t kSmallest = 64, kKept = 4096;
  struct Entry {
    uint64_t hash = 0;
    uint32_t size = 0;
    uint32_t position = 0;  // 0: empty
  };
  void Place(const Entry& entry);

  std::vector<Entry> entries_;  // a power of two
  size_t count_ = 0;
};

class Builder {
 public:
  // The block must outlive the building; what was in it stays as it is.
  void Begin(Block& block);

  void Null() { Push(Slot()); }
  void Boolean(bool value) { Push(Slot::Boolean(value)); }
  void Integer(int64_t value);
  void Unsigned(uint64_t value);  // becomes an Integer if it fits one
  void Number(double value) { Push(Slot::Double(value)); }
  void String(std::string_view text);
  void StartArray();
  void EndArray();
  void StartObject();
  void Name(std::string_view name);  // before each member's value
  void EndObject();
  // A whole value of another document, whose block isn't the one that is built into.
  void Copy(Value value);

  // The one value built; the builder is ready for the next, and still knows the block's names and
  // shapes.
  Slot Take();
  // True from when the block would pass kMaxBytes: the events are ignored since, and the value is
  // worthless.
  bool full() const { return full_; }
  // Bytes written since Begin for names and shapes, which another builder may have written before.
  uint32_t naming_bytes() const { return naming_bytes_; }

 private:
  struct Level {
    size_t values, names;  // where this container's begin on the stacks
  };

  void Push(Slot slot) { values_.push_back(slot); }
  bool Room(uint64_t bytes);
  // The shape for the names of the object that ends, from names_[first] on; 0 if they repeat
  // themselves.
  uint32_t ShapeFrom(size_t first);
  void DropDuplicates(const Level& level);

  Block* block_ = nullptr;
  std::vector<Slot> values_;
  std::vector<uint32_t> names_;
  std::vector<Level> levels_;
  PositionTable name_table_, shape_table_;
  uint32_t naming_bytes_ = 0;
  bool full_ = false;
};

}  // namespace trellis::json
