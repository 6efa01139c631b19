#include "module_api/testing/fake_api.h"

#include <cstring>
#include <map>

#include "module_api/testing/fake_state.h"

namespace trellis::testing {

int GetFakeApi(const char* name, void* out) {
  static const std::map<std::string_view, void*> served = [] {
    std::map<std::string_view, void*> table;
    for (const auto group : {FakeStrings, FakeLoading, FakeReplies, FakeKeys, FakeTypes, FakeCalls,
                             FakeWaiting, FakeSettings, FakeInfo, FakeDatasets, FakeUsers}) {
      for (const ServedFunction& function : group())
        table.emplace(function.name, function.address);
    }
    return table;
  }();
  const auto found = served.find(name);
  if (found == served.end()) return REDISMODULE_ERR;
  memcpy(out, &found->second, sizeof(found->second));
  return REDISMODULE_OK;
}

}  // namespace trellis::testing
