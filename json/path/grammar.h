// The text of a JSONPath into its tree. The one file that Boost.Spirit is compiled in.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "json/path/query.h"

namespace trellis::json {

// How deep filters, parentheses and function calls may stand inside each other.
inline constexpr int kMaxNesting = 64;

// Parses RFC 9535's JSONPath, and beyond it what RedisJSON takes: `.[`, and in bare names the bytes
// -+#%$^/: ; with `lenient_names` also bare names that begin with a digit; and the comparison =~.
// `text` is valid UTF-8. On failure nothing, and the position of the first byte that fits no more.
std::optional<Query> ParseQuery(std::string_view text, bool lenient_names, size_t& stopped_at);

}  // namespace trellis::json
