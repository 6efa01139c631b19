// Strings: bytes in the entry, in a buffer of their own, or an integer (keyspace/entry.h).
#pragma once

#include "core/keyspace/type_ops.h"

namespace trellis {

const TypeOps& StringType();

}  // namespace trellis
