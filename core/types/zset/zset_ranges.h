// Ranges of a sorted set: by rank, score or member, as commands spell them.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "core/types/zset/zset.h"

namespace trellis {

// Some members in a row: `count` of them from `rank` on.
struct RankSpan {
  size_t rank = 0;
  size_t count = 0;
};

// "5", "(5", "-inf": from a score to a score, ends included unless open.
struct ScoreRange {
  double min;
  double max;
  bool min_open;
  bool max_open;

  static Result<ScoreRange> Parse(std::string_view min, std::string_view max);
  [[nodiscard]] RankSpan In(const Zset& zset) const;
};

// "[a", "(a", "-", "+": from a member to a member of equal scores. Holds views of the texts.
struct LexRange {
  enum class End : uint8_t {
    kLowest,
    kHighest,
    kClosed,
    kOpen
  };
  struct Bound {
    End end;
    std::string_view text;
    static Result<Bound> Parse(std::string_view text);
  };
  Bound min;
  Bound max;

  static Result<LexRange> Parse(std::string_view min, std::string_view max);
  [[nodiscard]] RankSpan In(const Zset& zset) const;
};

// First and last rank, ends included; negative ones count from the end.
RankSpan RanksIn(const Zset& zset, int64_t first, int64_t last);

}  // namespace trellis
