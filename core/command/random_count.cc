#include "core/command/random_count.h"

namespace trellis {

Result<int64_t> RandomCountArg(const CommandContext& ctx, size_t i) {
  Result<int64_t> count = ctx.IntegerArg(i);
  if (count && *count == INT64_MIN) {
    return Status::Error(
        "value is out of range, value must between -9223372036854775807 and 9223372036854775807");
  }
  return count;
}

}  // namespace trellis
