// Aggregators: what one number says about the samples of a time bucket.
//
// Each accumulator has Add(value), Result() and a default state that means "no sample yet"; they
// are small and inline because the hot loop of a range query is decode, compare, Add. The formulas
// and their order of operations are those of RedisTimeSeries, so results agree to the last bit.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "timeseries/sample.h"

namespace trellis::timeseries {

// The numbers are RedisTimeSeries' RDB codes.
enum class Aggregator : uint8_t {
  kMin = 1,
  kMax,
  kSum,
  kAvg,
  kCount,
  kFirst,
  kLast,
  kRange,
  kStdP,
  kStdS,
  kVarP,
  kVarS,
  kTwa,
};

// "std.p", in lower case.
std::string_view AggregatorName(Aggregator aggregator);
// "STD.P"
std::string UpperAggregatorName(Aggregator aggregator);
// In any case; nothing if there is no such aggregator.
std::optional<Aggregator> ParseAggregator(std::string_view name);

// Time cut into buckets of `width` ms, one of which starts at `origin`. width: 1..INT64_MAX.
struct Buckets {
  uint64_t width = 1;
  Timestamp origin = 0;

  // Where the bucket of `timestamp` starts: negative if it began before time did.
  int64_t StartOf(Timestamp timestamp) const {
    const auto step = static_cast<int64_t>(width);
    int64_t into = (static_cast<int64_t>(timestamp) - static_cast<int64_t>(origin)) % step;
    if (into < 0) into += step;
    return static_cast<int64_t>(timestamp) - into;
  }
};

struct MinAccumulator {
  double min = DBL_MAX;
  void Add(double value) { min = value < min ? value : min; }
  double Result() const { return min; }
};

struct MaxAccumulator {
  double max = -DBL_MAX;
  void Add(double value) { max = value > max ? value : max; }
  double Result() const { return max; }
};

struct RangeAccumulator {
  double min = DBL_MAX;
  double max = -DBL_MAX;
  void Add(double value) {
    min = value < min ? value : min;
    max = value > max ? value : max;
  }
  double Result() const { return max - min; }
};

struct SumAccumulator {
  double sum = 0;
  void Add(double value) { sum += value; }
  double Result() const { return sum; }
};

struct AvgAccumulator {
  double sum = 0;  // once the sum would overflow: the average itself
  double count = 0;
  bool overflown = false;
  void Add(double value) {
    ++count;
    const double next = sum + value;
    if (!overflown && std::isfinite(next)) [[likely]] {
      sum = next;
      return;
    }
    if (!overflown) {
      sum /= count - 1;
      overflown = true;
    }
    const long double weight = count;
    sum = static_cast<double>(sum * ((weight - 1) / weight) + value / weight);
  }
  double Result() const { return overflown ? sum : sum / count; }
};

struct CountAccumulator {
  uint64_t count = 0;
  void Add(double /*value*/) { ++count; }
  double Result() const { return static_cast<double>(count); }
};

struct FirstAccumulator {
  double value = 0;
  bool has_value = false;
  void Add(double added) {
    if (!has_value) value = added;
    has_value = true;
  }
  double Result() const { return value; }
};

struct LastAccumulator {
  double value = 0;
  void Add(double added) { value = added; }
  double Result() const { return value; }
};

struct SpreadSums {
  double sum = 0;
  double sum_of_squares = 0;
  uint64_t count = 0;
  void Add(double value) {
    sum += value;
    sum_of_squares += value * value;
    ++count;
  }
  double PopulationVariance() const {
    const auto n = static_cast<double>(count);
    const double mean = sum / n;
    return (sum_of_squares - 2 * sum * sum / n + mean * mean * n) / n;
  }
  double SampleVariance() const {
    if (count < 2) return 0;
    const auto n = static_cast<double>(count);
    return PopulationVariance() * n / (n - 1);
  }
};

template <Aggregator kKind>
struct SpreadAccumulator : SpreadSums {
  double Result() const {
    if constexpr (kKind == Aggregator::kVarP) return PopulationVariance();
    if constexpr (kKind == Aggregator::kVarS) return SampleVariance();
    if constexpr (kKind == Aggregator::kStdP) return std::sqrt(PopulationVariance());
    return std::sqrt(SampleVariance());
  }
};

// The value at `at` on the straight line through two samples.
inline double Interpolate(Sample before, Sample after, Timestamp at) {
  const auto span = static_cast<double>(after.timestamp - before.timestamp);
  const auto into = static_cast<double>(at - before.timestamp);
  return before.value + (after.value - before.value) * into / span;
}

// The time-weighted average: the area under the straight lines between samples, inside the bucket,
// divided by the time it covers. It needs the neighbours on both sides of the bucket.
struct TwaAccumulator {
  double area = 0;
  Sample previous{0, 0};
  Timestamp bucket_start = 0;
  Timestamp bucket_end = 0;
  Timestamp first = 0;  // the area covers first..last
  Timestamp last = 0;
  bool has_previous = false;  // a sample before the bucket
  uint64_t count = 0;

