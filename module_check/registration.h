// What a module has registered and what it asked of its host.
#pragma once

#include <string>
#include <vector>

namespace trellis {

class ModuleHost;

struct RegisteredType {
  std::string name;
  int encoding = 0;
  // Of RedisModuleTypeMethods, without those that `2` variants replace.
  std::vector<std::string> methods;

  [[nodiscard]] bool Has(std::string_view method) const;
};

struct Registration {
  std::string name;
  int version = 0;
  size_t functions_asked = 0;  // by name, while it was loaded
  std::vector<std::string> functions_missing;
  std::vector<RegisteredType> types;
  std::vector<std::string> shared_apis;

  [[nodiscard]] const RegisteredType* FindType(std::string_view type_name) const;
};

// Looks into the host that has loaded one module. The text form crosses a pipe.
Registration Describe(ModuleHost& host);
std::string ToText(const Registration& registration);
Registration FromText(const std::string& text);

}  // namespace trellis
