// An allocator for the many small blocks of the keyspace: entries with their key and short value,
// and the packed form of small collections.
//
// Why not malloc: general allocators space their size classes by 16 bytes, which wastes 15 % of a
// 40-byte entry, and pay for thread safety at each call. Here classes are 8 bytes apart up to
// kMaxSize, and one thread at a time (the one that owns the keyspace) allocates.
//
//   page of kPageSize, aligned to it:  [ header ][ block ][ block ] ... of one class
//
// Freeing finds the page by masking the address, so blocks carry no header of their own. A page
// whose blocks are all free goes back to the system allocator, but for a few that are kept for any
// class, so that a size that comes and goes doesn't thrash.
//
// Threads: Allocate and Resize belong to the keyspace's owner (whoever holds the global lock). Free
// may be called by any thread: a thread that has called DetachThread() (lazy free) hands its blocks
// to a lock-free list that the owner takes back in bounded steps.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trellis::small_blocks {

inline constexpr size_t kMaxSize = 512;  // larger requests go to malloc
inline constexpr size_t kPageSize = 32768;

// Memory of at least `size` bytes, aligned to 8. Never null: running out of memory ends the process.
void* Allocate(size_t size);
// `size` must be what was asked for.
void Free(void* block, size_t size);
// Moves to a block of new_size with min(old_size, new_size) bytes kept; may return `block` itself.
void* Resize(void* block, size_t old_size, size_t new_size);
// Bytes that a block of this size really takes.
size_t UsableSize(size_t size);

// Declares that the calling thread doesn't own the keyspace: its Free calls are queued for the owner.
void DetachThread();
// Takes back at most `limit` blocks that detached threads have freed; returns how many it took.
size_t Reclaim(size_t limit);

// Bytes of pages held, and of those the bytes in live blocks.
struct Usage {
  size_t page_bytes;
  size_t live_bytes;
};
Usage CurrentUsage();

}  // namespace trellis::small_blocks
