// CRC-64 "Jones" (polynomial 0xad93d23594c935a9, reflected, no final xor): the checksum of RDB files
// and DUMP payloads. Of "123456789" it is 0xe9c6d914c4b8d9ca.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trellis {

// Continues `crc` (0 at the start) over `size` bytes.
uint64_t Crc64(uint64_t crc, const void* data, size_t size);

}  // namespace trellis
