// Settings. Part of what the fake host serves.
#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

// What a function of the module says, which `ask` calls: empty if it agrees.
template <typename Ask>
std::string Outcome(Ask ask) {
  RedisModuleString* error = nullptr;
  const int result = ask(&error);
  std::string text = error != nullptr ? error->text : "refused";
  if (error != nullptr) RedisModule_FreeString(nullptr, error);
  return result == REDISMODULE_OK ? std::string() : text;
}
int Keep(const char* name, FakeSetting setting) {
  return Current()->settings.emplace(name, std::move(setting)).second ? REDISMODULE_OK
                                                                      : REDISMODULE_ERR;
}
// False if the text is no number; with `memory` it may end in kb, mb or gb.
bool ReadNumber(const std::string& text, bool memory, long long* number) {
  char* end = nullptr;
  errno = 0;
  *number = strtoll(text.c_str(), &end, 10);
  if (text.empty() || end == text.c_str() || errno != 0) return false;
  const std::string unit = end;
  if (memory && unit == "kb") return !__builtin_mul_overflow(*number, 1LL << 10, number);
  if (memory && unit == "mb") return !__builtin_mul_overflow(*number, 1LL << 20, number);
  if (memory && unit == "gb") return !__builtin_mul_overflow(*number, 1LL << 30, number);
  return unit.empty();
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RegisterNumericConfig(RedisModuleCtx* /*ctx*/, const char* name, long long standard,
                          unsigned int flags, long long min, long long max,
                          RedisModuleConfigGetNumericFunc get, RedisModuleConfigSetNumericFunc set,
                          RedisModuleConfigApplyFunc apply, void* data) {
  const std::string copy = name;
  const bool memory = (flags & REDISMODULE_CONFIG_MEMORY) != 0;
  return Keep(
      name, {.get = [=] { return std::to_string(get(copy.c_str(), data)); },
             .set = [=](const std::string& text) -> std::string {
               long long value = 0;
               if (!ReadNumber(text, memory, &value) || value < min || value > max) {
                 return "not a number that fits";
               }
               return Outcome([&](auto** error) { return set(copy.c_str(), value, data, error); });
             },
             .flags = flags,
             .apply = apply,
             .data = data,
             .standard = std::to_string(standard)});
}
int RegisterBoolConfig(RedisModuleCtx* /*ctx*/, const char* name, int standard, unsigned int flags,
                       RedisModuleConfigGetBoolFunc get, RedisModuleConfigSetBoolFunc set,
                       RedisModuleConfigApplyFunc apply, void* data) {
  const std::string copy = name;
  return Keep(name,
              {.get = [=] { return std::string(get(copy.c_str(), data) != 0 ? "yes" : "no"); },
               .set = [=](const std::string& text) -> std::string {
                 if (text != "yes" && text != "no") return "yes or no";
                 return Outcome([&](auto** error) {
                   return set(copy.c_str(), text == "yes" ? 1 : 0, data, error);
                 });
               },
               .flags = flags,
               .apply = apply,
               .data = data,
               .standard = standard != 0 ? "yes" : "no"});
}
int RegisterStringConfig(RedisModuleCtx* /*ctx*/, const char* name, const char* standard,
                         unsigned int flags, RedisModuleConfigGetStringFunc get,
                         RedisModuleConfigSetStringFunc set, RedisModuleConfigApplyFunc apply,
                         void* data) {
  const std::string copy = name;
  return Keep(name, {.get = [=] { return get(copy.c_str(), data)->text; },
                     .set =
                         [=](const std::string& text) {
                           auto* value = new RedisModuleString{text};
                           std::string outcome = Outcome(
                               [&](auto** error) { return set(copy.c_str(), value, data, error); });
                           RedisModule_FreeString(nullptr, value);
                           return outcome;
                         },
                     .flags = flags,
                     .apply = apply,
                     .data = data,
                     .standard = standard});
}

// The words of an enum, and the numbers that they stand for.
struct Words {
  std::vector<std::pair<std::string, int>> words;
  bool bits;

  [[nodiscard]] std::string Text(int number) const {
    std::string text;
    for (const auto& [word, value] : words) {
      const bool named = bits ? value != 0 && (number & value) == value : number == value;
      if (named) text += (text.empty() ? "" : " ") + word;
    }
    return text;
  }
  // False if a word isn't one of them, or there are several where one is wanted.
  [[nodiscard]] bool Read(const std::string& text, int* number) const {
    int count = 0;
    *number = 0;
    for (size_t at = text.find_first_not_of(' '); at != std::string::npos;) {
      const std::string word = text.substr(at, text.find(' ', at) - at);
      at = text.find_first_not_of(' ', at + word.size());
      const auto found = std::find_if(words.begin(), words.end(),
                                      [&](const auto& each) { return each.first == word; });
      if (found == words.end()) return false;
      *number |= found->second;
      count++;
    }
    return bits ? count > 0 : count == 1;
  }
};

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RegisterEnumConfig(RedisModuleCtx* /*ctx*/, const char* name, int standard, unsigned int flags,
                       const char** names, const int* values, int count,
                       RedisModuleConfigGetEnumFunc get, RedisModuleConfigSetEnumFunc set,
                       RedisModuleConfigApplyFunc apply, void* data) {
  const std::string copy = name;
  Words words{{}, (flags & REDISMODULE_CONFIG_BITFLAGS) != 0};
  for (int i = 0; i < count; i++)
    words.words.emplace_back(names[i], values[i]);
  return Keep(
      name, {.get = [=] { return words.Text(get(copy.c_str(), data)); },
             .set = [=](const std::string& text) -> std::string {
               int value = 0;
               if (!words.Read(text, &value)) return "not one of the words";
               return Outcome([&](auto** error) { return set(copy.c_str(), value, data, error); });
             },
             .flags = flags,
             .apply = apply,
             .data = data,
             .standard = words.Text(standard)});
}

// Gives defaults to those that have no value yet: there is no configuration that says otherwise.
int LoadConfigs(RedisModuleCtx* /*ctx*/) {
  for (auto& [name, setting] : Current()->settings) {
    if (setting.started) continue;
    if (!setting.set(setting.standard).empty()) return REDISMODULE_ERR;
    setting.started = true;
  }
  return REDISMODULE_OK;
}

}  // namespace

std::string ChangeSetting(const std::string& name, const std::string& value) {
  const auto found = Current()->settings.find(name);
  if (found == Current()->settings.end()) return "no such setting";
  const FakeSetting& setting = found->second;
  if ((setting.flags & REDISMODULE_CONFIG_IMMUTABLE) != 0) return "can't set immutable config";
  const std::string before = setting.get();
  std::string refused = setting.set(value);
  if (!refused.empty() || setting.apply == nullptr) return refused;
  const auto ctx = Current()->MakeContext();
  refused = Outcome([&](auto** error) { return setting.apply(ctx.get(), setting.data, error); });
  FakeState::Release(*ctx);
  if (!refused.empty()) setting.set(before);
  return refused;
}

std::vector<ServedFunction> FakeSettings() {
  return {
      TRELLIS_SERVE(RegisterNumericConfig, RegisterNumericConfig),
      TRELLIS_SERVE(RegisterBoolConfig, RegisterBoolConfig),
      TRELLIS_SERVE(RegisterStringConfig, RegisterStringConfig),
      TRELLIS_SERVE(RegisterEnumConfig, RegisterEnumConfig),
      TRELLIS_SERVE(LoadConfigs, LoadConfigs),
      TRELLIS_SERVE(LoadDefaultConfigs, LoadConfigs),
  };
}

}  // namespace trellis::testing
