#include "modules/api_table.h"

#include <algorithm>
#include <iterator>

namespace trellis {
namespace {

constexpr std::string_view kPrefix = "RedisModule_";

struct Row {
  std::string_view name;
  void* function;
};
const Row kRows[] = {
// NOLINTNEXTLINE(readability-identifier-naming): the rows are written so
#define FUNCTION(NAME, RETURNS, ARGUMENTS, GROUP, SINCE) \
  {#NAME, reinterpret_cast<void*>(&RM_##NAME)},
#include "module_api/functions.def"
#undef FUNCTION
};

}  // namespace

void* FindApiFunction(std::string_view name) {
  if (!name.starts_with(kPrefix)) return nullptr;
  const std::string_view bare = name.substr(kPrefix.size());
  // Asked at loading only: a search through the rows is good enough.
  const Row* row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& known) { return known.name == bare; });
  return row == std::end(kRows) ? nullptr : row->function;
}

}  // namespace trellis
