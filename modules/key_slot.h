// The slots of Redis Cluster: where a key's name puts it. Source: the Redis Cluster specification.
#pragma once

#include <string_view>

namespace trellis {

inline constexpr unsigned kSlots = 16384;

// CRC16 (XMODEM) of the name, or of what stands between its first '{' and the '}' behind it, if
// that isn't empty; modulo 16384.
unsigned KeySlot(std::string_view key);

// A short name of letters and digits in this slot, always the same; null if there is no such slot.
const char* KeyNameInSlot(unsigned slot);

}  // namespace trellis
