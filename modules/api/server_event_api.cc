// Server events.
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/server_events.h"

using trellis::Host;
using trellis::Module;
using trellis::ServerEvents;

extern "C" {

int RM_SubscribeToServerEvent(RedisModuleCtx* ctx, RedisModuleEvent event,
                              RedisModuleEventCallback callback) {
  Module* module = ctx->module;
  if (module == nullptr || event.dataver > ServerEvents::KnownVersion(event.id)) {
    return REDISMODULE_ERR;
  }
  Host().server_events().Subscribe(*module, event.id, callback);
  if (callback != nullptr) {
    module->undo.emplace_back([module] { Host().server_events().Unsubscribe(*module); });
  }
  return REDISMODULE_OK;
}

int RM_IsSubEventSupported(RedisModuleEvent event, uint64_t subevent) {
  return ServerEvents::Knows(event.id, subevent) ? 1 : 0;
}

}  // extern "C"
