// A JSONPath as a tree: what the grammar makes, and evaluation walks. RFC 9535's words for its
// parts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "json/document/document.h"

namespace trellis::json {

struct Expression;

struct Slice {
  std::optional<int64_t> start, stop, step;
};

struct Selector {
  enum class Kind : uint8_t {
    kName,
    kWildcard,
    kIndex,
    kSlice,
    kFilter
  };
  Kind kind = Kind::kWildcard;
  std::string name;
  int64_t index = 0;
  Slice slice;
  // Shared because the grammar copies what it has read so far; never changed afterwards.
  std::shared_ptr<const Expression> filter;
};

// One step down: the children, or all descendants, that any of the selectors picks.
struct Segment {
  bool descendants = false;
  std::vector<Selector> selectors;
};

struct Query {
  bool from_current = false;  // starts at @, not at $
  std::vector<Segment> segments;
};

// At most one value of any document: names and indexes only.
bool IsSingular(const Query& query);

enum class Comparison : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kMatches
};
enum class Function : uint8_t {
  kLength,
  kCount,
  kMatch,
  kSearch,
  kValue
};

// A condition of a filter, or an operand of one.
struct Expression {
  enum class Kind : uint8_t {
    kOr,
    kAnd,
    kNot,
    kCompare,
    kLiteral,
    kQuery,
    kFunction
  };
  Kind kind = Kind::kLiteral;
  std::vector<Expression>
      operands;  // of kOr, kAnd: any number; kNot: 1; kCompare: 2; kFunction: its arguments
  Comparison comparison = Comparison::kEqual;
  Function function = Function::kLength;
  Query query;
  // One scalar; shared for the reason given at Selector::filter.
  std::shared_ptr<const Document> literal;
};

}  // namespace trellis::json