  // A bucket start..end that nothing was added to, after `neighbour`.
  static TwaAccumulator Begin(Timestamp start, Timestamp end, std::optional<Sample> neighbour) {
    TwaAccumulator twa;
    twa.bucket_start = start;
    twa.bucket_end = end;
    twa.has_previous = neighbour.has_value();
    if (neighbour) twa.previous = *neighbour;
    return twa;
  }

  void Add(Sample sample) {
    if (count > 0) {
      AddArea(previous.value, sample.value, sample.timestamp - previous.timestamp);
    } else if (has_previous) {
      first = bucket_start;
      AddArea(Interpolate(previous, sample, bucket_start), sample.value,
              sample.timestamp - bucket_start);
    } else {
      first = sample.timestamp;
    }
    previous = sample;
    last = sample.timestamp;
    ++count;
  }

  // The first sample behind the bucket. A bucket between two samples covers its whole length.
  void Close(Sample next) {
    const double end_value = Interpolate(previous, next, bucket_end);
    if (count > 0) {
      AddArea(previous.value, end_value, bucket_end - previous.timestamp);
    } else {
      first = bucket_start;
      AddArea(Interpolate(previous, next, bucket_start), end_value, bucket_end - bucket_start);
      previous.value = end_value;
    }
    last = bucket_end;
  }

  double Result() const {
    return last == first ? previous.value : area / static_cast<double>(last - first);
  }

 private:
  void AddArea(double left, double right, Timestamp width) {
    area += (left + right) * static_cast<double>(width) / 2;
  }
};

// Calls action with an accumulator for the aggregator, without samples. Not for kTwa, whose buckets
// need their neighbours.
template <typename Action>
auto WithAccumulator(Aggregator aggregator, Action&& action) {
  switch (aggregator) {
    case Aggregator::kMin: return action(MinAccumulator());
    case Aggregator::kMax: return action(MaxAccumulator());
    case Aggregator::kSum: return action(SumAccumulator());
    case Aggregator::kAvg: return action(AvgAccumulator());
    case Aggregator::kCount: return action(CountAccumulator());
    case Aggregator::kFirst: return action(FirstAccumulator());
    case Aggregator::kLast: return action(LastAccumulator());
    case Aggregator::kRange: return action(RangeAccumulator());
    case Aggregator::kStdP: return action(SpreadAccumulator<Aggregator::kStdP>());
    case Aggregator::kStdS: return action(SpreadAccumulator<Aggregator::kStdS>());
    case Aggregator::kVarP: return action(SpreadAccumulator<Aggregator::kVarP>());
    case Aggregator::kVarS: return action(SpreadAccumulator<Aggregator::kVarS>());
    case Aggregator::kTwa: break;
  }
  std::abort();  // the caller handles kTwa
}

// Any of them, for a compaction rule that keeps its open bucket.
using AnyAccumulator =
    std::variant<MinAccumulator, MaxAccumulator, SumAccumulator, AvgAccumulator, CountAccumulator,
                 FirstAccumulator, LastAccumulator, RangeAccumulator,
                 SpreadAccumulator<Aggregator::kStdP>, SpreadAccumulator<Aggregator::kStdS>,
                 SpreadAccumulator<Aggregator::kVarP>, SpreadAccumulator<Aggregator::kVarS>,
                 TwaAccumulator>;

// Without samples.
AnyAccumulator MakeAccumulator(Aggregator aggregator);

}  // namespace trellis::timeseries
