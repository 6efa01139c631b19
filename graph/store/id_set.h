// A set of entity ids: the nodes that carry one label, or the relationships of one type. A CRoaring bitmap, so a
// label on every node costs next to nothing, and sets are intersected many ids at a time.
#pragma once

#include <roaring/roaring.h>

#include <cstdint>
#include <memory>

namespace graph {

class IdSet {
 public:
  IdSet() : bitmap_(roaring_bitmap_create()) {}

  void Insert(uint32_t id) { roaring_bitmap_add(bitmap_.get(), id); }
  void Erase(uint32_t id) { roaring_bitmap_remove(bitmap_.get(), id); }
  [[nodiscard]] bool Contains(uint32_t id) const {
    return roaring_bitmap_contains(bitmap_.get(), id);
  }
  [[nodiscard]] uint64_t size() const { return roaring_bitmap_get_cardinality(bitmap_.get()); }
  [[nodiscard]] size_t MemoryBytes() const {
    return roaring_bitmap_portable_size_in_bytes(bitmap_.get());
  }

  // Puts the first id that is `from` or greater into `id`; false if there is none.
  [[nodiscard]] bool FirstFrom(uint32_t from, uint32_t* id) const {
    roaring_uint32_iterator_t position;
    roaring_init_iterator(bitmap_.get(), &position);
    if (!roaring_move_uint32_iterator_equalorlarger(&position, from)) return false;
    *id = position.current_value;
    return true;
  }

 private:
  struct Free {
    void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
  };
  std::unique_ptr<roaring_bitmap_t, Free> bitmap_;
};

}  // namespace graph
