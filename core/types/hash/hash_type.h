// The life of a hash (keyspace/type_ops.h).
#pragma once

#include "core/keyspace/type_ops.h"

namespace trellis {

const TypeOps& HashType();

}  // namespace trellis
