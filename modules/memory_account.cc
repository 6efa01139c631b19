#include "modules/memory_account.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "core/base/log.h"

namespace trellis {
namespace {

constexpr size_t kMainShard = 0;
std::atomic<size_t> g_next_shard{0};
thread_local size_t t_shard = SIZE_MAX;
constinit std::array<MemoryAccount, memory_accounts::kCount> g_accounts;

size_t OwnShard(size_t shards) {
  if (t_shard == SIZE_MAX) t_shard = 1 + g_next_shard.fetch_add(1) % (shards - 1);
  return t_shard;
}

// A module can't be told that there is no memory, other than by the Try functions.
void* OrDie(void* block, size_t size) {
  if (block != nullptr) return block;
  Log(LogLevel::kWarning, "Out of memory: a module asked for {} bytes", size);
  std::abort();
}

// Zero bytes are a block of their own, as modules know it.
size_t AtLeastOne(size_t size) {
  return std::max<size_t>(size, 1);
}

template <size_t index>
struct Functions {
  static MemoryAccount& account() { return memory_accounts::At(index); }

  static void* TryAlloc(size_t size) {
    void* block = std::malloc(AtLeastOne(size));
    account().Add(block);
    return block;
  }
  static void* Alloc(size_t size) { return OrDie(TryAlloc(size), size); }
  static void* TryCalloc(size_t count, size_t size) {
    void* block = std::calloc(AtLeastOne(count), AtLeastOne(size));
    account().Add(block);
    return block;
  }
  static void* Calloc(size_t count, size_t size) { return OrDie(TryCalloc(count, size), size); }
  static void Free(void* block) { account().Free(block); }
  static void* TryRealloc(void* old, size_t size) {
    if (size == 0) {
      Free(old);
      return nullptr;
    }
    account().Subtract(old);
    void* block = std::realloc(old, size);
    // On a failure the old block stays.
    account().Add(block == nullptr ? old : block);
    return block;
  }
  static void* Realloc(void* old, size_t size) {
    void* block = TryRealloc(old, size);
    return size == 0 ? nullptr : OrDie(block, size);
  }
  static char* Strdup(const char* text) {
    const size_t size = std::strlen(text) + 1;
    return static_cast<char*>(std::memcpy(Alloc(size), text, size));
  }
};

struct Row {
  std::string_view name;
  void* function;
};
using Table = std::array<Row, 8>;

template <size_t index>
Table TableOf() {
  using Own = Functions<index>;
  return {Row{"RedisModule_Alloc", reinterpret_cast<void*>(Own::Alloc)},
          Row{"RedisModule_Calloc", reinterpret_cast<void*>(Own::Calloc)},
          Row{"RedisModule_Free", reinterpret_cast<void*>(Own::Free)},
          Row{"RedisModule_Realloc", reinterpret_cast<void*>(Own::Realloc)},
          Row{"RedisModule_Strdup", reinterpret_cast<void*>(Own::Strdup)},
          Row{"RedisModule_TryAlloc", reinterpret_cast<void*>(Own::TryAlloc)},
          Row{"RedisModule_TryCalloc", reinterpret_cast<void*>(Own::TryCalloc)},
          Row{"RedisModule_TryRealloc", reinterpret_cast<void*>(Own::TryRealloc)}};
}

template <size_t... indexes>
std::array<Table, sizeof...(indexes)> AllTables(std::index_sequence<indexes...>) {
  return {TableOf<indexes>()...};
}

}  // namespace

void MemoryAccount::Count(int64_t bytes) {
  const size_t shard = OwnShard(kShards);
  std::atomic<int64_t>& counter = shards_[shard].bytes;
  if (shard == kMainShard) {
    counter.store(counter.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
  } else {
    counter.fetch_add(bytes, std::memory_order_relaxed);
  }
}

void MemoryAccount::Add(void* block) {
  if (block != nullptr) Count(static_cast<int64_t>(malloc_usable_size(block)));
}

void MemoryAccount::Subtract(void* block) {
  if (block != nullptr) Count(-static_cast<int64_t>(malloc_usable_size(block)));
}

void MemoryAccount::Reset() {
  for (Shard& shard : shards_)
    shard.bytes.store(0);
}

size_t MemoryAccount::bytes() const {
  int64_t sum = 0;
  for (const Shard& shard : shards_)
    sum += shard.bytes.load(std::memory_order_relaxed);
  return sum < 0 ? 0 : static_cast<size_t>(sum);
}

void* MemoryAccount::Allocate(size_t size) {
  void* block = OrDie(std::malloc(AtLeastOne(size)), size);
  Add(block);
  return block;
}

void MemoryAccount::Free(void* block) {
  Subtract(block);
  std::free(block);
}

namespace memory_accounts {

MemoryAccount& At(size_t index) {
  return g_accounts[std::min(index, kCount - 1)];
}

void* FindFunction(size_t index, std::string_view name) {
  static const std::array<Table, kCount> the_tables = AllTables(std::make_index_sequence<kCount>());
  for (const Row& row : the_tables[std::min(index, kCount - 1)]) {
    if (row.name == name) return row.function;
  }
  return nullptr;
}

void ClaimMainThread() {
  t_shard = kMainShard;
}

}  // namespace memory_accounts
}  // namespace trellis
