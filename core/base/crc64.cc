#include "core/base/crc64.h"

#include <array>
#include <cstring>

namespace trellis {
namespace {

// Slicing by eight: table k holds the effect of a byte that lies k bytes further back.
constexpr std::array<std::array<uint64_t, 256>, 8> MakeTables() {
  constexpr uint64_t kReflected = 0x95ac9329ac4bc9b5;
  std::array<std::array<uint64_t, 256>, 8> tables{};
  for (uint64_t i = 0; i < 256; ++i) {
    uint64_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kReflected : 0);
    tables[0][i] = crc;
  }
  for (size_t k = 1; k < 8; ++k) {
    for (size_t i = 0; i < 256; ++i) {
      tables[k][i] = tables[0][tables[k - 1][i] & 255] ^ (tables[k - 1][i] >> 8);
    }
  }
  return tables;
}

constexpr auto kTables = MakeTables();

}  // namespace

uint64_t Crc64(uint64_t crc, const void* data, size_t size) {
  const auto* byte = static_cast<const unsigned char*>(data);
  for (; size >= 8; size -= 8, byte += 8) {
    uint64_t word;
    std::memcpy(&word, byte, 8);
    crc ^= word;
    uint64_t next = 0;
    for (int k = 0; k < 8; ++k)
      next ^= kTables[7 - k][(crc >> (8 * k)) & 255];
    crc = next;
  }
  for (; size > 0; --size, ++byte)
    crc = kTables[0][(crc ^ *byte) & 255] ^ (crc >> 8);
  return crc;
}

}  // namespace trellis
