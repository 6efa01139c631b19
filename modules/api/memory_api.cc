// Memory. What a module gets for these names counts in its own account (modules/memory_account.h);
// the ones here are the server's, for who asks without being a module.
#include <malloc.h>

#include "core/base/memory_usage.h"
#include "core/command/services.h"
#include "core/config/config.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/memory_account.h"
#include "modules/module_string.h"

extern "C" {

void* RM_PoolAlloc(RedisModuleCtx* ctx, size_t bytes) {
  return ctx->PoolAllocate(bytes);
}

size_t RM_MallocSize(void* ptr) {
  return ptr == nullptr ? 0 : malloc_usable_size(ptr);
}

size_t RM_MallocUsableSize(void* ptr) {
  return RM_MallocSize(ptr);
}

size_t RM_MallocSizeString(RedisModuleString* str) {
  return str->MemoryBytes();
}

float RM_GetUsedMemoryRatio(void) {
  const int64_t limit = trellis::Host().services().config->number(trellis::Directive::kMaxmemory);
  if (limit == 0) return 0;
  return static_cast<float>(trellis::UsedMemory()) / static_cast<float>(limit);
}

}  // extern "C"
