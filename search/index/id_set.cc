#include "search/index/id_set.h"

namespace trellis::search {

void IdSet::Append(DocumentId id) {
  if (bitmap_) {
    bitmap_->add(id);
    return;
  }
  if (!few_.empty() && few_.back() == id) return;
  few_.push_back(id);
  if (few_.size() <= kBitmapFrom) return;
  bitmap_ = std::make_unique<Bitmap>(few_.size(), few_.data());
  few_ = {};
}

const Bitmap& IdSet::Documents(Bitmap& scratch) const {
  if (bitmap_) return *bitmap_;
  scratch = Bitmap(few_.size(), few_.data());
  return scratch;
}

void IdSet::Sweep(const Bitmap& live) {
  if (bitmap_) {
    *bitmap_ &= live;
  } else {
    std::erase_if(few_, [&](DocumentId id) { return !live.contains(id); });
  }
}

size_t IdSet::memory_bytes() const {
  return sizeof(*this) + few_.capacity() * sizeof(DocumentId) +
         (bitmap_ ? bitmap_->getSizeInBytes(false) : 0);
}

}  // namespace trellis::search
