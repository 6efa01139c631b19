// Users: this server has one, "default", who may do everything; modules may say who is let in as that
// one. What no log shows of a command.
#include <string_view>

#include "core/client/client.h"
#include "core/client/client_table.h"
#include "core/command/server_control.h"
#include "modules/api_table.h"
#include "modules/authentication.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Host;

extern "C" {

RedisModuleString* RM_GetCurrentUserName(RedisModuleCtx* ctx) {
  return RM_CreateString(ctx, ctx->client->user.data(), ctx->client->user.size());
}

int RM_AuthenticateClientWithACLUser(RedisModuleCtx* ctx, const char* name, size_t len,
                                     RedisModuleUserChangedFunc callback, void* privdata,
                                     uint64_t* client_id) {
  if (std::string_view(name, len) != "default") return REDISMODULE_ERR;
  // A client of the context's own is somebody's already.
  if (ctx->client == nullptr || ctx->client->has(trellis::Client::kInternal)) {
    return REDISMODULE_ERR;
  }
  trellis::Client& client = *ctx->client;
  Host().authentication().UserChanged(client);
  client.set(trellis::Client::kAuthenticated);
  client.user = "default";
  if (ctx->auth != nullptr) ctx->auth->authenticated = true;
  if (callback != nullptr && ctx->module != nullptr) {
    Host().authentication().Watch(client, *ctx->module, callback, privdata);
  }
  if (client_id != nullptr) *client_id = client.id();
  return REDISMODULE_OK;
}

int RM_DeauthenticateAndCloseClient(RedisModuleCtx*, uint64_t client_id) {
  const trellis::Services& services = Host().services();
  trellis::Client* client = services.clients->Find(client_id);
  if (client == nullptr) return REDISMODULE_ERR;
  client->set(trellis::Client::kAuthenticated, false);
  Host().authentication().UserChanged(*client);
  services.control->CloseClient(*client, true);
  return REDISMODULE_OK;
}

void RM_RegisterAuthCallback(RedisModuleCtx* ctx, RedisModuleAuthCallback callback) {
  if (ctx->module != nullptr) Host().authentication().Add(*ctx->module, callback);
}

RedisModuleBlockedClient* RM_BlockClientOnAuth(RedisModuleCtx* ctx,
                                               RedisModuleAuthCallback reply_callback,
                                               void (*free_privdata)(RedisModuleCtx*, void*)) {
  return Host().blocked().BlockOnAuth(*ctx, reply_callback, free_privdata);
}

int RM_RedactClientCommandArgument(RedisModuleCtx* ctx, int pos) {
  using Reason = RedisModuleCtx::Reason;
  const bool of_command = ctx->reason == Reason::kCommand || ctx->reason == Reason::kReply ||
                          ctx->reason == Reason::kTimeout;
  if (!of_command || ctx->arguments == nullptr || pos <= 0 ||
      static_cast<size_t>(pos) >= ctx->arguments->size()) {
    return REDISMODULE_ERR;
  }
  ctx->client->hidden_arguments.push_back(static_cast<uint32_t>(pos));
  return REDISMODULE_OK;
}

}  // extern "C"
