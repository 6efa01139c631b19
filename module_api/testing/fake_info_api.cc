// Sections of INFO. Part of what the fake host serves.
#include <cstdio>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

int RegisterInfoFunc(RedisModuleCtx* /*ctx*/, RedisModuleInfoFunc write) {
  Current()->info = write;
  return REDISMODULE_OK;
}
int InfoAddSection(RedisModuleInfoCtx* info, const char* name) {
  info->text += "# " + Current()->module_name + "_" + name + "\n";
  return REDISMODULE_OK;
}
int Field(RedisModuleInfoCtx* info, const char* name, const std::string& value) {
  if (info->in_dict) {
    info->text += (info->text.back() == ':' ? "" : ",") + std::string(name) + "=" + value;
  } else {
    info->text += Current()->module_name + "_" + name + ":" + value + "\n";
  }
  return REDISMODULE_OK;
}
int InfoAddFieldLongLong(RedisModuleInfoCtx* info, const char* name, long long value) {
  return Field(info, name, std::to_string(value));
}
int InfoAddFieldULongLong(RedisModuleInfoCtx* info, const char* name, unsigned long long value) {
  return Field(info, name, std::to_string(value));
}
int InfoAddFieldDouble(RedisModuleInfoCtx* info, const char* name, double value) {
  char text[64];
  snprintf(text, sizeof(text), "%.17g", value);
  return Field(info, name, text);
}
int InfoAddFieldCString(RedisModuleInfoCtx* info, const char* name, const char* value) {
  return Field(info, name, value);
}
int InfoBeginDictField(RedisModuleInfoCtx* info, const char* name) {
  info->text += Current()->module_name + "_" + name + ":";
  info->in_dict = true;
  return REDISMODULE_OK;
}
int InfoEndDictField(RedisModuleInfoCtx* info) {
  info->in_dict = false;
  info->text += "\n";
  return REDISMODULE_OK;
}

}  // namespace

std::vector<ServedFunction> FakeInfo() {
  return {
      TRELLIS_SERVE(RegisterInfoFunc, RegisterInfoFunc),
      TRELLIS_SERVE(InfoAddSection, InfoAddSection),
      TRELLIS_SERVE(InfoAddFieldLongLong, InfoAddFieldLongLong),
      TRELLIS_SERVE(InfoAddFieldULongLong, InfoAddFieldULongLong),
      TRELLIS_SERVE(InfoAddFieldDouble, InfoAddFieldDouble),
      TRELLIS_SERVE(InfoAddFieldCString, InfoAddFieldCString),
      TRELLIS_SERVE(InfoBeginDictField, InfoBeginDictField),
      TRELLIS_SERVE(InfoEndDictField, InfoEndDictField),
  };
}

}  // namespace trellis::testing
