// The whole dataset to a file and from it. What a damaged file costs is told at Snapshot::ReplaceBy.
#include <cerrno>
#include <string>

#include "core/command/server_control.h"
#include "core/persistence/snapshot.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"

struct RedisModuleRdbStream {
  std::string path;
};

namespace {

using trellis::Host;
using trellis::ModuleHost;
using trellis::Snapshot;

// The errno says what became of it, also when all went well.
int Outcome(int error) {
  errno = error;
  return error == 0 ? REDISMODULE_OK : REDISMODULE_ERR;
}

int Load(ModuleHost& host, const RedisModuleCtx& ctx, const std::string& path) {
  // A child's clients and event loop are its parent's.
  if (host.child().inside()) return EPERM;
  // Before the start the server's own data is still to come. In some callbacks a value or a key is in hand.
  const bool in_hand = ctx.reason == RedisModuleCtx::Reason::kValueStream || host.telling_of_keys();
  if (!host.started() || in_hand) return EBUSY;
  Snapshot& snapshot = *host.services().snapshot;
  if (host.services().control->loading()) return EBUSY;
  snapshot.set_while_loading([&host] { host.services().control->Yield("Data is being loaded"); });
  const int error = snapshot.ReplaceBy(path);
  snapshot.set_while_loading(nullptr);
  host.EntriesMayHaveMoved();
  return error;
}

}  // namespace

extern "C" {

RedisModuleRdbStream* RM_RdbStreamCreateFromFile(const char* filename) {
  return new RedisModuleRdbStream{filename};
}

void RM_RdbStreamFree(RedisModuleRdbStream* stream) {
  delete stream;
}

int RM_RdbSave(RedisModuleCtx*, RedisModuleRdbStream* stream, int flags) {
  if (stream == nullptr || flags != 0) return Outcome(EINVAL);
  if (Host().services().control->loading()) return Outcome(EBUSY);
  return Outcome(Host().services().snapshot->SaveTo(stream->path));
}

int RM_RdbLoad(RedisModuleCtx* ctx, RedisModuleRdbStream* stream, int flags) {
  if (stream == nullptr || flags != 0) return Outcome(EINVAL);
  return Outcome(Load(Host(), *ctx, stream->path));
}

}  // extern "C"
