// Lines in the server's log.
#pragma once

#include <string_view>

#include "module_api/redismodule.h"

namespace trellis {

enum class LogLevel : uint8_t {
  kDebug,
  kVerbose,
  kNotice,
  kWarning
};

// Any thread; `ctx` may be null.
inline void Log(RedisModuleCtx* ctx, LogLevel level, std::string_view text) {
  constexpr const char* kNames[] = {REDISMODULE_LOGLEVEL_DEBUG, REDISMODULE_LOGLEVEL_VERBOSE,
                                    REDISMODULE_LOGLEVEL_NOTICE, REDISMODULE_LOGLEVEL_WARNING};
  if (RedisModule_Log == nullptr) return;
  RedisModule_Log(ctx, kNames[static_cast<int>(level)], "%.*s", static_cast<int>(text.size()),
                  text.data());
}

}  // namespace trellis
