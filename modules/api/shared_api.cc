// Functions and tables that modules offer each other by name.
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"

using trellis::Host;
using trellis::Module;

extern "C" {

int RM_ExportSharedAPI(RedisModuleCtx* ctx, const char* api_name, void* func) {
  Module* module = ctx->module;
  if (module == nullptr) return REDISMODULE_ERR;
  auto& shared = Host().shared_functions();
  if (!shared.try_emplace(api_name, trellis::SharedFunction{module, func}).second) {
    return REDISMODULE_ERR;
  }
  module->undo.emplace_back([&shared, module, name = std::string(api_name)] {
    const auto found = shared.find(name);
    if (found != shared.end() && found->second.owner == module) shared.erase(found);
  });
  return REDISMODULE_OK;
}

void* RM_GetSharedAPI(RedisModuleCtx* ctx, const char* api_name) {
  auto& shared = Host().shared_functions();
  const auto found = shared.find(api_name);
  if (found == shared.end()) return nullptr;
  // Who is used can't be unloaded.
  if (Module* user = ctx->module; user != nullptr && user != found->second.owner) {
    user->uses.insert(found->second.owner);
    found->second.owner->used_by.insert(user);
  }
  return found->second.function;
}

}  // extern "C"
