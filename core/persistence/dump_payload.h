// DUMP's payloads: type byte, value, version and checksum. The key is not part of them.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/keyspace/entry.h"
#include "core/keyspace/value.h"

namespace trellis {

// `db` is where the entry lives.
std::string DumpPayload(const Entry& entry, int db);

// Where a value is to live.
struct DumpTarget {
  int db;
  std::string_view key;
};
// The value in a payload of any version that we read; never an empty one. The errors are RESTORE's.
Result<Value> ReadDumpPayload(std::string_view payload, const DumpTarget& target,
                              bool skip_checksum);

}  // namespace trellis
