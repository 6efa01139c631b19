#include "core/base/keyed_hash.h"

#include <xxhash.h>

namespace trellis {
namespace {
uint64_t g_seed = 0x9e3779b97f4a7c15;
}  // namespace

void SeedKeyedHash(uint64_t seed) {
  g_seed = seed;
}

uint64_t KeyedHash(std::string_view bytes) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), g_seed);
}

}  // namespace trellis
