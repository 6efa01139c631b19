// The cluster, of which this server is no part: what Redis answers with cluster-enabled no. Which slot a key
// would be in is a question of its name alone.
#include "modules/api_table.h"
#include "modules/key_slot.h"
#include "modules/module_string.h"

extern "C" {

const char* RM_GetMyClusterID(void) {
  return nullptr;
}

size_t RM_GetClusterSize(void) {
  return 0;
}

char** RM_GetClusterNodesList(RedisModuleCtx*, size_t* num_nodes) {
  *num_nodes = 0;
  return nullptr;
}

void RM_FreeClusterNodesList(char**) {
  // There never is one.
}

int RM_GetClusterNodeInfo(RedisModuleCtx*, const char*, char*, char*, int*, int*) {
  return REDISMODULE_ERR;
}

int RM_SendClusterMessage(RedisModuleCtx*, const char*, uint8_t, const char*, uint32_t) {
  return REDISMODULE_ERR;
}

void RM_RegisterClusterMessageReceiver(RedisModuleCtx*, uint8_t,
                                       RedisModuleClusterMessageReceiver) {
  // No message will come.
}

unsigned int RM_ClusterKeySlot(RedisModuleString* key) {
  return trellis::KeySlot(key->view());
}

const char* RM_ClusterCanonicalKeyNameInSlot(unsigned int slot) {
  return trellis::KeyNameInSlot(slot);
}

const char* RM_GetInternalSecret(RedisModuleCtx*, size_t*) {
  return nullptr;
}

void RM_SetClusterFlags(RedisModuleCtx*, uint64_t) {}

}  // extern "C"
