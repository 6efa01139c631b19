// The hash of all tables that hold what clients send: XXH3 with a seed drawn at start, so that a
// client can't choose keys that collide.
#pragma once

#include <cstdint>
#include <string_view>

namespace trellis {

// Draws the process' secret; call once, before the first table is made.
void SeedKeyedHash(uint64_t seed);

uint64_t KeyedHash(std::string_view bytes);

}  // namespace trellis
