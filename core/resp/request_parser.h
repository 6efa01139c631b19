// Requests out of bytes: RESP arrays of bulk strings, and inline commands (a line of words).
//
// Arguments are views into the input. Source: the RESP2 specification; limits as Redis' defaults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trellis {

struct RequestLimits {
  int64_t max_bulk = 512LL * 1024 * 1024;  // proto-max-bulk-len
  bool authenticated = true;               // else at most 10 arguments of 16 KB
};

enum class ParseOutcome : uint8_t {
  kComplete,    // `args` holds a request (possibly of no words: nothing to do)
  kIncomplete,  // more bytes are needed: at least `wanted` in all, if that is known
  kError,       // the connection is beyond help: `error` says why, for "-ERR Protocol error: ..."
};

struct ParsedRequest {
  ParseOutcome outcome = ParseOutcome::kIncomplete;
  size_t consumed = 0;  // bytes of the request
  size_t wanted = 0;
  std::string_view error;
};

// Words of an inline request with quotes or escapes are unescaped into `unquoted`, whose strings
// must stay while the arguments are used. `args` is appended to.
ParsedRequest ParseRequest(std::string_view input, const RequestLimits& limits,
                           std::vector<std::string_view>& args, std::vector<std::string>& unquoted);

}  // namespace trellis
