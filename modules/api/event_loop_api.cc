// The server's event loop, lent to modules.
#include <fcntl.h>

#include <cerrno>

#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/loop_watches.h"

using trellis::Host;

namespace {

constexpr int kAllEvents = REDISMODULE_EVENTLOOP_READABLE | REDISMODULE_EVENTLOOP_WRITABLE;

bool ValidMask(int mask) {
  return mask != 0 && (mask & ~kAllEvents) == 0;
}

}  // namespace

extern "C" {

int RM_EventLoopAdd(int fd, int mask, RedisModuleEventLoopFunc callback, void* user_data) {
  if (callback == nullptr || !ValidMask(mask)) {
    errno = EINVAL;
    return REDISMODULE_ERR;
  }
  if (fcntl(fd, F_GETFD) < 0) {
    errno = ERANGE;
    return REDISMODULE_ERR;
  }
  Host().watches().Watch(fd, mask, callback, user_data);
  errno = 0;
  return REDISMODULE_OK;
}

int RM_EventLoopDel(int fd, int mask) {
  if (!ValidMask(mask)) {
    errno = EINVAL;
    return REDISMODULE_ERR;
  }
  if (fcntl(fd, F_GETFD) < 0) {
    errno = ERANGE;
    return REDISMODULE_ERR;
  }
  Host().watches().Forget(fd, mask);
  errno = 0;
  return REDISMODULE_OK;
}

int RM_EventLoopAddOneShot(RedisModuleEventLoopOneShotFunc callback, void* user_data) {
  if (callback == nullptr) {
    errno = EINVAL;
    return REDISMODULE_ERR;
  }
  Host().RunOnMainThread([callback, user_data] { callback(user_data); },
                         reinterpret_cast<const void*>(callback));
  errno = 0;
  return REDISMODULE_OK;
}

}  // extern "C"
