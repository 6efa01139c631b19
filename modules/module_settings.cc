#include "modules/module_settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <iterator>

#include "core/base/words.h"
#include "core/config/config.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace trellis {
namespace {

bool ValidName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
}

// Takes the value that somebody has given for this name, the last if there are several.
bool Take(std::vector<std::pair<std::string, std::string>>& values, std::string_view name,
          std::string& value) {
  const auto names_it = [&](const auto& given) { return SameWord(given.first, name); };
  const auto last = std::find_if(values.rbegin(), values.rend(), names_it);
  if (last == values.rend()) return false;
  value = last->second;
  std::erase_if(values, names_it);
  return true;
}

}  // namespace

ModuleSetting::ModuleSetting(Module& module, std::string_view name, unsigned flags,
                             RedisModuleConfigApplyFunc apply, void* data)
    : module_(module),
      name_(name),
      full_name_(fmt::format("{}.{}", module.name, name)),
      flags_(flags),
      apply_(apply),
      data_(data) {}

Status ModuleSetting::Outcome(int result, RedisModuleString* error) {
  std::string text;
  if (error != nullptr) {
    text = error->view();
    error->Release();
  }
  return result == REDISMODULE_OK ? Status() : Status::Error(std::move(text));
}

bool ModuleSettings::MayRegister(const Module& module, const char* name, unsigned flags,
                                 bool numeric, bool enumeration) {
  constexpr uint64_t kKnown = REDISMODULE_CONFIG_IMMUTABLE | REDISMODULE_CONFIG_SENSITIVE |
                              REDISMODULE_CONFIG_HIDDEN | REDISMODULE_CONFIG_PROTECTED |
                              REDISMODULE_CONFIG_DENY_LOADING | REDISMODULE_CONFIG_MEMORY |
                              REDISMODULE_CONFIG_BITFLAGS;
  const bool valid = (flags & ~kKnown) == 0 &&
                     (numeric || (flags & REDISMODULE_CONFIG_MEMORY) == 0) &&
                     (enumeration || (flags & REDISMODULE_CONFIG_BITFLAGS) == 0) && ValidName(name);
  errno = !module.loading ? EBUSY : valid ? 0 : EINVAL;
  return errno == 0;
}

bool ModuleSettings::Add(std::unique_ptr<ModuleSetting> setting) {
  if (Has(setting->full_name())) {
    errno = EALREADY;
    return false;
  }
  Module& module = setting->module();
  module.configs_loaded = false;
  const bool first = std::none_of(settings_.begin(), settings_.end(),
                                  [&](const auto& other) { return &other->module() == &module; });
  if (first) module.undo.emplace_back([this, &module] { Remove(module); });
  settings_.push_back(std::move(setting));
  return true;
}

void ModuleSettings::Remove(const Module& module) {
  std::erase_if(changed_, [&](const auto* setting) { return &setting->module() == &module; });
  std::erase_if(settings_, [&](const auto& setting) { return &setting->module() == &module; });
}

std::vector<std::pair<std::string, std::string>> ModuleSettings::ValuesOf(
    const Module& module) const {
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& setting : settings_) {
    if (&setting->module() == &module) values.emplace_back(setting->full_name(), setting->Show());
  }
  return values;
}

ModuleSettings::Settings ModuleSettings::TakeOut(const Module& module) {
  Settings taken;
  for (auto& setting : settings_) {
    if (&setting->module() == &module) taken.push_back(std::move(setting));
  }
  std::erase(settings_, nullptr);
  return taken;
}

void ModuleSettings::PutBack(Settings settings) {
  std::move(settings.begin(), settings.end(), std::back_inserter(settings_));
}

Status ModuleSettings::Start(ModuleSetting& setting, const std::string& value) {
  const Status set = setting.Set(value);
  if (!set.ok()) {
    return Status::Error(fmt::format("Issue during loading of configuration {} : {}",
                                     setting.full_name(), set.text()));
  }
  setting.Started();
  return {};
}

Status ModuleSettings::TakeDefaults(Module& module) {
  if (module.defaults_loaded) return Status::Error("The settings have their values already");
  for (const auto& setting : settings_) {
    if (&setting->module() != &module) continue;
    Status started = Start(*setting, setting->Standard());
    if (!started.ok()) return started;
  }
  module.defaults_loaded = true;
  return {};
}

Status ModuleSettings::TakeValues(Module& module) {
  for (const auto& setting : settings_) {
    if (&setting->module() != &module) continue;
    std::string value;
    if (!Take(module.given_configs, setting->full_name(), value) &&
        !Take(config_.module_values, setting->full_name(), value)) {
      if (setting->started()) continue;
      value = setting->Standard();
    }
    Status started = Start(*setting, value);
    if (!started.ok()) return started;
  }
  module.configs_loaded = true;
  module.defaults_loaded = true;
  return {};  // not applied: apply functions are for changes
}

ModuleSetting* ModuleSettings::Find(std::string_view full_name) const {
  for (const auto& setting : settings_) {
    if (SameWord(setting->full_name(), full_name)) return setting.get();
  }
  return nullptr;
}

std::string ModuleSettings::Show(std::string_view name) const {
  return Find(name)->Show();
}

std::string_view ModuleSettings::WhyFixed(std::string_view name) const {
  const unsigned flags = Find(name)->flags();
  if ((flags & REDISMODULE_CONFIG_IMMUTABLE) != 0) return "can't set immutable config";
  const bool protect = (flags & REDISMODULE_CONFIG_PROTECTED) != 0;
  if (protect && config_.Show(Directive::kEnableProtectedConfigs) == "no") {
    return "can't set protected config";
  }
  return {};
}

Status ModuleSettings::Set(std::string_view name, const std::string& value) {
  ModuleSetting* setting = Find(name);
  Status set = setting->Set(value);
  if (set.ok()) changed_.push_back(setting);
  return set;
}

Status ModuleSettings::Apply() {
  const std::vector<ModuleSetting*> changed = std::exchange(changed_, {});
  for (size_t i = 0; i < changed.size(); ++i) {
    const ModuleSetting& setting = *changed[i];
    // One call for all settings that share the function and its data.
    const bool done = std::any_of(
        changed.begin(), changed.begin() + static_cast<long>(i), [&](const ModuleSetting* other) {
          return other->apply() == setting.apply() && other->data() == setting.data();
        });
    if (setting.apply() == nullptr || done) continue;
    ContextScope context(setting.module(), 0);
    RedisModuleString* error = nullptr;
    const int result = setting.apply()(context.get(), setting.data(), &error);
    std::string text(error == nullptr ? std::string_view() : error->view());
    if (error != nullptr) error->Release();
    if (result != REDISMODULE_OK) return Status::Error(std::move(text));
  }
  return {};
}

void ModuleSettings::ForEach(const Visit& visit) const {
  for (const auto& setting : settings_) {
    if ((setting->flags() & REDISMODULE_CONFIG_HIDDEN) != 0) continue;
    visit(setting->full_name(), setting->Show(), setting->Standard());
  }
}

}  // namespace trellis
