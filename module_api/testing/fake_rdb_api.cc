// The dataset in files, which are the fake host's own. Part of what the fake host serves.
#include <cerrno>
#include <map>
#include <string>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

struct RedisModuleRdbStream {
  std::string path;
};

namespace trellis::testing {
namespace {

RedisModuleRdbStream* RdbStreamCreateFromFile(const char* filename) {
  return new RedisModuleRdbStream{filename};
}
void RdbStreamFree(RedisModuleRdbStream* stream) {
  delete stream;
}

int RdbSave(RedisModuleCtx* /*ctx*/, RedisModuleRdbStream* stream, int flags) {
  errno = stream == nullptr || flags != 0 ? EINVAL : 0;
  if (errno != 0) return REDISMODULE_ERR;
  auto& file = Current()->files[stream->path];
  file.clear();
  for (const auto& [key, value] : Current()->keys) {
    file[key] = {value, Current()->Dump(key)};
    file[key].value.module_value = nullptr;
  }
  errno = 0;
  return REDISMODULE_OK;
}

int RdbLoad(RedisModuleCtx* /*ctx*/, RedisModuleRdbStream* stream, int flags) {
  errno = stream == nullptr || flags != 0 ? EINVAL : 0;
  if (errno != 0) return REDISMODULE_ERR;
  FakeState& state = *Current();
  const auto file = state.files.find(stream->path);
  if (file == state.files.end()) {
    errno = ENOENT;
    return REDISMODULE_ERR;
  }
  while (!state.keys.empty())
    (void)state.Erase(std::string(state.keys.begin()->first));
  bool loaded = true;
  for (const auto& [key, saved] : file->second) {
    if (saved.payload.empty()) {
      state.keys[key] = saved.value;
    } else {
      loaded = state.Restore(key, saved.payload) && loaded;
    }
    state.Notify(REDISMODULE_NOTIFY_LOADED, "loaded", key);
  }
  errno = loaded ? 0 : EIO;
  return loaded ? REDISMODULE_OK : REDISMODULE_ERR;
}

}  // namespace

std::vector<ServedFunction> FakeDatasets() {
  return {
      TRELLIS_SERVE(RdbStreamCreateFromFile, RdbStreamCreateFromFile),
      TRELLIS_SERVE(RdbStreamFree, RdbStreamFree),
      TRELLIS_SERVE(RdbSave, RdbSave),
      TRELLIS_SERVE(RdbLoad, RdbLoad),
  };
}

}  // namespace trellis::testing
