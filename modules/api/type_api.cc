// Data types and their values.
#include <cstdint>
#include <memory>
#include <string>

#include "core/keyspace/type_ops.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_type.h"

namespace {

RedisModuleType* TypeOf(RedisModuleKey* key) {
  trellis::Entry* entry = key == nullptr ? nullptr : key->entry();
  if (entry == nullptr || entry->type() < trellis::kFirstModuleType) return nullptr;
  const auto& type = static_cast<const RedisModuleType&>(trellis::types::Of(*entry));
  return const_cast<RedisModuleType*>(&type);
}

}  // namespace

extern "C" {

RedisModuleType* RM_CreateDataType(RedisModuleCtx* ctx, const char* name, int encver,
                                   RedisModuleTypeMethods* methods) {
  trellis::Module* module = ctx->module;
  if (name == nullptr || methods == nullptr) return nullptr;
  const uint64_t id = trellis::ModuleTypeId(name, encver);
  RedisModuleTypeMethods known;
  if (module == nullptr || !module->loading || id == 0 ||
      !trellis::ReadTypeMethods(*methods, known)) {
    return nullptr;
  }
  constexpr int kEncodingBits = 10;
  const trellis::TypeOps* taken = trellis::types::ByModuleName(id >> kEncodingBits);
  if (taken != nullptr &&
      &static_cast<const RedisModuleType*>(taken)->module() != trellis::Host().replaced()) {
    return nullptr;
  }
  auto type = std::make_unique<RedisModuleType>(*module, name, id, known);
  const trellis::TypeId type_id = trellis::types::Add(type.get());
  if (type_id == 0) return nullptr;
  type->set_type_id(type_id);
  module->types.push_back(std::move(type));
  return module->types.back().get();
}

int RM_ModuleTypeSetValue(RedisModuleKey* key, RedisModuleType* type, void* value) {
  if (key == nullptr || !key->writable() || key->iterator != nullptr || type->type_id() == 0) {
    return REDISMODULE_ERR;
  }
  key->Store(type->Adopt(value));
  return REDISMODULE_OK;
}

RedisModuleType* RM_ModuleTypeGetType(RedisModuleKey* key) {
  return TypeOf(key);
}

void* RM_ModuleTypeGetValue(RedisModuleKey* key) {
  return TypeOf(key) == nullptr ? nullptr : RedisModuleType::ValueOf(*key->entry());
}

int RM_ModuleTypeReplaceValue(RedisModuleKey* key, RedisModuleType* type, void* value,
                              void** old_value) {
  if (key == nullptr || !key->writable() || key->iterator != nullptr || TypeOf(key) != type) {
    return REDISMODULE_ERR;
  }
  trellis::Entry* entry = key->entry();
  // The old value is the module's again, whether it wants to be told or not.
  if (old_value != nullptr) *old_value = RedisModuleType::ValueOf(*entry);
  entry->set_slot(reinterpret_cast<uint64_t>(value));
  return REDISMODULE_OK;
}

}  // extern "C"
