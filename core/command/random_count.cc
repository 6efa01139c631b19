#include "core/command/random_count.h"

namespace trellis {

Result<int64_t> RandomCountArg(CommandContext& ctx, size_t i) {
  Result<int64_t> count = ctx.IntegerArg(i);
  if (count && *count == INT64_MIN) {
    return Status::Error(
        "value is out of range, value must between -9223372036854775807 and 9223372036854775807");
  }
  constexpr int64_t kMostDraws = int64_t{1} << 26;
  if (count && *count < -kMostDraws && !ctx.reply().limited()) return kCountOutOfRange;
  return count;
}

}  // namespace trellis
