#include "modules/module.h"

#include "modules/module_command.h"
#include "modules/module_type.h"

namespace trellis {

Module::Module() = default;
Module::~Module() = default;

std::string Module::MissingNames() const {
  constexpr std::string_view kPrefix = "RedisModule_";
  std::string names;
  for (const MissingFunction& function : missing) {
    std::string_view name = function.name;
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
    names += names.empty() ? "" : " ";
    names += name;
  }
  return names;
}

}  // namespace trellis
