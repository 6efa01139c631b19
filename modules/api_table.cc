#include "modules/api_table.h"

#include <string>
#include <unordered_map>

namespace trellis {
namespace {

constexpr std::string_view kPrefix = "RedisModule_";

using Table = std::unordered_map<std::string_view, void*>;

const Table& TheTable() {
  static const Table the_table = [] {
    Table table;
#define FUNCTION(NAME, RETURNS, ARGUMENTS, GROUP, SINCE) \
  table.emplace(#NAME, reinterpret_cast<void*>(&RM_##NAME));
#include "module_api/functions.def"
#undef FUNCTION
    return table;
  }();
  return the_table;
}

}  // namespace

void* FindApiFunction(std::string_view name) {
  if (!name.starts_with(kPrefix)) return nullptr;
  const auto found = TheTable().find(name.substr(kPrefix.size()));
  return found == TheTable().end() ? nullptr : found->second;
}

}  // namespace trellis
