#include "search/index/numeric_tree.h"

#include <algorithm>

namespace trellis::search {

size_t NumericTree::LeafOf(double value) const {
  // Equal values may begin in the leaf before the one that starts with them.
  const auto at = std::partition_point(leaves_.begin(), leaves_.end(), [&](const auto& leaf) {
    return leaf->values.back() < value;
  });
  return static_cast<size_t>(at - leaves_.begin());
}

void NumericTree::Insert(double value, DocumentId document) {
  if (leaves_.empty()) leaves_.push_back(std::make_unique<Leaf>());
  // Ids only grow, so among equal values the new pair is the last: take the last leaf it can stand in.
  const auto behind =
      std::partition_point(leaves_.begin() + 1, leaves_.end(),
                           [&](const auto& leaf) { return leaf->values.front() <= value; });
  const size_t index = static_cast<size_t>(behind - leaves_.begin()) - 1;
  Leaf& leaf = *leaves_[index];
  const auto place = std::upper_bound(leaf.values.begin(), leaf.values.end(), value);
  leaf.documents.insert(leaf.documents.begin() + (place - leaf.values.begin()), document);
  leaf.values.insert(place, value);
  ++size_;
  if (leaf.values.size() < kLeafEntries) return;
  // Values that ascend as they come fill the last leaf: leave it nearly full then.
  const bool at_end = index + 1 == leaves_.size() && leaf.documents.back() == document;
  const ptrdiff_t keep = at_end ? kLeafEntries - 1 : kLeafEntries / 2;
  auto right = std::make_unique<Leaf>();
  right->values.assign(leaf.values.begin() + keep, leaf.values.end());
  right->documents.assign(leaf.documents.begin() + keep, leaf.documents.end());
  leaf.values.resize(static_cast<size_t>(keep));
  leaf.documents.resize(static_cast<size_t>(keep));
  leaves_.insert(leaves_.begin() + static_cast<ptrdiff_t>(index) + 1, std::move(right));
}

void NumericTree::Collect(const NumericRange& range, std::vector<DocumentId>& out) const {
  for (size_t i = LeafOf(range.min); i < leaves_.size(); ++i) {
    const Leaf& leaf = *leaves_[i];
    if (leaf.values.front() > range.max) return;
    if (range.Contains(leaf.values.front()) && range.Contains(leaf.values.back())) {
      out.insert(out.end(), leaf.documents.begin(), leaf.documents.end());
      continue;
    }
    for (size_t j = 0; j < leaf.values.size(); ++j) {
      if (range.Contains(leaf.values[j])) out.push_back(leaf.documents[j]);
    }
  }
}

size_t NumericTree::Estimate(const NumericRange& range) const {
  size_t pairs = 0;
  for (size_t i = LeafOf(range.min); i < leaves_.size(); ++i) {
    if (leaves_[i]->values.front() > range.max) break;
    pairs += leaves_[i]->values.size();
  }
  return pairs;
}

size_t NumericTree::memory_bytes() const {
  size_t bytes = sizeof(*this) + leaves_.capacity() * sizeof(leaves_[0]);
  for (const auto& leaf : leaves_) {
    bytes += sizeof(Leaf) + leaf->values.capacity() * sizeof(double) +
             leaf->documents.capacity() * sizeof(DocumentId);
  }
  return bytes;
}

size_t NumericTree::Sweep(const Bitmap& live, size_t first, size_t count) {
  const size_t end = std::min(leaves_.size(), first + count);
  for (size_t i = first; i < end; ++i) {
    Leaf& leaf = *leaves_[i];
    size_t kept = 0;
    for (size_t j = 0; j < leaf.values.size(); ++j) {
      if (!live.contains(leaf.documents[j])) continue;
      leaf.values[kept] = leaf.values[j];
      leaf.documents[kept++] = leaf.documents[j];
    }
    size_ -= leaf.values.size() - kept;
    leaf.values.resize(kept);
    leaf.documents.resize(kept);
  }
  const size_t emptied =
      std::erase_if(leaves_, [](const auto& leaf) { return leaf->values.empty(); });
  return end - emptied;
}

}  // namespace trellis::search
