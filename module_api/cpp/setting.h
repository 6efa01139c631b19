// A module's settings: CONFIG GET and SET <module>.<name>, the configuration file, MODULE LOADEX ... CONFIG.
//
//   std::atomic<int64_t> threads;  // atomic, for other threads read it
//   Mode mode;
//   constexpr trellis::Setting<std::atomic<int64_t>> kThreads = {
//       .name = "threads", .value = &threads, .standard = 4, .min = 1, .max = 64, .apply = StartThreads};
//   constexpr trellis::SettingWord<Mode> kModes[] = {{"fast", Mode::kFast}, {"safe", Mode::kSafe}};
//   constexpr trellis::Setting<Mode> kMode = {
//       .name = "mode", .value = &mode, .standard = Mode::kSafe, .words = kModes, .flags = trellis::kImmutable};
//
//   registrar.Add<kThreads, kMode>();
//
// A setting is a number, a bool, a trellis::String or an enum, or a std::atomic of the first, second or last. `value`
// points to a variable that outlives the module; it is set by Registrar::Done(), to what the configuration says, or
// else to `standard`, and by CONFIG SET, always on the main thread. Two functions may be added (both may be left out):
//
//   check   looks at a new value, of the right kind and in its range, before it is stored: an error refuses it, and its
//           text, with or without "ERR ", is told to the client.
//   apply   acts on a change, once for all settings of one CONFIG SET that have the same function, not at load. An error
//           undoes them all. It may run without a change, after one that was refused.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/cpp/module_string.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

enum SettingFlag : unsigned {
  kImmutable = REDISMODULE_CONFIG_IMMUTABLE,       // set at load, then never
  kSensitive = REDISMODULE_CONFIG_SENSITIVE,       // its value isn't logged
  kHidden = REDISMODULE_CONFIG_HIDDEN,             // CONFIG GET tells it by its whole name only
  kProtected = REDISMODULE_CONFIG_PROTECTED,       // needs enable-protected-configs
  kDenyLoading = REDISMODULE_CONFIG_DENY_LOADING,  // not while data is loaded
  kMemoryUnits = REDISMODULE_CONFIG_MEMORY,        // numbers: bytes, which may be written as 64mb
  kBits = REDISMODULE_CONFIG_BITFLAGS,  // enums: several words at a time, their numbers joined by |
};

namespace settings {

template <typename T>
struct PlainOf {
  using Type = T;
};
template <typename T>
struct PlainOf<std::atomic<T>> {
  using Type = T;
};
// The values that a variable of type T has.
template <typename T>
using Plain = typename PlainOf<T>::Type;

using Apply = Status (*)(Context& ctx);

}  // namespace settings

// A number. Its range must fit a long long.
template <typename T>
struct Setting {
  using Value = settings::Plain<T>;
  static_assert(std::integral<Value>,
                "a setting is a number, a bool, a trellis::String or an enum");
  const char* name;
  T* value;
  Value standard = 0;
  Value min = std::numeric_limits<Value>::min();
  Value max = std::numeric_limits<Value>::max();
  unsigned flags = 0;  // SettingFlag, joined by |
  Status (*check)(Value value) = nullptr;
  settings::Apply apply = nullptr;
};

// Yes or no.
template <typename T>
requires std::same_as < settings::Plain<T>,
bool > struct Setting<T> {
  const char* name;
  T* value;
  bool standard = false;
  unsigned flags = 0;
  Status (*check)(bool value) = nullptr;
  settings::Apply apply = nullptr;
};

// Any text.
template <>
struct Setting<String> {
  const char* name;
  String* value;
  const char* standard = "";
  unsigned flags = 0;
  Status (*check)(std::string_view value) = nullptr;
  settings::Apply apply = nullptr;
};

// One of some words, or with kBits any number of them. Case doesn't count.
template <typename E>
struct SettingWord {
  const char* word;
  E value;
};
template <typename T>
requires std::is_enum_v<settings::Plain<T>>
struct Setting<T> {
  using Value = settings::Plain<T>;
  const char* name;
  T* value;
  Value standard;
  std::span<const SettingWord<Value>> words;
  unsigned flags = 0;
  Status (*check)(Value value) = nullptr;
  settings::Apply apply = nullptr;
};

