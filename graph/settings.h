// What GRAPH.CONFIG knows. Names, defaults and which may be changed at run time are the peer's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace graph {

struct Setting {
  std::string_view name;
  int64_t value;
  bool at_run_time;  // may be changed by GRAPH.CONFIG SET
};

// The module's one set of settings; used on the main thread only.
std::span<Setting> Settings();
// Null if there is none of this name, whatever its case.
Setting* FindSetting(std::string_view name);

int64_t SettingValue(std::string_view name);

}  // namespace graph
