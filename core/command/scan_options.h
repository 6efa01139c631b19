// What SCAN and its kin (SSCAN, HSCAN, ZSCAN) have in common.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

struct ScanOptions {
  int64_t count = 10;
  std::string_view pattern = "*";
  std::string_view type;   // SCAN's; empty for all
  bool no_values = false;  // HSCAN's

  [[nodiscard]] bool Matches(std::string_view text) const;

  // Parses MATCH, COUNT and what the command has of its own, from argument `first` on.
  enum class Own : uint8_t {
    kNone,
    kType,
    kNoValues
  };
  static Result<ScanOptions> Parse(const CommandContext& ctx, size_t first, Own own);

  // Takes steps until `count` elements were seen or all is walked; returns the cursor to go on from.
  // step(cursor) visits a bucket, adds what it saw to `seen` and returns the next cursor.
  template <typename Step>
  uint64_t Walk(uint64_t cursor, const int64_t& seen, Step step) const {
    // Sparse buckets are walked too, but no more than ten for each element that was asked for.
    int64_t steps = count > INT64_MAX / 10 ? INT64_MAX : count * 10;
    do {
      cursor = step(cursor);
    } while (cursor != 0 && seen < count && --steps > 0);
    return cursor;
  }
};

Result<uint64_t> ScanCursorArg(const CommandContext& ctx, size_t i);

}  // namespace trellis
