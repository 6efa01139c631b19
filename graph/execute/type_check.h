// "Type mismatch: expected A, B, or C but was D": which types an operand or argument may have.
#pragma once

#include <cstdint>
#include <string>

#include "graph/execute/execution.h"
#include "graph/store/value.h"

namespace graph {

using TypeMask = uint32_t;

constexpr TypeMask MaskOf(ValueType type) {
  return 1U << static_cast<int>(type);
}

inline constexpr TypeMask kMaps = MaskOf(ValueType::kMap);
inline constexpr TypeMask kNodes = MaskOf(ValueType::kNode);
inline constexpr TypeMask kRelationships = MaskOf(ValueType::kRelationship);
inline constexpr TypeMask kLists = MaskOf(ValueType::kList);
inline constexpr TypeMask kPaths = MaskOf(ValueType::kPath);
inline constexpr TypeMask kStrings = MaskOf(ValueType::kString);
inline constexpr TypeMask kBooleans = MaskOf(ValueType::kBoolean);
inline constexpr TypeMask kIntegers = MaskOf(ValueType::kInteger);
inline constexpr TypeMask kDoubles = MaskOf(ValueType::kDouble);
inline constexpr TypeMask kNulls = MaskOf(ValueType::kNull);
inline constexpr TypeMask kPoints = MaskOf(ValueType::kPoint);
inline constexpr TypeMask kVectors = MaskOf(ValueType::kVector);
inline constexpr TypeMask kNumbers = kIntegers | kDoubles;
inline constexpr TypeMask kTemporals = MaskOf(ValueType::kLocalDateTime) |
                                       MaskOf(ValueType::kDate) | MaskOf(ValueType::kLocalTime) |
                                       MaskOf(ValueType::kDuration);
inline constexpr TypeMask kHaveProperties =
    kMaps | kNodes | kRelationships | kTemporals | kNulls | kPoints;
inline constexpr TypeMask kAnything = ~0U;

std::string TypeMismatch(TypeMask expected, ValueType was);

// False, and the query has failed, if the value's type is not in `expected`.
inline bool Expect(Execution& execution, const Value& value, TypeMask expected) {
  if ((MaskOf(value.type()) & expected) != 0) return true;
  execution.Fail(TypeMismatch(expected, value.type()));
  return false;
}

}  // namespace graph
