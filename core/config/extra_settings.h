// Settings that no row of directives.def declares: those of modules, as "module.name".
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace trellis {

class ExtraSettings {
 public:
  virtual ~ExtraSettings() = default;

  // Names are found in any case.
  [[nodiscard]] virtual bool Has(std::string_view name) const = 0;
  [[nodiscard]] virtual std::string Show(std::string_view name) const = 0;
  // Empty if the setting may be changed now, else why not.
  [[nodiscard]] virtual std::string_view WhyFixed(std::string_view name) const = 0;
  // Changes nothing on an error.
  virtual Status Set(std::string_view name, const std::string& value) = 0;
  // Makes what was set since the last call take effect.
  virtual Status Apply() = 0;
  // Calls visit(name, value, standard value) for each that may be seen.
  using Visit = std::function<void(std::string_view name, const std::string& value,
                                   const std::string& standard)>;
  virtual void ForEach(const Visit& visit) const = 0;
};

}  // namespace trellis
