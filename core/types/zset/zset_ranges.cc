#include "core/types/zset/zset_ranges.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "core/resp/error_replies.h"

namespace trellis {
namespace {

RankSpan Between(size_t first, size_t end) {
  return {.rank = first, .count = end > first ? end - first : 0};
}

// As strtod reads it: leading blanks, nothing at all, and what is out of a double's range are fine.
bool ParseScoreBound(std::string_view text, double& score, bool& open) {
  open = text.starts_with('(');
  if (open) text.remove_prefix(1);
  const std::string copy(text);
  char* end = nullptr;
  score = std::strtod(copy.c_str(), &end);
  return end == copy.c_str() + copy.size() && !std::isnan(score);
}

}  // namespace

Result<ScoreRange> ScoreRange::Parse(std::string_view min, std::string_view max) {
  ScoreRange range{};
  if (!ParseScoreBound(min, range.min, range.min_open) ||
      !ParseScoreBound(max, range.max, range.max_open)) {
    return errors::kMinOrMaxNotFloat;
  }
  return range;
}

RankSpan ScoreRange::In(const Zset& zset) const {
  const size_t first = zset.CountBefore(
      [this](double score, auto) { return score < min || (min_open && score == min); });
  const size_t end = zset.CountBefore(
      [this](double score, auto) { return score < max || (!max_open && score == max); });
  return Between(first, end);
}

Result<LexRange::Bound> LexRange::Bound::Parse(std::string_view text) {
  if (text == "-") return Bound{End::kLowest, {}};
  if (text == "+") return Bound{End::kHighest, {}};
  if (text.starts_with('[')) return Bound{End::kClosed, text.substr(1)};
  if (text.starts_with('(')) return Bound{End::kOpen, text.substr(1)};
  return errors::kMinOrMaxNotLex;
}

Result<LexRange> LexRange::Parse(std::string_view min, std::string_view max) {
  const Result<Bound> first = Bound::Parse(min);
  if (!first) return first.error();
  const Result<Bound> last = Bound::Parse(max);
  if (!last) return last.error();
  return LexRange{*first, *last};
}

RankSpan LexRange::In(const Zset& zset) const {
  // What lies before the bound; a member equal to it does if `with_equal`.
  const auto count_before = [&](const Bound& bound, bool with_equal) {
    switch (bound.end) {
      case End::kLowest: return size_t{0};
      case End::kHighest: return zset.size();
      default: break;
    }
    return zset.CountBefore([&](double, auto member) {
      return with_equal ? member() <= bound.text : member() < bound.text;
    });
  };
  return Between(count_before(min, min.end == End::kOpen),
                 count_before(max, max.end == End::kClosed));
}

RankSpan RanksIn(const Zset& zset, int64_t first, int64_t last) {
  const auto size = static_cast<int64_t>(zset.size());
  if (first < 0) first = first < -size ? 0 : first + size;
  if (last < 0) last = last < -size ? -1 : last + size;
  if (last >= size) last = size - 1;
  if (first > last) return {};
  return {.rank = static_cast<size_t>(first), .count = static_cast<size_t>(last - first + 1)};
}

}  // namespace trellis
