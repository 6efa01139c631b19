#include "core/command/scan_options.h"

#include "core/base/glob.h"

namespace trellis {

bool ScanOptions::Matches(std::string_view text) const {
  return pattern == "*" || GlobMatch(pattern, text);
}

Result<ScanOptions> ScanOptions::Parse(const CommandContext& ctx, size_t first, Own own) {
  ScanOptions options;
  for (size_t i = first; i < ctx.argc(); i += 2) {
    if (ctx.ArgIs(i, "NOVALUES")) {
      if (own != Own::kNoValues) {
        return Status::Error("NOVALUES option can only be used in HSCAN");
      }
      options.no_values = true;
      --i;  // a word without a value
      continue;
    }
    if (i + 1 >= ctx.argc()) return errors::kSyntax;
    if (ctx.ArgIs(i, "COUNT")) {
      const Result<int64_t> given = ctx.IntegerArg(i + 1);
      if (!given) return given.error();
      if (*given < 1) return errors::kSyntax;
      options.count = *given;
    } else if (ctx.ArgIs(i, "MATCH")) {
      options.pattern = ctx.Arg(i + 1);
    } else if (own == Own::kType && ctx.ArgIs(i, "TYPE")) {
      options.type = ctx.Arg(i + 1);
    } else {
      return errors::kSyntax;
    }
  }
  return options;
}

Result<uint64_t> ScanCursorArg(const CommandContext& ctx, size_t i) {
  const std::string_view text = ctx.Arg(i);
  const std::optional<uint64_t> cursor = ParseUint64(text);
  if (cursor) return *cursor;
  // As strtoul does in Redis, a negative number counts from 2^64.
  const std::optional<int64_t> negative = ParseInt64(text);
  if (!negative) return errors::kInvalidCursor;
  return static_cast<uint64_t>(*negative);
}

}  // namespace trellis
