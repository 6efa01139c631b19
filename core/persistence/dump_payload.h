// DUMP's payloads: type byte, value, version and checksum. The key is not part of them.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/keyspace/entry.h"
#include "core/keyspace/value.h"

namespace trellis {

std::string DumpPayload(const Entry& entry);

// The value in a payload of any version that we read; never an empty one. `key` is where it is to
// live. The errors are RESTORE's.
Result<Value> ReadDumpPayload(std::string_view payload, std::string_view key, bool skip_checksum);

}  // namespace trellis
