// The whole SDK, and the entry point of a module:
//
//   trellis::Status Load(trellis::Registrar& registrar) {
//     registrar.Add<kSeriesType>();
//     registrar.Add<kCommands>();
//     return registrar.Done();
//   }
//   TRELLIS_MODULE("timeseries", 1, Load)
//
// The SDK adds comfort and no power: everything is one call of a function in redismodule.h, which may be
// called directly as well (every handle has get()). module_api/README.md is the introduction.
#pragma once

#include "module_api/cpp/arguments.h"
#include "module_api/cpp/background.h"
#include "module_api/cpp/blocking.h"
#include "module_api/cpp/boundary.h"
#include "module_api/cpp/call.h"
#include "module_api/cpp/command.h"
#include "module_api/cpp/context.h"
#include "module_api/cpp/dataset.h"
#include "module_api/cpp/fields.h"
#include "module_api/cpp/info_writer.h"
#include "module_api/cpp/key.h"
#include "module_api/cpp/key_waiters.h"
#include "module_api/cpp/log.h"
#include "module_api/cpp/memory.h"
#include "module_api/cpp/module_string.h"
#include "module_api/cpp/rdb_stream.h"
#include "module_api/cpp/registrar.h"
#include "module_api/cpp/reply.h"
#include "module_api/cpp/scan.h"
#include "module_api/cpp/setting.h"
#include "module_api/cpp/status.h"
#include "module_api/cpp/timer.h"
#include "module_api/cpp/type.h"
#include "module_api/cpp/waiting_call.h"
#include "module_api/redismodule.h"

namespace trellis {

using LoadHandler = Status (*)(Registrar& registrar);

inline int LoadModule(RedisModuleCtx* ctx, RedisModuleString** argv, int argc, const char* name,
                      int version, LoadHandler load) noexcept {
  if (RedisModule_Init(ctx, name, version, REDISMODULE_APIVER_1) != REDISMODULE_OK) {
    return REDISMODULE_ERR;
  }
  // Every load function of the SDK copes with a cut-off value.
  RedisModule_SetModuleOptions(ctx, REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  return Guarded(REDISMODULE_ERR, [&] {
    Registrar registrar(ctx, argv, argc);
    const Status status = load(registrar);
    if (status.ok()) return REDISMODULE_OK;
    Log(ctx, LogLevel::kWarning, status.line());
    return REDISMODULE_ERR;
  });
}

inline int UnloadModule(RedisModuleCtx* raw) noexcept {
  return Guarded(REDISMODULE_ERR, [&] {
    Context ctx(raw);
    return unload_handler == nullptr || unload_handler(ctx).ok() ? REDISMODULE_OK : REDISMODULE_ERR;
  });
}

}  // namespace trellis

// `load` is a trellis::LoadHandler.
#define TRELLIS_MODULE(name, version, load)                                   \
  extern "C" __attribute__((visibility("default"))) int RedisModule_OnLoad(   \
      RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {              \
    return trellis::LoadModule(ctx, argv, argc, name, version, load);         \
  }                                                                           \
  extern "C" __attribute__((visibility("default"))) int RedisModule_OnUnload( \
      RedisModuleCtx* ctx) {                                                  \
    return trellis::UnloadModule(ctx);                                        \
  }
