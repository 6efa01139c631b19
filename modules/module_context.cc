#include "modules/module_context.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "modules/host.h"
#include "modules/memory_account.h"

trellis::MemoryAccount& RedisModuleCtx::account() const {
  return trellis::memory_accounts::At(module == nullptr ? 0 : module->account);
}

bool RedisModuleCtx::DisownIfOwned(void* what) {
  // What was made last is freed first, as a rule.
  for (size_t i = owned_.size(); i > 0; --i) {
    if (owned_[i - 1].what != what) continue;
    owned_[i - 1] = owned_.back();
    owned_.pop_back();
    return true;
  }
  return false;
}

bool RedisModuleCtx::CloseContainer(char kind, size_t size) {
  if (containers_.empty() || containers_.back().kind != kind) return false;
  reply().SetContainer(containers_.back().place, kind, size);
  containers_.pop_back();
  return true;
}

void* RedisModuleCtx::PoolAllocate(size_t size) {
  constexpr size_t kBlock = 8 * 1024;
  const size_t aligned = (size + 15) & ~size_t{15};
  if (pool_ == nullptr || pool_->capacity - pool_->used < aligned) {
    const size_t capacity = std::max(kBlock, aligned);
    auto* block = static_cast<PoolBlock*>(account().Allocate(sizeof(PoolBlock) + 8 + capacity));
    block->next = pool_;
    block->used = 8;  // keeps what follows the head aligned to 16
    block->capacity = capacity + 8;
    pool_ = block;
  }
  void* memory = pool_->bytes + pool_->used;
  pool_->used += aligned;
  return memory;
}

void RedisModuleCtx::EndHeld() {
  // Freeing one (a key) may be what another needs (its name): newest first.
  while (!owned_.empty()) {
    const Owned last = owned_.back();
    owned_.pop_back();
    last.release(last.what);
  }
  // A container that was never closed would leave the client with half a reply.
  while (!containers_.empty())
    (void)CloseContainer(containers_.back().kind, 0);
  while (pool_ != nullptr) {
    PoolBlock* next = pool_->next;
    account().Free(pool_);
    pool_ = next;
  }
}

namespace trellis {

ContextScope::ContextScope(Module& module, Client& client, RedisModuleCtx::Reason reason)
    : context_(Host().PushContext()) {
  context_->get_api = module.get_api;
  context_->module = &module;
  context_->client = &client;
  context_->reason = reason;
}

ContextScope::ContextScope(Module& module, int db)
    : context_(Host().PushContext()), own_client_(Host().TakeClient()) {
  own_client_->set_db(db);
  context_->get_api = module.get_api;
  context_->module = &module;
  context_->client = own_client_;
  context_->reason = RedisModuleCtx::Reason::kCallback;
}

ContextScope::~ContextScope() {
  context_->End();
  Host().PopContext();
  if (own_client_ != nullptr) Host().ReturnClient(own_client_);
}

}  // namespace trellis
