// Users: this server has one, "default", who may do everything.
#include <cerrno>
#include <string_view>

#include "core/client/client.h"
#include "core/client/client_table.h"
#include "core/command/server_control.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"

extern "C" {

RedisModuleString* RM_GetCurrentUserName(RedisModuleCtx* ctx) {
  return RM_CreateString(ctx, ctx->client->user.data(), ctx->client->user.size());
}

int RM_AuthenticateClientWithACLUser(RedisModuleCtx* ctx, const char* name, size_t len,
                                     RedisModuleUserChangedFunc, void*, uint64_t* client_id) {
  if (std::string_view(name, len) != "default") {
    errno = ENOENT;
    return REDISMODULE_ERR;
  }
  ctx->client->set(trellis::Client::kAuthenticated);
  ctx->client->user = "default";
  // The user never changes, so there is nothing to be told of later.
  if (client_id != nullptr) *client_id = ctx->client->id();
  return REDISMODULE_OK;
}

int RM_DeauthenticateAndCloseClient(RedisModuleCtx*, uint64_t client_id) {
  const trellis::Services& services = trellis::Host().services();
  trellis::Client* client = services.clients->Find(client_id);
  if (client == nullptr) return REDISMODULE_ERR;
  client->set(trellis::Client::kAuthenticated, false);
  services.control->CloseClient(*client, true);
  return REDISMODULE_OK;
}

}  // extern "C"
