// Who a module is, and what the server can do.
#include <string>

#include "modules/api_table.h"
#include "modules/host.h"

using trellis::Host;

extern "C" {

void RM_SetModuleAttribs(RedisModuleCtx* ctx, const char* name, int ver, int apiver) {
  // Once, while it is loaded.
  if (ctx->module == nullptr || name == nullptr || !ctx->module->name.empty()) return;
  ctx->module->name = name;
  ctx->module->version = ver;
  ctx->module->api_version = apiver;
}

int RM_IsModuleNameBusy(const char* name) {
  const trellis::Module* bearer = Host().Find(name);
  return bearer != nullptr && bearer != Host().replaced() ? 1 : 0;
}

void RM_SetModuleOptions(RedisModuleCtx* ctx, int options) {
  if (ctx->module != nullptr) ctx->module->options = options;
}

int RM_GetServerVersion(void) {
  return 0x00070400;
}

int RM_GetTypeMethodVersion(void) {
  return REDISMODULE_TYPE_METHOD_VERSION;
}

int RM_GetContextFlagsAll(void) {
  return _REDISMODULE_CTX_FLAGS_NEXT - 1;
}

int RM_GetKeyspaceNotificationFlagsAll(void) {
  return _REDISMODULE_NOTIFY_NEXT - 1;
}

int RM_GetModuleOptionsAll(void) {
  return _REDISMODULE_OPTIONS_FLAGS_NEXT - 1;
}

int RM_GetOpenKeyModesAll(void) {
  return REDISMODULE_READ | REDISMODULE_WRITE | REDISMODULE_OPEN_KEY_NOTOUCH |
         REDISMODULE_OPEN_KEY_NONOTIFY | REDISMODULE_OPEN_KEY_NOSTATS |
         REDISMODULE_OPEN_KEY_NOEXPIRE | REDISMODULE_OPEN_KEY_NOEFFECTS |
         REDISMODULE_OPEN_KEY_ACCESS_EXPIRED;
}

}  // extern "C"
