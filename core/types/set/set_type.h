// A set's life: how it is saved, loaded, copied and measured.
#pragma once

#include "core/keyspace/type_ops.h"

namespace trellis {

const TypeOps& SetType();

}  // namespace trellis
