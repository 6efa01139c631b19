// A vector index that walks a graph of near neighbours (hnswlib): approximate, and quick with millions.
#pragma once

#include <memory>

#include "search/index/vector_index.h"

namespace trellis::search {

inline constexpr size_t kMaxHnswLinks = 512;  // of M: hnswlib reserves 8 M bytes for each vector

std::unique_ptr<VectorIndex> MakeHnswIndex(const VectorOptions& options);

}  // namespace trellis::search
