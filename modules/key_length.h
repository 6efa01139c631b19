// How many elements a value has, or bytes a string: the one place of the host that knows the native
// types by number.
#pragma once

#include <cstddef>

#include "core/keyspace/entry.h"

namespace trellis {

// 0 for a module's value.
size_t ValueLength(const Entry& entry);

}  // namespace trellis
