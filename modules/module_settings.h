// Settings that modules have registered: shown and changed by CONFIG, kept by the modules themselves.
//
// A module registers them while it is loaded and then takes their values (TakeValues): what MODULE LOADEX
// or the configuration file say, else the default.
// Threads: whoever has the keyspace.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/extra_settings.h"
#include "modules/api_table.h"
#include "modules/module.h"

namespace trellis {

class Config;

// Calls the module's functions, in terms of text.
class ModuleSetting {
 public:
  ModuleSetting(Module& module, std::string_view name, unsigned flags,
                RedisModuleConfigApplyFunc apply, void* data);
  ModuleSetting(const ModuleSetting&) = delete;
  ModuleSetting& operator=(const ModuleSetting&) = delete;
  virtual ~ModuleSetting() = default;

  [[nodiscard]] virtual RedisModuleConfigType type() const = 0;
  [[nodiscard]] virtual std::string Show() const = 0;
  [[nodiscard]] virtual std::string Standard() const = 0;
  // An error is the module's, or says what the text should have been.
  virtual Status Set(const std::string& value) = 0;

  [[nodiscard]] Module& module() const { return module_; }
  [[nodiscard]] const std::string& full_name() const { return full_name_; }
  [[nodiscard]] unsigned flags() const { return flags_; }
  [[nodiscard]] RedisModuleConfigApplyFunc apply() const { return apply_; }
  [[nodiscard]] void* data() const { return data_; }
  // The module has been given a value for it.
  [[nodiscard]] bool started() const { return started_; }
  void Started() { started_ = true; }

 protected:
  [[nodiscard]] const char* name() const { return name_.c_str(); }
  // The outcome of a module's setter; frees the error's text.
  static Status Outcome(int result, RedisModuleString* error);

 private:
  Module& module_;
  std::string name_;
  std::string full_name_;
  unsigned flags_;
  RedisModuleConfigApplyFunc apply_;
  void* data_;
  bool started_ = false;
};

class ModuleSettings final : public ExtraSettings {
 public:
  explicit ModuleSettings(Config& config) : config_(config) {}

  // False, with errno, if the module can't register a setting of this name and flags now.
  static bool MayRegister(const Module& module, const char* name, unsigned flags, bool numeric,
                          bool enumeration);
  bool Add(std::unique_ptr<ModuleSetting> setting);
  // Gives the module's settings their defaults, once, before TakeValues.
  Status TakeDefaults(Module& module);
  // Gives the module's settings the values that they are to start with; a default not for a second time.
  Status TakeValues(Module& module);

  // Names and values of a module's settings, as CONFIG shows them.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> ValuesOf(
      const Module& module) const;
  // A module's settings while another build of it is tried: out of sight, and back again.
  using Settings = std::vector<std::unique_ptr<ModuleSetting>>;
  Settings TakeOut(const Module& module);
  void PutBack(Settings settings);

  // ExtraSettings
  [[nodiscard]] bool Has(std::string_view name) const override { return Find(name) != nullptr; }
  [[nodiscard]] std::string Show(std::string_view name) const override;
  [[nodiscard]] std::string_view WhyFixed(std::string_view name) const override;
  Status Set(std::string_view name, const std::string& value) override;
  Status Apply() override;
  void ForEach(const Visit& visit) const override;

  // Null if no module has this setting.
  [[nodiscard]] ModuleSetting* Find(std::string_view full_name) const;

 private:
  void Remove(const Module& module);
  Status Start(ModuleSetting& setting, const std::string& value);

  Config& config_;
  std::vector<std::unique_ptr<ModuleSetting>> settings_;
  std::vector<ModuleSetting*> changed_;  // since the last Apply
};

}  // namespace trellis
