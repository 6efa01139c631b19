// Chance: one generator (xoshiro256**, D. Blackman and S. Vigna, 2018) for sampling, and the
// system's entropy for what must not be guessed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace trellis {

class Random {
 public:
  explicit Random(uint64_t seed);
  uint64_t Next();
  // Uniform in [0, bound); bound > 0.
  uint64_t Below(uint64_t bound) { return Next() % bound; }

 private:
  uint64_t state_[4];
};

// 64 bits that nobody can foresee.
uint64_t Entropy();
// Fills `size` bytes that nobody can foresee.
void FillRandom(void* bytes, size_t size);
// `length` random hexadecimal digits, e.g. a run id.
std::string RandomHex(size_t length);

}  // namespace trellis
