// How many bytes each module holds, exactly: each module is given memory functions of its own.
//
// The addresses that "RedisModule_Alloc" and its like resolve to belong to an account (one of a fixed
// pool of instantiated templates), so the function knows whose bytes it counts without being told.
// What is freed through another module's functions, or the server's, is freed all the same; only
// the two accounts are off by it.
// Threads: any.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trellis {

class MemoryAccount {
 public:
  // Counts a block of malloc's, or one that is about to be freed; null counts nothing.
  void Add(void* block);
  void Subtract(void* block);
  void Reset();
  // What is held now.
  [[nodiscard]] size_t bytes() const;

  void* Allocate(size_t size);
  void Free(void* block);

 private:
  void Count(int64_t bytes);

  // The keyspace's thread has a shard for itself and counts without locked instructions.
  static constexpr size_t kShards = 8;
  struct alignas(64) Shard {
    std::atomic<int64_t> bytes{0};
  };
  Shard shards_[kShards];
};

namespace memory_accounts {

// Modules beyond these share the last account.
inline constexpr size_t kCount = 64;

MemoryAccount& At(size_t index);
// The memory function of this name ("RedisModule_Alloc") that counts in the account, or null if the
// name is no memory function.
void* FindFunction(size_t index, std::string_view name);
// The calling thread is the keyspace's.
void ClaimMainThread();

}  // namespace memory_accounts
}  // namespace trellis
