// Decompresses one Zstandard frame (RFC 8878) with libzstd, without dictionaries: FalkorDB's library
// compresses long lists of parallel relationships with it. Nothing is ever compressed here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace graph {

// Appends the content to `out`. False if the frame is broken, incomplete, followed by something, needs a
// dictionary, or holds more than `most` bytes, of which no more are made; `out` may then have grown.
bool DecompressZstd(std::string_view frame, size_t most, std::string& out);

}  // namespace graph
