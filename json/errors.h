// The error replies of the JSON.* commands, as clients match on them; some have no code, as the
// peer's.
#pragma once

#include "module_api/cpp/status.h"

namespace trellis::json::errors {

inline constexpr ErrorReply kWrongKeyType{"Existing key has wrong Redis type"};
inline constexpr ErrorReply kNoKey{
    "ERR could not perform this operation on a key that doesn't exist"};
inline constexpr ErrorReply kNewKeyNotAtRoot{"ERR new objects must be created at the root"};
inline constexpr ErrorReply kNotStatic{"Err wrong static path"};
inline constexpr ErrorReply kIndexOutOfRange{"ERR array index out of range"};
inline constexpr ErrorReply kIndexOutOfBounds{"ERR index out of bounds"};
inline constexpr ErrorReply kNotAnIndex{"Couldn't parse as integer"};
inline constexpr ErrorReply kBadNumber{"bad input number"};
inline constexpr ErrorReply kNotFinite{"ERR result is not a number"};
inline constexpr ErrorReply kFormatNeedsResp3{"ERR FORMAT argument is not supported on RESP2"};
inline constexpr ErrorReply kWrongFormat{"ERR wrong reply format"};
inline constexpr ErrorReply kUnknownSubcommand{"ERR unknown subcommand - try `JSON.DEBUG HELP`"};
// Of ours alone: limits that keep every document loadable, and every command's work bounded.
inline constexpr ErrorReply kTooDeep{"ERR the document would be nested deeper than 127 levels"};
inline constexpr ErrorReply kTooLarge{"ERR the document would be larger than 1 GB"};
inline constexpr ErrorReply kTooMuchWork{"ERR the path leads through too many values"};

}  // namespace trellis::json::errors
