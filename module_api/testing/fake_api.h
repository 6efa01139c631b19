// The functions of the ABI that the fake host serves, a file for each group. What each promises stands in
// functions.def.
#pragma once

#include <string_view>
#include <vector>

#include "module_api/redismodule.h"

namespace trellis::testing {

struct ServedFunction {
  std::string_view name;
  void* address;
};

// The cast to the header's own type checks the signature.
#define TRELLIS_SERVE(Name, function)                                                \
  ServedFunction {                                                                   \
    "RedisModule_" #Name,                                                            \
        reinterpret_cast<void*>(static_cast<decltype(RedisModule_##Name)>(function)) \
  }

std::vector<ServedFunction> FakeStrings();
std::vector<ServedFunction> FakeLoading();
std::vector<ServedFunction> FakeReplies();
std::vector<ServedFunction> FakeKeys();
std::vector<ServedFunction> FakeTypes();
std::vector<ServedFunction> FakeCalls();
std::vector<ServedFunction> FakeWaiting();
std::vector<ServedFunction> FakeSettings();
std::vector<ServedFunction> FakeInfo();
std::vector<ServedFunction> FakeDatasets();
std::vector<ServedFunction> FakeUsers();

}  // namespace trellis::testing
