// What a graph that FalkorDB saved had, and this server neither serves nor enforces: full-text and vector
// indexes, and constraints. Kept word for word, so that saving the graph again loses nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/store/entity_kind.h"
#include "graph/store/name_table.h"

namespace graph {

// Bits of KeptField::kinds, in files.
inline constexpr uint64_t kFullTextField = 1;
inline constexpr uint64_t kRangeField = 2 | 4 | 8;  // numbers, points, strings
inline constexpr uint64_t kVectorField = 16;

struct KeptField {
  std::string property;
  uint64_t kinds = 0;
  // How a full-text index reads it.
  double weight = 1;
  uint64_t no_stem = 0;
  std::string phonetic = "no";
  // How a vector index is built; `similarity` is 0 for Euclidean, 2 for cosine.
  uint64_t dimension = 0;
  uint64_t links = 0;  // M
  uint64_t ef_construction = 0;
  uint64_t ef_runtime = 0;
  uint64_t similarity = 0;
};

// All that is indexed of one label or type. Its range fields are here too, for their place among the
// others; Graph::indexes() has those that are served.
struct KeptIndex {
  EntityKind kind = EntityKind::kNode;
  NameTable::Id schema = 0;
  std::string language = "english";
  std::vector<std::string> stopwords;
  std::vector<KeptField> fields;
};

struct KeptConstraint {
  EntityKind kind;
  NameTable::Id schema;
  uint64_t mandatory;  // 1; 0: unique
  std::vector<uint16_t> keys;
};

struct KeptDefinitions {
  std::vector<KeptIndex> indexes;
  std::vector<KeptConstraint> constraints;
};

}  // namespace graph
