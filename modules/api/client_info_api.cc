// Other clients, by their id.
#include <cerrno>

#include "core/client/client_table.h"
#include "modules/api_table.h"
#include "modules/client_info.h"
#include "modules/host.h"
#include "modules/module_string.h"

namespace {

trellis::Client* FindClient(uint64_t id) {
  trellis::Client* client = trellis::Host().services().clients->Find(id);
  errno = client == nullptr ? ENOENT : 0;
  return client;
}

}  // namespace

extern "C" {

// A null `info` only asks whether the client is there.
int RM_GetClientInfoById(void* info, uint64_t client_id) {
  const trellis::Client* client = FindClient(client_id);
  if (client == nullptr) return REDISMODULE_ERR;
  if (info == nullptr) return REDISMODULE_OK;
  auto* wanted = static_cast<RedisModuleClientInfoV1*>(info);
  if (wanted->version != REDISMODULE_CLIENTINFO_VERSION) return REDISMODULE_ERR;
  *wanted = trellis::DescribeForModules(*client);
  return REDISMODULE_OK;
}

RedisModuleString* RM_GetClientNameById(RedisModuleCtx* ctx, uint64_t client_id) {
  const trellis::Client* client = FindClient(client_id);
  if (client == nullptr || client->name.empty()) return nullptr;
  return RM_CreateString(ctx, client->name.data(), client->name.size());
}

int RM_SetClientNameById(uint64_t client_id, RedisModuleString* name) {
  trellis::Client* client = FindClient(client_id);
  if (client == nullptr) return REDISMODULE_ERR;
  for (const char c : name->view()) {
    if (c > ' ' && c <= '~') continue;
    errno = EINVAL;
    return REDISMODULE_ERR;
  }
  client->name = name->view();
  return REDISMODULE_OK;
}

RedisModuleString* RM_GetClientUserNameById(RedisModuleCtx* ctx, uint64_t client_id) {
  const trellis::Client* client = FindClient(client_id);
  if (client == nullptr) return nullptr;
  return RM_CreateString(ctx, client->user.data(), client->user.size());
}

// No connection of this server has a certificate.
RedisModuleString* RM_GetClientCertificate(RedisModuleCtx*, uint64_t) {
  return nullptr;
}

}  // extern "C"
