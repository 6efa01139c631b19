// DEBUG DIGEST: 20 bytes that are equal for equal data, whatever its order in memory and encoding.
//
// With sha = SHA-1:  Mix(d, x) = sha(d ^ sha(x)), for what has an order;
//                    Xor(d, x) = d ^ sha(x), for what hasn't.
// The numbers are Redis's, so that two servers can be compared.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/keyspace/keyspace.h"

namespace trellis {

using DigestBytes = std::array<uint8_t, 20>;

// Of one key of database `db` with its value and whether it expires.
DigestBytes DigestKey(const Entry& entry, int db);
// Of a value alone, as DEBUG DIGEST-VALUE shows it.
DigestBytes DigestValue(const Entry& entry, int db);
// Of all keys of all databases.
DigestBytes DigestKeyspace(Keyspace& keyspace);
// 40 hexadecimal digits.
std::string DigestText(const DigestBytes& digest);

}  // namespace trellis
