// A vector index that compares with every vector: exact, and best for some ten thousand vectors.
#pragma once

#include <memory>

#include "search/index/vector_index.h"

namespace trellis::search {

std::unique_ptr<VectorIndex> MakeFlatIndex(const VectorOptions& options);

}  // namespace trellis::search
