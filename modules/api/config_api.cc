// Settings of modules, of the four kinds that the ABI knows.
#include <fmt/core.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/log.h"
#include "core/base/number_text.h"
#include "core/base/words.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_settings.h"
#include "modules/module_string.h"

namespace {

using trellis::Host;
using trellis::Module;
using trellis::ModuleSetting;
using trellis::ModuleSettings;
using trellis::Status;

class BoolSetting final : public ModuleSetting {
 public:
  BoolSetting(Module& module, const char* name, bool standard, unsigned flags,
              RedisModuleConfigGetBoolFunc get, RedisModuleConfigSetBoolFunc set,
              RedisModuleConfigApplyFunc apply, void* data)
      : ModuleSetting(module, name, flags, apply, data),
        standard_(standard),
        get_(get),
        set_(set) {}

  [[nodiscard]] RedisModuleConfigType type() const override { return REDISMODULE_CONFIG_TYPE_BOOL; }
  [[nodiscard]] std::string Show() const override { return Word(get_(name(), data()) != 0); }
  [[nodiscard]] std::string Standard() const override { return Word(standard_); }
  Status Set(const std::string& value) override {
    const bool yes = trellis::SameWord(value, "yes");
    if (!yes && !trellis::SameWord(value, "no")) {
      return Status::Error("argument must be 'yes' or 'no'");
    }
    RedisModuleString* error = nullptr;
    const int result = set_(name(), yes ? 1 : 0, data(), &error);
    return Outcome(result, error);
  }

 private:
  static std::string Word(bool yes) { return yes ? "yes" : "no"; }

  bool standard_;
  RedisModuleConfigGetBoolFunc get_;
  RedisModuleConfigSetBoolFunc set_;
};

class StringSetting final : public ModuleSetting {
 public:
  StringSetting(Module& module, const char* name, const char* standard, unsigned flags,
                RedisModuleConfigGetStringFunc get, RedisModuleConfigSetStringFunc set,
                RedisModuleConfigApplyFunc apply, void* data)
      : ModuleSetting(module, name, flags, apply, data),
        standard_(standard == nullptr ? "" : standard),
        get_(get),
        set_(set) {}

  [[nodiscard]] RedisModuleConfigType type() const override {
    return REDISMODULE_CONFIG_TYPE_STRING;
  }
  [[nodiscard]] std::string Show() const override {
    // The module's own string.
    const RedisModuleString* value = get_(name(), data());
    return value == nullptr ? std::string() : std::string(value->view());
  }
  [[nodiscard]] std::string Standard() const override { return standard_; }
  Status Set(const std::string& value) override {
    RedisModuleString* string = RedisModuleString::Create(value);
    RedisModuleString* error = nullptr;
    const int result = set_(name(), string, data(), &error);
    string->Release();
    return Outcome(result, error);
  }

 private:
  std::string standard_;
  RedisModuleConfigGetStringFunc get_;
  RedisModuleConfigSetStringFunc set_;
};

class NumericSetting final : public ModuleSetting {
 public:
  NumericSetting(Module& module, const char* name, long long standard, unsigned flags,
                 long long least, long long most, RedisModuleConfigGetNumericFunc get,
                 RedisModuleConfigSetNumericFunc set, RedisModuleConfigApplyFunc apply, void* data)
      : ModuleSetting(module, name, flags, apply, data),
        standard_(standard),
        least_(least),
        most_(most),
        get_(get),
        set_(set) {}

  [[nodiscard]] RedisModuleConfigType type() const override {
    return REDISMODULE_CONFIG_TYPE_NUMERIC;
  }
  [[nodiscard]] std::string Show() const override { return std::to_string(get_(name(), data())); }
  [[nodiscard]] std::string Standard() const override { return std::to_string(standard_); }
  Status Set(const std::string& value) override {
    const bool memory = (flags() & REDISMODULE_CONFIG_MEMORY) != 0;
    const std::optional<int64_t> number =
        memory ? trellis::ParseMemory(value) : trellis::ParseInt64(value);
    if (!number) {
      return Status::Error(memory ? "argument must be a memory value"
                                  : "argument couldn't be parsed into an integer");
    }
    if (*number < least_ || *number > most_) {
      return Status::Error(
          fmt::format("argument must be between {} and {} inclusive", least_, most_));
    }
    RedisModuleString* error = nullptr;
    const int result = set_(name(), *number, data(), &error);
    return Outcome(result, error);
  }

 private:
  long long standard_;
  long long least_;
  long long most_;
  RedisModuleConfigGetNumericFunc get_;
  RedisModuleConfigSetNumericFunc set_;
};

class EnumSetting final : public ModuleSetting {
 public:
  struct Value {
    std::string name;
    int value;
  };
  EnumSetting(Module& module, const char* name, int standard, unsigned flags,
              std::vector<Value> values, RedisModuleConfigGetEnumFunc get,
              RedisModuleConfigSetEnumFunc set, RedisModuleConfigApplyFunc apply, void* data)
      : ModuleSetting(module, name, flags, apply, data),
        standard_(standard),
        values_(std::move(values)),
        get_(get),
        set_(set) {}

