#include "modules/module_key.h"

#include <utility>
#include <vector>

#include "core/keyspace/notify.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Database;
using trellis::Entry;
using trellis::Host;
using trellis::Keyspace;
using trellis::Value;

namespace {

void CloseOwned(void* key) {
  static_cast<RedisModuleKey*>(key)->Close();
}

// Handles are opened and closed all the time: a few are kept. Each thread keeps its own: a thread's
// context closes what it still owns when it is freed, which needs no lock.
std::vector<std::unique_ptr<RedisModuleKey>>& IdleHandles() {
  static thread_local std::vector<std::unique_ptr<RedisModuleKey>> the_handles;
  return the_handles;
}

RedisModuleKey* TakeHandle() {
  auto& idle = IdleHandles();
  if (idle.empty()) return new RedisModuleKey;
  RedisModuleKey* handle = idle.back().release();
  idle.pop_back();
  return handle;
}

void ReturnHandle(RedisModuleKey* handle) {
  constexpr size_t kIdle = 32;
  std::unique_ptr<RedisModuleKey> owned(handle);
  if (IdleHandles().size() < kIdle) IdleHandles().push_back(std::move(owned));
}

}  // namespace

RedisModuleKey* RedisModuleKey::OpenFound(RedisModuleCtx* ctx, int db, RedisModuleString* name,
                                          int mode, Entry* entry) {
  RedisModuleKey* key = TakeHandle();
  key->ctx_ = ctx;
  key->name_ = name;
  name->Retain();
  key->entry_ = entry;
  key->hash_ = Database::Hash(name->view());
  key->epoch_ = Host().keyspace_epoch();
  key->db_ = db;
  key->mode_ = mode;
  ctx->OwnIfAuto(key, CloseOwned);
  return key;
}

RedisModuleKey* RedisModuleKey::Open(RedisModuleCtx* ctx, RedisModuleString* name, int mode) {
  RedisModuleKey* key = TakeHandle();
  key->name_ = name;
  key->hash_ = Database::Hash(name->view());
  key->db_ = ctx->db();
  key->mode_ = mode;
  key->entry_ = key->Look();
  if (key->entry_ == nullptr && (mode & REDISMODULE_WRITE) == 0) {
    ReturnHandle(key);
    return nullptr;
  }
  key->ctx_ = ctx;
  name->Retain();
  key->epoch_ = Host().keyspace_epoch();
  ctx->OwnIfAuto(key, CloseOwned);
  return key;
}

Entry* RedisModuleKey::Look() {
  constexpr int kQuiet = REDISMODULE_OPEN_KEY_NOEFFECTS | REDISMODULE_OPEN_KEY_NOSTATS |
                         REDISMODULE_OPEN_KEY_NONOTIFY | REDISMODULE_OPEN_KEY_NOEXPIRE;
  Keyspace& keyspace = Host().keyspace();
  const std::string_view name = name_->view();
  if ((mode_ & (kQuiet | REDISMODULE_OPEN_KEY_ACCESS_EXPIRED)) != 0) {
    Entry* found = database().Find(name, hash_);
    const bool dead = found != nullptr && keyspace.Expired(*found) &&
                      (mode_ & REDISMODULE_OPEN_KEY_ACCESS_EXPIRED) == 0;
    return dead ? nullptr : found;
  }
  if (writable()) return keyspace.FindForWrite(db_, name, hash_);
  const bool touch = (mode_ & REDISMODULE_OPEN_KEY_NOTOUCH) == 0;
  return keyspace.FindForRead(db_, name, hash_,
                              touch ? Keyspace::Access::kTouch : Keyspace::Access::kNoTouch);
}

void RedisModuleKey::Close() {
  iterator.reset();
  if (writable() && ctx_->module != nullptr &&
      !ctx_->module->has_option(REDISMODULE_OPTION_NO_IMPLICIT_SIGNAL_MODIFIED)) {
    Host().keyspace().Signal(db_, name_->view());
  }
  std::exchange(name_, nullptr)->Release();
  ReturnHandle(this);
}

Database& RedisModuleKey::database() {
  return Host().keyspace().db(db_);
}

Entry* RedisModuleKey::entry() {
  if (epoch_ != Host().keyspace_epoch()) {
    entry_ = database().Find(name_->view(), hash_);
    epoch_ = Host().keyspace_epoch();
  }
  return entry_;
}

void RedisModuleKey::Replaced(Entry* entry) {
  Host().EntriesMayHaveMoved();
  entry_ = entry;
  epoch_ = Host().keyspace_epoch();
}

void RedisModuleKey::Store(Value value) {
  Keyspace& keyspace = Host().keyspace();
  iterator.reset();
  const bool fresh = entry() == nullptr;
  Entry* stored = database().Set(name_->view(), hash_, std::move(value), trellis::kNoExpiry);
  Replaced(stored);
  if (!fresh) return;
  keyspace.StampNew(*stored);
  // Who hears of it may change the key.
  keyspace.Notify(db_, trellis::events::kNew, name_->view());
}

void RedisModuleKey::Remove(bool lazy) {
  iterator.reset();
  if (entry() == nullptr) return;
  Host().keyspace().Remove(db_, name_->view(), hash_, lazy);
  Replaced(nullptr);
}

void RedisModuleKey::SetExpiry(int64_t at_ms) {
  Replaced(database().SetExpiry(entry(), at_ms));
}
