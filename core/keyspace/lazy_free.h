// Frees large values on a thread of its own, so that DEL of a big key or FLUSHALL ASYNC holds nobody up.
#pragma once

#include <cstdint>

#include "core/keyspace/database.h"

namespace trellis::lazy_free {

// Below this effort (see TypeOps::FreeEffort) freeing at once is cheaper than handing over.
inline constexpr size_t kThreshold = 64;

// Takes an entry that has just left this database; frees it here or there.
void Free(Entry* entry, const Database& from);
void Free(Database database);
// Returns once all that was handed over before has been freed.
void Drain();
// The same, but not beyond `deadline_us` (monotonic).
void Await(int64_t deadline_us);
// Values waiting, and values freed since the start.
uint64_t Pending();
uint64_t Freed();
void ResetFreed();

}  // namespace trellis::lazy_free