namespace settings {

// Runs a setting's function and tells the host what it says. An exception is an error, too.
template <typename Function>
int Answer(RedisModuleString** error, Function&& function) noexcept {
  constexpr std::string_view kCode = "ERR ";
  const Status said = Caught<Status>(std::forward<Function>(function));
  if (said.ok()) return REDISMODULE_OK;
  std::string_view text = said.line();
  if (text.starts_with(kCode)) text.remove_prefix(kCode.size());
  if (error != nullptr) *error = String(text).Release();
  return REDISMODULE_ERR;
}

// Stores a value; `given` is what `check` looks at, `stored` what the variable gets.
template <const auto& kSetting, typename Given, typename Stored>
int Store(const Given& given, const Stored& stored, RedisModuleString** error) noexcept {
  return Answer(error, [&]() -> Status {
    if (kSetting.check != nullptr) {
      Status said = kSetting.check(given);
      if (!said.ok()) return said;
    }
    *kSetting.value = stored;
    return Status::Ok();
  });
}

// The host calls an apply function once for all settings that have it; so it is one for each kApply, not for each
// setting, and none of them has data of its own.
template <Apply kApply>
int RunApply(RedisModuleCtx* raw, void* /*data*/, RedisModuleString** error) noexcept {
  return Answer(error, [&] {
    Context ctx(raw);
    return kApply(ctx);
  });
}
template <const auto& kSetting>
constexpr RedisModuleConfigApplyFunc ApplyOf() {
  if constexpr (kSetting.apply == nullptr) {
    return nullptr;
  } else {
    return RunApply<kSetting.apply>;
  }
}

template <const auto& kSetting, typename T>
int Register(RedisModuleCtx* ctx, const Setting<T>& /*kSetting*/) {
  const auto get = [](const char*, void*) -> long long {
    return static_cast<long long>(*kSetting.value);
  };
  const auto set = [](const char*, long long number, void*, RedisModuleString** error) {
    const auto value = static_cast<Plain<T>>(number);
    return Store<kSetting>(value, value, error);
  };
  static_assert(std::in_range<long long>(kSetting.min) && std::in_range<long long>(kSetting.max),
                "the host's numbers are long longs: give min and max");
  return RedisModule_RegisterNumericConfig(
      ctx, kSetting.name, static_cast<long long>(kSetting.standard), kSetting.flags,
      static_cast<long long>(kSetting.min), static_cast<long long>(kSetting.max), get, set,
      ApplyOf<kSetting>(), nullptr);
}

template <const auto& kSetting, typename T>
requires std::same_as < Plain<T>,
bool > int Register(RedisModuleCtx* ctx, const Setting<T>& /*kSetting*/) {
  const auto get = [](const char*, void*) { return *kSetting.value ? 1 : 0; };
  const auto set = [](const char*, int yes, void*, RedisModuleString** error) {
    return Store<kSetting>(yes != 0, yes != 0, error);
  };
  return RedisModule_RegisterBoolConfig(ctx, kSetting.name, kSetting.standard ? 1 : 0,
                                        kSetting.flags, get, set, ApplyOf<kSetting>(), nullptr);
}

template <const auto& kSetting>
int Register(RedisModuleCtx* ctx, const Setting<String>& /*kSetting*/) {
  const auto get = [](const char*, void*) { return kSetting.value->get(); };
  const auto set = [](const char*, RedisModuleString* text, void*, RedisModuleString** error) {
    return Store<kSetting>(View(text), String::Retain(text), error);
  };
  return RedisModule_RegisterStringConfig(ctx, kSetting.name, kSetting.standard, kSetting.flags,
                                          get, set, ApplyOf<kSetting>(), nullptr);
}

template <const auto& kSetting, typename T>
requires std::is_enum_v<Plain<T>>
int Register(RedisModuleCtx* ctx, const Setting<T>& /*kSetting*/) {
  std::vector<const char*> words;
  std::vector<int> numbers;
  for (const auto& each : kSetting.words) {
    words.push_back(each.word);
    numbers.push_back(static_cast<int>(each.value));
  }
  const auto get = [](const char*, void*) {
    return static_cast<int>(static_cast<Plain<T>>(*kSetting.value));
  };
  const auto set = [](const char*, int number, void*, RedisModuleString** error) {
    const auto value = static_cast<Plain<T>>(number);
    return Store<kSetting>(value, value, error);
  };
  return RedisModule_RegisterEnumConfig(
      ctx, kSetting.name, static_cast<int>(kSetting.standard), kSetting.flags, words.data(),
      numbers.data(), static_cast<int>(words.size()), get, set, ApplyOf<kSetting>(), nullptr);
}

}  // namespace settings

}  // namespace trellis
