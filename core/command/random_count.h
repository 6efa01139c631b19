// The count of HRANDFIELD, SRANDMEMBER and ZRANDMEMBER: so many different elements, or, if negative,
// so many draws that may repeat.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

// Refuses -2^63, which has no opposite, and more than 2^26 draws for who has no output limit: the
// smallest reply to them takes half a gigabyte, and nothing else would end it.
Result<int64_t> RandomCountArg(CommandContext& ctx, size_t i);
inline constexpr ErrorReply kCountOutOfRange{"ERR", "value is out of range"};
// Whether twice as many elements are more than a reply can number.
inline bool TooManyForPairs(int64_t count) {
  return count < -(INT64_MAX / 2) || count > INT64_MAX / 2;
}

// Selects `count` of the numbers below `size`, all alike likely, in ascending order, one question a
// number (D. Knuth, The Art of Computer Programming, 3.4.2, algorithm S).
class AscendingSample {
 public:
  AscendingSample(size_t size, size_t count) : left_(size), wanted_(count) {}
  // Whether the next number belongs to the sample.
  bool Takes(uint64_t random) {
    const bool takes = left_ != 0 && random % left_ < wanted_;
    if (left_ != 0) --left_;
    if (takes) --wanted_;
    return takes;
  }

 private:
  size_t left_;
  size_t wanted_;
};

}  // namespace trellis
