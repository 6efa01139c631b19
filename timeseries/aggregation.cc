#include "timeseries/aggregation.h"

#include <strings.h>

#include <iterator>

namespace trellis::timeseries {
namespace {

constexpr std::string_view kNames[] = {"min",   "max",   "sum",   "avg",   "count", "first", "last",
                                       "range", "std.p", "std.s", "var.p", "var.s", "twa"};

}  // namespace

std::string_view AggregatorName(Aggregator aggregator) {
  return kNames[static_cast<size_t>(aggregator) - 1];
}

std::string UpperAggregatorName(Aggregator aggregator) {
  std::string name(AggregatorName(aggregator));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::optional<Aggregator> ParseAggregator(std::string_view name) {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name.size() == kNames[i].size() &&
        strncasecmp(name.data(), kNames[i].data(), name.size()) == 0) {
      return static_cast<Aggregator>(i + 1);
    }
  }
  return std::nullopt;
}

AnyAccumulator MakeAccumulator(Aggregator aggregator) {
  if (aggregator == Aggregator::kTwa) return TwaAccumulator();
  return WithAccumulator(aggregator,
                         [](auto accumulator) -> AnyAccumulator { return accumulator; });
}

}  // namespace trellis::timeseries
