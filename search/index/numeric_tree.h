// The values of a numeric field, in order, each with its document.
//
// Two levels: a directory of leaves, each a run of at most kLeafEntries (value, document) pairs sorted by
// value, then document. A leaf that is full splits in half. A document may have several values. Documents
// that died stay until they are swept.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "search/index/bitmap.h"
#include "search/index/document_table.h"

namespace trellis::search {

struct NumericRange {
  double min = 0;
  double max = 0;
  bool min_inclusive = true;
  bool max_inclusive = true;

  [[nodiscard]] bool Contains(double value) const {
    return (min_inclusive ? value >= min : value > min) &&
           (max_inclusive ? value <= max : value < max);
  }
};

class NumericTree {
 public:
  static constexpr size_t kLeafEntries = 512;

  // `value` must not be NaN.
  void Insert(double value, DocumentId document);
  // Adds the documents with a value in the range to `out`, in no order and possibly more than once.
  void Collect(const NumericRange& range, std::vector<DocumentId>& out) const;
  // Calls `visit(value, document)` for each pair in the range, by value.
  template <typename Visit>
  void ForEach(const NumericRange& range, Visit&& visit) const {
    for (size_t i = LeafOf(range.min); i < leaves_.size(); ++i) {
      const Leaf& leaf = *leaves_[i];
      for (size_t j = 0; j < leaf.values.size(); ++j) {
        if (leaf.values[j] > range.max) return;
        if (range.Contains(leaf.values[j])) visit(leaf.values[j], leaf.documents[j]);
      }
    }
  }
  // An upper bound of the pairs in the range, exact to a leaf.
  [[nodiscard]] size_t Estimate(const NumericRange& range) const;

  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t leaves() const { return leaves_.size(); }
  [[nodiscard]] size_t memory_bytes() const;
  // Sweeps leaves [first, first + count) and returns the first that is left to do: leaves() when none is.
  size_t Sweep(const Bitmap& live, size_t first, size_t count);

 private:
  struct Leaf {
    std::vector<double> values;
    std::vector<DocumentId> documents;
  };
  // The leaf that holds, or would hold, the first pair of `value`.
  [[nodiscard]] size_t LeafOf(double value) const;

  std::vector<std::unique_ptr<Leaf>> leaves_;  // none is empty
  size_t size_ = 0;
};

}  // namespace trellis::search
