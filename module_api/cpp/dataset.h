// All keys of all databases, in a file of the module's choice. Needs Redis 7.2 or later, or Trellis.
#pragma once

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

#include "module_api/cpp/context.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {
namespace dataset {

using Function = int (*)(RedisModuleCtx* ctx, RedisModuleRdbStream* stream, int flags);

inline Status Move(Context& ctx, Function function, const char* path) {
  const std::unique_ptr<RedisModuleRdbStream, void (*)(RedisModuleRdbStream*)> stream(
      RedisModule_RdbStreamCreateFromFile(path), RedisModule_RdbStreamFree);
  if (function(ctx.get(), stream.get(), 0) == REDISMODULE_OK) return Status::Ok();
  return Status::Error("ERR " + std::generic_category().message(errno));
}

}  // namespace dataset

// Writes the file, a path from the server's directory. The error is the system's; the old file is whole then.
inline Status SaveDataset(Context& ctx, const char* path) {
  return dataset::Move(ctx, RedisModule_RdbSave, path);
}

// Puts what the file holds in place of all keys. What can be left behind after an error is told at RdbLoad, in
// functions.def.
inline Status LoadDataset(Context& ctx, const char* path) {
  return dataset::Move(ctx, RedisModule_RdbLoad, path);
}

}  // namespace trellis
