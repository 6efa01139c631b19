// How much memory the process has allocated, for INFO and the maxmemory gate.
#pragma once

#include <cstddef>
#include <string>

namespace trellis {

// Bytes handed out by the allocator. Cheap: the allocator's statistics are refreshed at most once per
// RefreshMemoryUsage; in between the calling thread's own counters are added.
size_t UsedMemory();
void RefreshMemoryUsage();
// Gives what the calling thread has freed, and keeps for its next allocations, back to the allocator: it
// counts as used until then.
void ReleaseThreadCache();
// What the allocator holds, as of the last refresh: bytes handed out, bytes of the pages they stand
// on, bytes of pages that the kernel has given it. Zeros where it doesn't say.
struct AllocatorUsage {
  size_t allocated = 0;
  size_t active = 0;
  size_t resident = 0;
};
AllocatorUsage ReadAllocatorUsage();
// Gives pages that hold nothing back to the kernel.
void ReleaseFreePages();
// The allocator's own report; empty where it has none.
std::string AllocatorReport();
// UsedMemory when MarkStartupMemory was called, and the most that a refresh has seen.
void MarkStartupMemory();
size_t StartupMemory();
size_t PeakMemory();
// Resident bytes of the process, and bytes of memory that the machine has.
size_t ResidentMemory();
size_t SystemMemory();
const char* AllocatorName();

}  // namespace trellis
