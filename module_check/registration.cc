#include "module_check/registration.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "modules/host.h"
#include "modules/module_type.h"

namespace trellis {
namespace {

std::vector<std::string> MethodNames(const RedisModuleTypeMethods& methods) {
  std::vector<std::string> names;
  const auto add = [&](const char* name, bool present) {
    if (present) names.emplace_back(name);
  };
  add("rdb_load", methods.rdb_load != nullptr);
  add("rdb_save", methods.rdb_save != nullptr);
  add("aof_rewrite", methods.aof_rewrite != nullptr);
  add("mem_usage", methods.mem_usage != nullptr || methods.mem_usage2 != nullptr);
  add("digest", methods.digest != nullptr);
  add("free", methods.free != nullptr);
  add("aux_load", methods.aux_load != nullptr);
  add("aux_save", methods.aux_save != nullptr || methods.aux_save2 != nullptr);
  add("free_effort", methods.free_effort != nullptr || methods.free_effort2 != nullptr);
  add("unlink", methods.unlink != nullptr || methods.unlink2 != nullptr);
  add("copy", methods.copy != nullptr || methods.copy2 != nullptr);
  add("defrag", methods.defrag != nullptr);
  return names;
}

}  // namespace

bool RegisteredType::Has(std::string_view method) const {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

const RegisteredType* Registration::FindType(std::string_view type_name) const {
  for (const RegisteredType& type : types) {
    if (type.name == type_name) return &type;
  }
  return nullptr;
}

Registration Describe(ModuleHost& host) {
  Registration found;
  if (host.modules().empty()) return found;
  const Module& module = *host.modules().front();
  found.name = module.name;
  found.version = module.version;
  found.functions_asked = module.functions_asked;
  for (const Module::MissingFunction& function : module.missing)
    found.functions_missing.push_back(function.name);
  constexpr uint64_t kEncodingBits = 1023;
  for (const auto& type : module.types) {
    found.types.push_back({.name = std::string(type->name()),
                           .encoding = static_cast<int>(type->module_id() & kEncodingBits),
                           .methods = MethodNames(type->methods())});
  }
  for (const auto& [name, function] : host.shared_functions()) {
    if (function.owner == &module) found.shared_apis.push_back(name);
  }
  return found;
}

std::string ToText(const Registration& registration) {
  std::string text = fmt::format("module {} {} {}\n", registration.name, registration.version,
                                 registration.functions_asked);
  for (const std::string& name : registration.functions_missing)
    text += fmt::format("missing {}\n", name);
  for (const RegisteredType& type : registration.types) {
    text += fmt::format("type {} {} {}\n", type.name, type.encoding, fmt::join(type.methods, " "));
  }
  for (const std::string& name : registration.shared_apis)
    text += fmt::format("shared {}\n", name);
  return text;
}

Registration FromText(const std::string& text) {
  Registration registration;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind;
    std::string name;
    words >> kind >> name;
    if (kind == "module") {
      registration.name = name;
      words >> registration.version >> registration.functions_asked;
    } else if (kind == "missing") {
      registration.functions_missing.push_back(name);
    } else if (kind == "shared") {
      registration.shared_apis.push_back(name);
    } else {
      RegisteredType type{.name = name};
      words >> type.encoding;
      for (std::string method; words >> method;)
        type.methods.push_back(method);
      registration.types.push_back(std::move(type));
    }
  }
  return registration;
}

}  // namespace trellis
