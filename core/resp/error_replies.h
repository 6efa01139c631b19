// Error texts that clients match on, once each.
#pragma once

#include "core/base/result.h"

namespace trellis::errors {

inline constexpr ErrorReply kWrongType{"WRONGTYPE",
                                       "Operation against a key holding the wrong kind of value"};
inline constexpr ErrorReply kSyntax{"ERR", "syntax error"};
inline constexpr ErrorReply kNotInteger{"ERR", "value is not an integer or out of range"};
inline constexpr ErrorReply kNotFloat{"ERR", "value is not a valid float"};
inline constexpr ErrorReply kNotPositive{"ERR", "value is out of range, must be positive"};
inline constexpr ErrorReply kNoSuchKey{"ERR", "no such key"};
inline constexpr ErrorReply kOutOfRange{"ERR", "index out of range"};
inline constexpr ErrorReply kOverflow{"ERR", "increment or decrement would overflow"};
inline constexpr ErrorReply kNanOrInfinity{"ERR", "increment would produce NaN or Infinity"};
inline constexpr ErrorReply kSameObject{"ERR", "source and destination objects are the same"};
inline constexpr ErrorReply kTooLong{"ERR",
                                     "string exceeds maximum allowed size (proto-max-bulk-len)"};
inline constexpr ErrorReply kOom{"OOM", "command not allowed when used memory > 'maxmemory'."};
inline constexpr ErrorReply kLoading{"LOADING", "Redis is loading the dataset in memory"};
inline constexpr ErrorReply kNoAuth{"NOAUTH", "Authentication required."};
inline constexpr ErrorReply kBusyKey{"BUSYKEY", "Target key name already exists."};
inline constexpr ErrorReply kExecAbort{"EXECABORT",
                                       "Transaction discarded because of previous errors."};
inline constexpr ErrorReply kMinOrMaxNotFloat{"ERR", "min or max is not a float"};
inline constexpr ErrorReply kMinOrMaxNotLex{"ERR", "min or max not valid string range item"};
inline constexpr ErrorReply kInvalidCursor{"ERR", "invalid cursor"};
inline constexpr ErrorReply kTimeoutNotFloat{"ERR", "timeout is not a float or out of range"};
inline constexpr ErrorReply kTimeoutNegative{"ERR", "timeout is negative"};
inline constexpr ErrorReply kInvalidDbIndex{"ERR", "DB index is out of range"};

}  // namespace trellis::errors
