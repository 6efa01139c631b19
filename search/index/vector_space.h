// Vectors as bytes: their element type, how far apart two are, and how they are normalised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "search/index/document_table.h"

namespace trellis::search {

enum class VectorType : uint8_t {
  kFloat32,
  kFloat64
};
enum class VectorMetric : uint8_t {
  kL2,
  kInnerProduct,
  kCosine
};
enum class VectorAlgorithm : uint8_t {
  kFlat,
  kHnsw
};

struct VectorOptions {
  VectorAlgorithm algorithm = VectorAlgorithm::kFlat;
  VectorType type = VectorType::kFloat32;
  VectorMetric metric = VectorMetric::kL2;
  size_t dimensions = 0;
  size_t initial_cap = 0;
  size_t block_size = 1024;  // FLAT
  size_t m = 16;             // HNSW, like all below
  size_t ef_construction = 200;
  size_t ef_runtime = 10;
  double epsilon = 0.01;

  [[nodiscard]] size_t element_bytes() const { return type == VectorType::kFloat32 ? 4 : 8; }
  [[nodiscard]] size_t vector_bytes() const { return dimensions * element_bytes(); }
};

// L2: the squared distance. Inner product and cosine: 1 - dot product; vectors compared by cosine are
// normalised beforehand.
template <typename T>
using DistanceFunction = T (*)(const T* a, const T* b, size_t dimensions);

// The fastest one for this processor.
template <typename T>
DistanceFunction<T> DistanceOf(VectorMetric metric);
extern template DistanceFunction<float> DistanceOf<float>(VectorMetric);
extern template DistanceFunction<double> DistanceOf<double>(VectorMetric);

// The bytes as the index keeps them: aligned, and of length 1 for cosine (a zero vector stays).
template <typename T>
std::vector<T> Prepared(std::string_view bytes, VectorMetric metric);
extern template std::vector<float> Prepared<float>(std::string_view, VectorMetric);
extern template std::vector<double> Prepared<double>(std::string_view, VectorMetric);

struct Neighbour {
  double distance = 0;
  DocumentId document = 0;
  friend bool operator<(const Neighbour& a, const Neighbour& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.document < b.document;
  }
};

}  // namespace trellis::search
