// What happens when a sample arrives at a timestamp that the series already holds.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trellis::timeseries {

// The numbers are RedisTimeSeries' RDB codes. kUnset leaves the choice to the module's setting.
enum class DuplicatePolicy : uint8_t {
  kUnset = 0,
  kBlock = 1,
  kLast = 2,
  kFirst = 3,
  kMin = 4,
  kMax = 5,
  kSum = 6,
};

// The name in lower case, as TS.INFO shows it; empty for kUnset.
std::string_view PolicyName(DuplicatePolicy policy);

// The policy called `name` in any case; nothing if there is none.
std::optional<DuplicatePolicy> ParsePolicy(std::string_view name);

// The value to keep where `held` is and `arrived` comes; nothing when the policy refuses.
inline std::optional<double> MergeDuplicates(DuplicatePolicy policy, double held, double arrived) {
  switch (policy) {
    case DuplicatePolicy::kUnset:
    case DuplicatePolicy::kBlock: return std::nullopt;
    case DuplicatePolicy::kLast: return arrived;
    case DuplicatePolicy::kFirst: return held;
    case DuplicatePolicy::kMin: return std::min(held, arrived);
    case DuplicatePolicy::kMax: return std::max(held, arrived);
    case DuplicatePolicy::kSum: return held + arrived;
  }
  return std::nullopt;
}

}  // namespace trellis::timeseries
