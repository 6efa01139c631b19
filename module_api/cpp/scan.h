// Walking the keyspace, or the fields of one key, a step at a time: whatever is there throughout is met at
// least once.
#pragma once

#include <string_view>
#include <type_traits>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/redismodule.h"

namespace trellis {

// A walk over the keys of the context's database.
class KeyspaceScan {
 public:
  KeyspaceScan() : cursor_(RedisModule_ScanCursorCreate()) {}
  KeyspaceScan(const KeyspaceScan&) = delete;
  KeyspaceScan& operator=(const KeyspaceScan&) = delete;
  ~KeyspaceScan() { RedisModule_ScanCursorDestroy(cursor_); }

  // Calls visit(Context&, RedisModuleString* name, RedisModuleKey* key) for a few keys; `key` is open for
  // reading, or null. False when the walk has ended. `visit` must not delete other keys.
  template <typename Visit>
  bool Step(Context& ctx, Visit&& visit) {
    using Function = std::remove_reference_t<Visit>;
    const auto each = [](RedisModuleCtx* raw, RedisModuleString* name, RedisModuleKey* key,
                         void* data) {
      Guarded([&] {
        Context key_ctx(raw);
        (*static_cast<Function*>(data))(key_ctx, name, key);
      });
    };
    return RedisModule_Scan(ctx.get(), cursor_, each, &visit) != 0;
  }

 private:
  RedisModuleScanCursor* cursor_;
};

// Calls visit(std::string_view field, std::string_view value) for each field of a hash or element of a set
// or sorted set (whose value is empty, or the score).
template <typename Visit>
void ForEachField(RedisModuleKey* key, Visit&& visit) {
  using Function = std::remove_reference_t<Visit>;
  const auto each = [](RedisModuleKey* /*key*/, RedisModuleString* field, RedisModuleString* value,
                       void* data) {
    Guarded([&] {
      (*static_cast<Function*>(data))(View(field),
                                      value == nullptr ? std::string_view() : View(value));
    });
  };
  RedisModuleScanCursor* cursor = RedisModule_ScanCursorCreate();
  while (RedisModule_ScanKey(key, cursor, each, &visit) != 0) {
  }
  RedisModule_ScanCursorDestroy(cursor);
}

}  // namespace trellis