  [[nodiscard]] RedisModuleConfigType type() const override { return REDISMODULE_CONFIG_TYPE_ENUM; }
  [[nodiscard]] std::string Show() const override { return Words(get_(name(), data())); }
  [[nodiscard]] std::string Standard() const override { return Words(standard_); }
  Status Set(const std::string& value) override {
    const std::optional<int> number = Parse(value);
    if (!number) {
      std::string names;
      for (const Value& each : values_)
        names += (names.empty() ? "" : ", ") + each.name;
      return Status::Error("argument(s) must be one of the following: " + names);
    }
    RedisModuleString* error = nullptr;
    const int result = set_(name(), *number, data(), &error);
    return Outcome(result, error);
  }

 private:
  [[nodiscard]] bool bits() const { return (flags() & REDISMODULE_CONFIG_BITFLAGS) != 0; }

  [[nodiscard]] std::string Words(int number) const {
    for (const Value& each : values_) {
      if (each.value == number) return each.name;
    }
    std::string words;
    int left = number;
    for (const Value& each : values_) {
      if (!bits() || each.value == 0 || (left & each.value) != each.value) continue;
      words += (words.empty() ? "" : " ") + each.name;
      left &= ~each.value;
    }
    return left == 0 && !words.empty() ? words : "unknown";
  }
  // Several words only where they are bits.
  [[nodiscard]] std::optional<int> Parse(std::string_view text) const {
    int number = 0;
    size_t words = 0;
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(std::min(word.size() + 1, text.size()));
      if (word.empty()) continue;
      const Value* found = Find(word);
      if (found == nullptr || (++words > 1 && !bits())) return std::nullopt;
      number |= found->value;
    }
    return words == 0 ? std::nullopt : std::optional<int>(number);
  }
  [[nodiscard]] const Value* Find(std::string_view word) const {
    for (const Value& each : values_) {
      if (trellis::SameWord(each.name, word)) return &each;
    }
    return nullptr;
  }

  int standard_;
  std::vector<Value> values_;
  RedisModuleConfigGetEnumFunc get_;
  RedisModuleConfigSetEnumFunc set_;
};

template <typename Setting, typename... Args>
int Register(RedisModuleCtx* ctx, const char* name, unsigned flags, Args... args) {
  constexpr bool kNumeric = std::is_same_v<Setting, NumericSetting>;
  constexpr bool kEnum = std::is_same_v<Setting, EnumSetting>;
  if (ctx->module == nullptr ||
      !ModuleSettings::MayRegister(*ctx->module, name, flags, kNumeric, kEnum)) {
    return REDISMODULE_ERR;
  }
  auto setting = std::make_unique<Setting>(*ctx->module, name, std::move(args)...);
  return Host().settings().Add(std::move(setting)) ? REDISMODULE_OK : REDISMODULE_ERR;
}

// In OnLoad.
int GiveValues(RedisModuleCtx* ctx, Status (ModuleSettings::*give)(Module& module)) {
  if (ctx->module == nullptr || !ctx->module->loading) return REDISMODULE_ERR;
  const Status given = (Host().settings().*give)(*ctx->module);
  if (given.ok()) return REDISMODULE_OK;
  trellis::Log(trellis::LogLevel::kWarning, "<{}> {}", ctx->module->name, given.text());
  return REDISMODULE_ERR;
}

}  // namespace

extern "C" {

int RM_RegisterBoolConfig(RedisModuleCtx* ctx, const char* name, int default_val,
                          unsigned int flags, RedisModuleConfigGetBoolFunc getfn,
                          RedisModuleConfigSetBoolFunc setfn, RedisModuleConfigApplyFunc applyfn,
                          void* privdata) {
  return Register<BoolSetting>(ctx, name, flags, default_val != 0, flags, getfn, setfn, applyfn,
                               privdata);
}

int RM_RegisterStringConfig(RedisModuleCtx* ctx, const char* name, const char* default_val,
                            unsigned int flags, RedisModuleConfigGetStringFunc getfn,
                            RedisModuleConfigSetStringFunc setfn,
                            RedisModuleConfigApplyFunc applyfn, void* privdata) {
  return Register<StringSetting>(ctx, name, flags, default_val, flags, getfn, setfn, applyfn,
                                 privdata);
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RM_RegisterNumericConfig(RedisModuleCtx* ctx, const char* name, long long default_val,
                             unsigned int flags, long long min, long long max,
                             RedisModuleConfigGetNumericFunc getfn,
                             RedisModuleConfigSetNumericFunc setfn,
                             RedisModuleConfigApplyFunc applyfn, void* privdata) {
  return Register<NumericSetting>(ctx, name, flags, default_val, flags, min, max, getfn, setfn,
                                  applyfn, privdata);
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RM_RegisterEnumConfig(RedisModuleCtx* ctx, const char* name, int default_val,
                          unsigned int flags, const char** enum_names, const int* enum_values,
                          int num_enums, RedisModuleConfigGetEnumFunc getfn,
                          RedisModuleConfigSetEnumFunc setfn, RedisModuleConfigApplyFunc applyfn,
                          void* privdata) {
  std::vector<EnumSetting::Value> values;
  if (num_enums > 0) values.reserve(static_cast<size_t>(num_enums));
  for (int i = 0; i < num_enums; ++i)
    values.push_back({enum_names[i], enum_values[i]});
  return Register<EnumSetting>(ctx, name, flags, default_val, flags, std::move(values), getfn,
                               setfn, applyfn, privdata);
}

int RM_LoadConfigs(RedisModuleCtx* ctx) {
  return GiveValues(ctx, &ModuleSettings::TakeValues);
}

int RM_LoadDefaultConfigs(RedisModuleCtx* ctx) {
  return GiveValues(ctx, &ModuleSettings::TakeDefaults);
}

}  // extern "C"
