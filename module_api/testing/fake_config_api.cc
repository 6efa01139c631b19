// Settings. Part of what the fake host serves.
#include <cerrno>
#include <cstdlib>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

// What a setter of the module says: empty if it has taken the value.
std::string Outcome(int result, RedisModuleString* error) {
  std::string text = error != nullptr ? error->text : "refused";
  if (error != nullptr) RedisModule_FreeString(nullptr, error);
  return result == REDISMODULE_OK ? std::string() : text;
}
int Keep(const char* name, std::string standard, FakeSetting setting) {
  setting.standard = std::move(standard);
  return Current()->settings.emplace(name, std::move(setting)).second ? REDISMODULE_OK
                                                                      : REDISMODULE_ERR;
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RegisterNumericConfig(RedisModuleCtx* /*ctx*/, const char* name, long long standard,
                          unsigned int /*flags*/, long long min, long long max,
                          RedisModuleConfigGetNumericFunc get, RedisModuleConfigSetNumericFunc set,
                          RedisModuleConfigApplyFunc /*apply*/, void* data) {
  const std::string copy = name;
  return Keep(name, std::to_string(standard),
              {.get = [=] { return std::to_string(get(copy.c_str(), data)); },
               .set = [=](const std::string& text) -> std::string {
                 char* end = nullptr;
                 const long long value = strtoll(text.c_str(), &end, 10);
                 if (text.empty() || *end != '\0' || value < min || value > max) {
                   return "not a number that fits";
                 }
                 RedisModuleString* error = nullptr;
                 const int result = set(copy.c_str(), value, data, &error);
                 return Outcome(result, error);
               }});
}
int RegisterBoolConfig(RedisModuleCtx* /*ctx*/, const char* name, int standard,
                       unsigned int /*flags*/, RedisModuleConfigGetBoolFunc get,
                       RedisModuleConfigSetBoolFunc set, RedisModuleConfigApplyFunc /*apply*/,
                       void* data) {
  const std::string copy = name;
  return Keep(name, standard != 0 ? "yes" : "no",
              {.get = [=] { return std::string(get(copy.c_str(), data) != 0 ? "yes" : "no"); },
               .set = [=](const std::string& text) -> std::string {
                 if (text != "yes" && text != "no") return "yes or no";
                 RedisModuleString* error = nullptr;
                 const int result = set(copy.c_str(), text == "yes" ? 1 : 0, data, &error);
                 return Outcome(result, error);
               }});
}
int RegisterStringConfig(RedisModuleCtx* /*ctx*/, const char* name, const char* standard,
                         unsigned int /*flags*/, RedisModuleConfigGetStringFunc get,
                         RedisModuleConfigSetStringFunc set, RedisModuleConfigApplyFunc /*apply*/,
                         void* data) {
  const std::string copy = name;
  return Keep(name, standard,
              {.get = [=] { return get(copy.c_str(), data)->text; },
               .set =
                   [=](const std::string& text) {
                     auto* value = new RedisModuleString{text};
                     RedisModuleString* error = nullptr;
                     const int result = set(copy.c_str(), value, data, &error);
                     RedisModule_FreeString(nullptr, value);
                     return Outcome(result, error);
                   }});
}
int LoadConfigs(RedisModuleCtx* /*ctx*/) {
  for (const auto& [name, setting] : Current()->settings) {
    if (!setting.set(setting.standard).empty()) return REDISMODULE_ERR;
  }
  return REDISMODULE_OK;
}

}  // namespace

std::vector<ServedFunction> FakeSettings() {
  return {
      TRELLIS_SERVE(RegisterNumericConfig, RegisterNumericConfig),
      TRELLIS_SERVE(RegisterBoolConfig, RegisterBoolConfig),
      TRELLIS_SERVE(RegisterStringConfig, RegisterStringConfig),
      TRELLIS_SERVE(LoadConfigs, LoadConfigs),
  };
}

}  // namespace trellis::testing
