// A matrix over pairs of node ids, as FalkorDB saves what its nodes and relationships are linked to: the
// members of a GraphBLAS container (GxB_Container; GraphBLAS user guide, "Container methods") in turn:
//
//   block of 608 bytes, the struct itself in memory:
//        0  u64 rows, u64 columns, i64 rows not empty, i64 columns not empty (-1: unknown), u64 entries
//      128  i32 form: 1 hypersparse, 2 sparse       132  i32  0: by row, 1: by column
//      192  pointers, of no use to anyone            448  u8  1: iso, all values are the first
//   five vectors: values, h, p, i, bitmap; each a block of its elements (there may be room for more), a
//     text that names their type ("GrB_UINT32"), and the numbers: elements, bytes, 0
//
// Hypersparse: row h[k] has its columns in i[p[k]] to i[p[k+1]-1]. Sparse: row k has, and h is empty.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/saved/saved_stream.h"

namespace graph {

class SparseMatrix {
 public:
  // Rows ascend, and columns within a row. A matrix of booleans leaves `value` out, in every call.
  void Add(uint32_t row, uint32_t column) {
    if (rows_.empty() || rows_.back() != row) {
      rows_.push_back(row);
      starts_.push_back(static_cast<uint32_t>(columns_.size()));
    }
    columns_.push_back(column);
  }
  void Add(uint32_t row, uint32_t column, uint64_t value) {
    Add(row, column);
    values_.push_back(value);
  }

  // `dimension`: rows and columns. `numbers`: it has values, even if it is empty.
  void Write(SavedWriter& writer, uint64_t dimension, bool numbers) const;

  // Calls visit(row, column, value) for each entry; the value of a boolean one is 0.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t k = 0; k < rows_.size(); ++k) {
      const size_t end = k + 1 < rows_.size() ? starts_[k + 1] : columns_.size();
      for (size_t at = starts_[k]; at < end; ++at)
        visit(rows_[k], columns_[at], values_.empty() ? 0 : values_[at]);
    }
  }

 private:
  std::vector<uint32_t> rows_;    // those not empty
  std::vector<uint32_t> starts_;  // of each of these rows, in columns_
  std::vector<uint32_t> columns_;
  std::vector<uint64_t> values_;
};

struct MatrixEntry {
  uint32_t row;
  uint32_t column;
  uint64_t value;  // 0 in a boolean matrix

  bool operator<(const MatrixEntry& other) const {
    return row != other.row ? row < other.row : column < other.column;
  }
};

// Reads a matrix in any of the forms above, its entries in no particular order. What is kept is bounded by
// the bytes that were there.
std::vector<MatrixEntry> ReadMatrix(SavedReader& reader);
// Reads a matrix that is not needed.
void SkipMatrix(SavedReader& reader);

}  // namespace graph
