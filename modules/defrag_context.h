// What a type's defrag method is given. The server doesn't move memory by itself; who calls the method
// (RedisModuleType::Defragment: trellis-module-check) has it move every block that it asks about, so that a pointer
// that the module left behind shows.
#pragma once

#include <cstddef>

#include "module_api/redismodule.h"

#include "modules/memory_account.h"

struct RedisModuleDefragCtx {
  trellis::MemoryAccount& account;
  const RedisModuleString* key;
  int db;
  unsigned long cursor = 0;  // where the last call stopped
  size_t moved = 0;          // blocks so far
  size_t moved_in_call = 0;

  // After so many blocks a call should stop, for the cursor's sake.
  static constexpr size_t kBlocksInCall = 16;
};
