// Whether a parsed path is well-typed (RFC 9535, 2.4.3).
#pragma once

#include "json/path/query.h"

namespace trellis::json {

// False if a filter compares more than one value with another, tests what is no condition, or calls
// a function with arguments of the wrong type or number.
bool IsWellTyped(const Query& query);

}  // namespace trellis::json
