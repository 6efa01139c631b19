// Forked children of modules.
#include <unistd.h>

#include <csignal>

#include "modules/api_table.h"
#include "modules/forked_child.h"
#include "modules/host.h"

extern "C" {

int RM_Fork(RedisModuleForkDoneHandler callback, void* user_data) {
  return trellis::Host().child().Fork(callback, user_data);
}

void RM_SendChildHeartbeat(double) {
  // Nobody shows how far a child has come.
}

int RM_ExitFromChild(int retcode) {
  // Destructors and buffers belong to the parent.
  _exit(retcode);
}

int RM_KillForkChild(int child_pid) {
  trellis::ForkedChild& child = trellis::Host().child();
  if (!child.running() || child.pid() != child_pid) return REDISMODULE_ERR;
  child.End(SIGUSR1);
  return REDISMODULE_OK;
}

}  // extern "C"
