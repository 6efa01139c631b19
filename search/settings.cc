#include "search/settings.h"

#include "search/arguments.h"

namespace trellis::search {

namespace {

constexpr long long kMost = 1LL << 60;
constexpr SettingRow kRows[] = {
    {"TIMEOUT", &Settings::timeout_ms, "", true, 0, kMost, "Query (search) timeout"},
    {"DEFAULT_DIALECT", &Settings::default_dialect, "", true, 1, 4,
     "Set RediSearch default dialect version throughout the server"},
    {"MAXSEARCHRESULTS", &Settings::max_search_results, "", true, 0, kMost,
     "Maximum number of results from ft.search command"},
    {"MINPREFIX", &Settings::min_prefix, "", true, 1, kMost,
     "Set the minimum prefix for expansions (`*`)"},
    {"MAXEXPANSIONS", &Settings::max_expansions, "", true, 1, kMost,
     "Maximum prefix expansions to be used in a query"},
    {"MAXPREFIXEXPANSIONS", &Settings::max_expansions, "", true, 1, kMost,
     "Maximum prefix expansions to be used in a query"},
    {"MINSTEMLEN", &Settings::min_stem_length, "", false, 2, kMost,
     "Set the minimum word length before stemming"},
    {"MAXDOCTABLESIZE", nullptr, "1000000", false, 0, 0, "Maximum runtime document table size"},
    {"MAXAGGREGATERESULTS", nullptr, "unlimited", false, 0, 0,
     "Maximum number of results from ft.aggregate command"},
    {"ON_TIMEOUT", nullptr, "return", false, 0, 0,
     "Action to perform when search timeout is exceeded"},
    {"GC_POLICY", nullptr, "fork", false, 0, 0, "gc policy to use (DEFAULT/LEGACY)"},
    {"NOGC", nullptr, "false", false, 0, 0, "Disable garbage collection (for this process)"},
    {"MULTI_TEXT_SLOP", nullptr, "100", false, 0, 0,
     "Set the delta used to increase positional offsets between array slots for multi text values"},
    {"CURSOR_MAX_IDLE", nullptr, "300000", false, 0, 0,
     "max idle time allowed to be set for cursor"},
    {"EXTLOAD", nullptr, "", false, 0, 0, "Load extension scoring/expansion module"},
};

}  // namespace

std::span<const SettingRow> SettingRows() {
  return kRows;
}

const SettingRow* FindSetting(std::string_view name) {
  for (const SettingRow& row : kRows) {
    if (SameWord(name, row.name)) return &row;
  }
  return nullptr;
}

std::string ValueOf(const Settings& settings, const SettingRow& row) {
  return row.number == nullptr ? std::string(row.fixed) : std::to_string(settings.*row.number);
}

Status Set(Settings& settings, const SettingRow& row, std::string_view value) {
  if (!row.settable) return Status::Constant("Not modifiable at runtime");
  const auto number = ParseNumber(value);
  if (!number || *number != static_cast<double>(static_cast<long long>(*number))) {
    return Status::Constant("Could not convert argument to expected type");
  }
  const auto whole = static_cast<long long>(*number);
  if (row.number == &Settings::default_dialect && whole > row.most) {
    return Status::Constant("Default dialect version cannot be higher than 4");
  }
  if (whole < row.least || whole > row.most) {
    return Status::Constant("Value is outside acceptable bounds");
  }
  settings.*row.number = whole;
  return Status::Ok();
}

}  // namespace trellis::search
