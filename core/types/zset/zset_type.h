// The life of a sorted set (keyspace/type_ops.h).
#pragma once

#include "core/keyspace/type_ops.h"

namespace trellis {

const TypeOps& ZsetType();

}  // namespace trellis
