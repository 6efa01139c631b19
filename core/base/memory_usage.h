// How much memory the process has allocated, for INFO and the maxmemory gate.
#pragma once

#include <cstddef>

namespace trellis {

// Bytes handed out by the allocator. Cheap: the allocator's statistics are refreshed at most once per
// RefreshMemoryUsage; in between the calling thread's own counters are added.
size_t UsedMemory();
void RefreshMemoryUsage();
// Resident bytes of the process.
size_t ResidentMemory();
const char* AllocatorName();

}  // namespace trellis
