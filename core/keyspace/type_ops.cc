#include "core/keyspace/type_ops.h"

#include <array>
#include <cassert>

namespace trellis::types {
namespace {
std::array<const TypeOps*, kMaxTypes> g_types{};
}  // namespace

void Set(TypeId id, const TypeOps* ops) {
  g_types[id] = ops;
}

TypeId Add(const TypeOps* ops) {
  for (size_t id = kFirstModuleType; id < kMaxTypes; ++id) {
    if (g_types[id] != nullptr) continue;
    g_types[id] = ops;
    return static_cast<TypeId>(id);
  }
  return 0;
}

void Remove(TypeId id) {
  g_types[id] = nullptr;
}

const TypeOps& Of(TypeId id) {
  assert(g_types[id] != nullptr);
  return *g_types[id];
}

const TypeOps* ByRdbTag(uint8_t tag) {
  for (const TypeOps* ops : g_types) {
    if (ops == nullptr) continue;
    for (const uint8_t known : ops->rdb_tags()) {
      if (known == tag) return ops;
    }
  }
  return nullptr;
}

const TypeOps* ByModuleName(uint64_t name_bits) {
  for (const TypeOps* ops : g_types) {
    if (ops != nullptr && ops->module_id() != 0 && ops->module_id() >> 10 == name_bits) return ops;
  }
  return nullptr;
}

TypeId IdOf(const TypeOps& ops) {
  size_t id = 0;
  while (g_types[id] != &ops)
    ++id;
  return static_cast<TypeId>(id);
}

}  // namespace trellis::types
