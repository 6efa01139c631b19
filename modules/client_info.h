// A client as modules are told of it.
#pragma once

#include "core/client/client.h"
#include "modules/api_table.h"

namespace trellis {

RedisModuleClientInfoV1 DescribeForModules(const Client& client);

}  // namespace trellis
