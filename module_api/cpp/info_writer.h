// The module's sections of INFO.
#pragma once

#include <atomic>
#include <concepts>
#include <string>
#include <string_view>

#include "module_api/redismodule.h"

namespace trellis {

class InfoWriter {
 public:
  explicit InfoWriter(RedisModuleInfoCtx* info) : info_(info) {}

  // Begins a section, called <module>_<name>; false if nobody asked for it: then skip its fields.
  bool Section(const char* name) {
    return RedisModule_InfoAddSection(info_, name) == REDISMODULE_OK;
  }
  template <std::signed_integral Integer>
  void Field(const char* name, Integer value) {
    RedisModule_InfoAddFieldLongLong(info_, name, value);
  }
  template <std::unsigned_integral Integer>
  void Field(const char* name, Integer value) {
    RedisModule_InfoAddFieldULongLong(info_, name, value);
  }
  void Field(const char* name, double value) { RedisModule_InfoAddFieldDouble(info_, name, value); }
  void Field(const char* name, std::string_view value) {
    RedisModule_InfoAddFieldCString(info_, name, std::string(value).c_str());
  }
  void Field(const char* name, const char* value) { Field(name, std::string_view(value)); }
  template <typename T>
  void Field(const char* name, const std::atomic<T>& value) {
    Field(name, value.load());
  }
  // The fields between the two become one, as name:a=1,b=2.
  void BeginDict(const char* name) { RedisModule_InfoBeginDictField(info_, name); }
  void EndDict() { RedisModule_InfoEndDictField(info_); }

 private:
  RedisModuleInfoCtx* info_;
};

}  // namespace trellis
