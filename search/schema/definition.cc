#include "search/schema/definition.h"

#include <algorithm>

namespace trellis::search {

bool Definition::Covers(std::string_view key) const {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return key.starts_with(prefix); });
}

const Field* Definition::FindField(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

size_t Definition::sort_slots() const {
  return static_cast<size_t>(std::count_if(fields.begin(), fields.end(),
                                           [](const Field& field) { return field.sortable; }));
}

void Definition::NumberFields() {
  size_t text_bit = 0;
  size_t sort_slot = 0;
  for (Field& field : fields) {
    if (field.type == FieldType::kText) field.text_bit = text_bit++;
    if (field.sortable) field.sort_slot = sort_slot++;
  }
}

std::string_view NameOf(FieldType type) {
  switch (type) {
    case FieldType::kText: return "TEXT";
    case FieldType::kTag: return "TAG";
    case FieldType::kNumeric: return "NUMERIC";
    case FieldType::kGeo: return "GEO";
    case FieldType::kVector: return "VECTOR";
  }
  return {};
}

std::string_view NameOf(VectorType type) {
  return type == VectorType::kFloat32 ? "FLOAT32" : "FLOAT64";
}

std::string_view NameOf(VectorMetric metric) {
  switch (metric) {
    case VectorMetric::kL2: return "L2";
    case VectorMetric::kInnerProduct: return "IP";
    case VectorMetric::kCosine: return "COSINE";
  }
  return {};
}

std::string_view NameOf(VectorAlgorithm algorithm) {
  return algorithm == VectorAlgorithm::kFlat ? "FLAT" : "HNSW";
}

}  // namespace trellis::search
