// A set of document ids that mostly grows at its end: a plain array while small, a bitmap from then on.
#pragma once

#include <memory>
#include <vector>

#include "search/index/bitmap.h"
#include "search/index/document_table.h"

namespace trellis::search {

class IdSet {
 public:
  static constexpr size_t kBitmapFrom = 32;

  // `id` must not be below any in the set; adding the last one again changes nothing.
  void Append(DocumentId id);
  [[nodiscard]] size_t size() const { return bitmap_ ? bitmap_->cardinality() : few_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // A reference to the bitmap that is kept, or to `scratch`, filled.
  const Bitmap& Documents(Bitmap& scratch) const;
  // Drops the ids that are not in `live`.
  void Sweep(const Bitmap& live);
  [[nodiscard]] size_t memory_bytes() const;

 private:
  std::vector<DocumentId> few_;  // empty once there is a bitmap
  std::unique_ptr<Bitmap> bitmap_;
};

}  // namespace trellis::search
