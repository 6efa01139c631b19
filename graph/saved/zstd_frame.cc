#include "graph/saved/zstd_frame.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace graph {

bool DecompressZstd(std::string_view frame, size_t most, std::string& out) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
  if (context == nullptr) return false;
  // In pieces: what a frame claims to hold is nothing to reserve memory for.
  const size_t piece = ZSTD_DStreamOutSize();
  const size_t before = out.size();
  ZSTD_inBuffer input{frame.data(), frame.size(), 0};
  for (;;) {
    const size_t made = out.size() - before;
    // One byte more than allowed, to tell a frame that ends there from one that goes on.
    const size_t room = std::min(piece, most - made + 1);
    out.resize(before + made + room);
    ZSTD_outBuffer output{out.data() + before + made, room, 0};
    const size_t left = ZSTD_decompressStream(context.get(), &output, &input);
    out.resize(before + made + output.pos);
    if (ZSTD_isError(left) != 0 || made + output.pos > most) return false;
    if (left == 0) return input.pos == input.size;
    // All is read and nothing came: the rest of the frame is missing.
    if (output.pos < room && input.pos == input.size) return false;
  }
}

}  // namespace graph
