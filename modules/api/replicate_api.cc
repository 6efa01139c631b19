// Replication: what replicas and files are told in place of a module's command.
#include <cstdarg>
#include <string>
#include <vector>

#include "core/keyspace/keyspace.h"
#include "modules/api_table.h"
#include "modules/call_arguments.h"
#include "modules/host.h"
#include "modules/module_context.h"

extern "C" {

int RM_Replicate(RedisModuleCtx* ctx, const char* command, const char* spec, ...) {
  trellis::CallArguments call(command);
  va_list args;
  va_start(args, spec);
  const bool parsed = call.Parse(spec, args);
  va_end(args);
  const trellis::Services& services = trellis::Host().services();
  if (!parsed || services.commands->Find(command) == nullptr) return REDISMODULE_ERR;
  ++trellis::Host().keyspace().stats().dirty;
  if (ctx->command != nullptr) ctx->command->PropagateAs(call.Copies());
  return REDISMODULE_OK;
}

int RM_ReplicateVerbatim(RedisModuleCtx* ctx) {
  ++trellis::Host().keyspace().stats().dirty;
  if (ctx->command == nullptr) return REDISMODULE_OK;
  const auto words = ctx->command->args();
  ctx->command->PropagateAs({words.begin(), words.end()});
  return REDISMODULE_OK;
}

int RM_AvoidReplicaTraffic(void) {
  return 0;
}

}  // extern "C"
