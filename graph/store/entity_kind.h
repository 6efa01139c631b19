// What has an id, labels or a type, and properties.
#pragma once

#include <cstdint>

namespace graph {

enum class EntityKind : uint8_t {
  kNode,
  kRelationship
};

}  // namespace graph
