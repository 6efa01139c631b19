// How much memory the process uses, for INFO and the maxmemory gate.
//
// Used is what the allocator has handed out, less what its receivers hold in stock and keep nothing in: the free
// blocks of small_blocks' pages, and the buckets that a large Dict has ahead of need. Otherwise one
// small key could count as a page of 32 KB, and freeing it would give nothing back. The stock is part
// of the resident size (where it was ever written to), and so of the fragmentation that INFO shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace trellis {

// Cheap: the allocator's statistics are as of the last RefreshMemoryUsage; what the thread that asked
// first (the main one) has allocated and freed since is added, what others did is not.
// For whoever holds the keyspace.
size_t UsedMemory();
void RefreshMemoryUsage();
// Says that `bytes` more (or, negative, fewer) of allocated memory are stock. Any thread.
void AddStock(int64_t bytes);
// Gives what the calling thread has freed, and keeps for its next allocations, back to the allocator: it
// counts as used until then.
void ReleaseThreadCache();
// What the allocator holds, as of the last refresh: bytes handed out and not in stock, bytes of the pages
// they stand on, bytes of pages that the kernel has given it. Zeros where it doesn't say.
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
