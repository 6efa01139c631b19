// Keys that hold streams, for modules that write them without looking: FalkorDB logs its queries to
// a stream from a timer, and calls a null pointer where the names are missing. There are no
// streams yet, so that each call fails as it does on a key of another type, and changes nothing.
#include <cerrno>

#include "modules/api_table.h"

extern "C" {

int RM_StreamAdd(RedisModuleKey*, int, RedisModuleStreamID*, RedisModuleString**, int64_t) {
  errno = ENOTSUP;
  return REDISMODULE_ERR;
}

long long RM_StreamTrimByLength(RedisModuleKey*, int, long long) {
  errno = ENOTSUP;
  return -1;
}

}  // extern "C"
