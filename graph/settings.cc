#include "graph/settings.h"

#include <algorithm>
#include <cctype>

namespace graph {

namespace {

// TIMEOUT_DEFAULT is 0, "never", with the peer, whose queries run beside the server; ours hold it up, so
// they end after 30 seconds unless told otherwise.
Setting settings[] = {
    {"TIMEOUT", 0, true},
    {"TIMEOUT_DEFAULT", 30000, true},
    {"TIMEOUT_MAX", 0, true},
    {"CACHE_SIZE", 25, false},
    {"ASYNC_DELETE", 1, false},
    {"OMP_THREAD_COUNT", 1, false},
    {"THREAD_COUNT", 1, false},
    {"RESULTSET_SIZE", -1, true},
    {"VKEY_MAX_ENTITY_COUNT", 100000, true},
    {"MAX_QUEUED_QUERIES", 4294967295, true},
    {"QUERY_MEM_CAPACITY", 0, true},
    {"DELTA_MAX_PENDING_CHANGES", 10000, true},
    {"NODE_CREATION_BUFFER", 16384, false},
    {"CMD_INFO", 1, true},
    {"MAX_INFO_QUERIES", 1000, true},
    {"EFFECTS_THRESHOLD", 300, true},
    {"BOLT_PORT", 65535, false},
    {"DELAY_INDEXING", 0, false},
};

}  // namespace

std::span<Setting> Settings() {
  return settings;
}

Setting* FindSetting(std::string_view name) {
  const auto same = [&](const Setting& setting) {
    return std::equal(
        name.begin(), name.end(), setting.name.begin(), setting.name.end(),
        [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
  };
  Setting* found = std::find_if(std::begin(settings), std::end(settings), same);
  return found == std::end(settings) ? nullptr : found;
}

int64_t SettingValue(std::string_view name) {
  return FindSetting(name)->value;
}

}  // namespace graph
