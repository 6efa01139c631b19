// What FT.CONFIG shows: the peer's names, of which those that have a meaning here can be set.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "module_api/cpp/status.h"

namespace trellis::search {

struct Settings {
  long long timeout_ms = 500;
  long long default_dialect = 1;
  long long max_search_results = 1000000;
  long long min_prefix = 2;
  long long max_expansions = 200;
  long long min_stem_length = 4;
};

// A row: a number of Settings, or a fixed text.
struct SettingRow {
  std::string_view name;
  long long Settings::*number;
  std::string_view fixed;
  bool settable;
  long long least;
  long long most;
  std::string_view description;
};

std::span<const SettingRow> SettingRows();

// Null if there is no such setting. Names are compared without case.
const SettingRow* FindSetting(std::string_view name);
std::string ValueOf(const Settings& settings, const SettingRow& row);
Status Set(Settings& settings, const SettingRow& row, std::string_view value);

}  // namespace trellis::search
