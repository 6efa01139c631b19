// Loading, commands and shared functions. Part of what the fake host serves.
#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

int IsModuleNameBusy(const char* /*name*/) {
  return 0;
}
void SetModuleAttribs(RedisModuleCtx* /*ctx*/, const char* name, int /*version*/, int /*api*/) {
  Current()->module_name = name;
}
void SetModuleOptions(RedisModuleCtx* /*ctx*/, int /*options*/) {}
int GetServerVersion() {
  return 0x00070400;
}

int CreateCommand(RedisModuleCtx* /*ctx*/, const char* name, RedisModuleCmdFunc function,
                  const char* flags, int /*first*/, int /*last*/, int /*step*/) {
  auto& place = Current()->commands[name];
  if (place != nullptr) return REDISMODULE_ERR;
  place = std::make_unique<RedisModuleCommand>(RedisModuleCommand{name, function, flags, "", 0});
  return REDISMODULE_OK;
}
RedisModuleCommand* GetCommand(RedisModuleCtx* /*ctx*/, const char* name) {
  return Current()->FindCommand(name);
}
int CreateSubcommand(RedisModuleCommand* parent, const char* name, RedisModuleCmdFunc function,
                     const char* flags, int first, int last, int step) {
  const std::string whole = parent->name + "|" + name;
  return CreateCommand(nullptr, whole.c_str(), function, flags, first, last, step);
}
int SetCommandInfo(RedisModuleCommand* command, const RedisModuleCommandInfo* info) {
  command->arity = info->arity;
  if (info->summary != nullptr) command->summary = info->summary;
  return REDISMODULE_OK;
}
int IsKeysPositionRequest(RedisModuleCtx* /*ctx*/) {
  return 0;
}

int ExportSharedAPI(RedisModuleCtx* /*ctx*/, const char* name, void* table) {
  Current()->shared[name] = table;
  return REDISMODULE_OK;
}
void* GetSharedAPI(RedisModuleCtx* /*ctx*/, const char* name) {
  const auto found = Current()->shared.find(name);
  return found == Current()->shared.end() ? nullptr : found->second;
}

}  // namespace

std::vector<ServedFunction> FakeLoading() {
  return {
      TRELLIS_SERVE(IsModuleNameBusy, IsModuleNameBusy),
      TRELLIS_SERVE(SetModuleAttribs, SetModuleAttribs),
      TRELLIS_SERVE(SetModuleOptions, SetModuleOptions),
      TRELLIS_SERVE(GetServerVersion, GetServerVersion),
      TRELLIS_SERVE(CreateCommand, CreateCommand),
      TRELLIS_SERVE(CreateSubcommand, CreateSubcommand),
      TRELLIS_SERVE(GetCommand, GetCommand),
      TRELLIS_SERVE(SetCommandInfo, SetCommandInfo),
      TRELLIS_SERVE(IsKeysPositionRequest, IsKeysPositionRequest),
      TRELLIS_SERVE(ExportSharedAPI, ExportSharedAPI),
      TRELLIS_SERVE(GetSharedAPI, GetSharedAPI),
  };
}

}  // namespace trellis::testing
