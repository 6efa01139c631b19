#include "core/base/random.h"

#include <sys/random.h>

#include <bit>
#include <cstdlib>

namespace trellis {

Random::Random(uint64_t seed) {
  // SplitMix64 spreads a poor seed over the whole state.
  for (uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15;
    uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    word = mixed ^ (mixed >> 31);
  }
}

uint64_t Random::Next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

uint64_t Entropy() {
  uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != sizeof bits) std::abort();
  return bits;
}

void FillRandom(void* bytes, size_t size) {
  auto* at = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t got = getrandom(at, size, 0);
    if (got <= 0) std::abort();
    at += got;
    size -= static_cast<size_t>(got);
  }
}

std::string RandomHex(size_t length) {
  std::string text;
  text.reserve(length);
  uint64_t bits = 0;
  for (size_t i = 0; i < length; ++i) {
    if (i % 16 == 0) bits = Entropy();
    text.push_back("0123456789abcdef"[bits & 15]);
    bits >>= 4;
  }
  return text;
}

}  // namespace trellis
