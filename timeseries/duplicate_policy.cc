#include "timeseries/duplicate_policy.h"

#include <strings.h>

namespace trellis::timeseries {
namespace {

constexpr std::string_view kNames[] = {"", "block", "last", "first", "min", "max", "sum"};

}  // namespace

std::string_view PolicyName(DuplicatePolicy policy) {
  return kNames[static_cast<size_t>(policy)];
}

std::optional<DuplicatePolicy> ParsePolicy(std::string_view name) {
  for (size_t code = 1; code < std::size(kNames); ++code) {
    if (name.size() == kNames[code].size() &&
        strncasecmp(name.data(), kNames[code].data(), name.size()) == 0) {
      return static_cast<DuplicatePolicy>(code);
    }
  }
  return std::nullopt;
}

}  // namespace trellis::timeseries
