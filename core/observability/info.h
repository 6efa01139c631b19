// INFO: sections register, each writes its `field:value` lines.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trellis {

class Info {
 public:
  // Appends lines "field:value\r\n".
  using Writer = std::function<void(std::string&)>;

  // `title` is shown as "# Title"; sections that aren't in the default answer come by name, or with
  // "all" (no modules) and "everything".
  void Add(std::string title, bool in_default, Writer writer);
  // Sections of modules add up behind ours; asked for at each call that wants everything, "modules"
  // or a name that no section here has.
  void set_module_sections(std::function<void(std::string& out, std::string_view section)> writer) {
    module_sections_ = std::move(writer);
  }
  // The whole text for these section names; none means "default".
  [[nodiscard]] std::string Text(std::span<const std::string_view> sections) const;

 private:
  struct Section {
    std::string title;
    bool in_default;
    Writer writer;
  };
  bool MayBeOfModule(std::string_view name) const;

  std::vector<Section> sections_;
  std::function<void(std::string&, std::string_view)> module_sections_;
};

}  // namespace trellis
