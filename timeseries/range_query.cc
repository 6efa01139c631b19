#include "timeseries/range_query.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trellis::timeseries {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// The samples a query sees, in its order.
class Samples {
 public:
  Samples(const Series& series, const RangeQuery& query, std::optional<Sample> open)
      : series_(series),
        query_(query),
        from_(std::max(query.from, series.oldest_shown())),
        to_(query.to) {
    const bool newest =
        open && (series.total_samples() == 0 || open->timestamp > series.last_timestamp());
    if (newest && open->timestamp >= from_ && open->timestamp <= to_) open_ = open;
  }

  Timestamp from() const { return from_; }
  bool filtered() const { return query_.timestamps || query_.values; }

  template <typename Visitor>
  void Visit(Visitor&& visit) const {
    if (from_ > to_) return;
    if (filtered()) {
      VisitAll([this, &visit](Sample sample) { return Passes(sample) ? visit(sample) : true; });
    } else {
      VisitAll(visit);
    }
  }

 private:
  template <typename Visitor>
  void VisitAll(Visitor&& visit) const {
    if (query_.reverse) {
      if (open_ && !visit(*open_)) return;
      series_.VisitBackward(from_, to_, visit);
      return;
    }
    bool more = true;
    series_.Visit(from_, to_, [&visit, &more](Sample sample) { return more = visit(sample); });
    if (open_ && more) visit(*open_);
  }

  bool Passes(Sample sample) const {
    if (query_.values &&
        !(sample.value >= query_.values->first && sample.value <= query_.values->second)) {
      return false;
    }
    return !query_.timestamps || std::binary_search(query_.timestamps->begin(),
                                                    query_.timestamps->end(), sample.timestamp);
  }

  const Series& series_;
  const RangeQuery& query_;
  Timestamp from_;
  Timestamp to_;
  std::optional<Sample> open_;
};

// Turns buckets into rows: stamps them, fills gaps, counts.
class BucketRows {
 public:
  BucketRows(const RangeQuery& query, RowSink& sink)
      : aggregation_(*query.aggregation),
        reverse_(query.reverse),
        left_(query.count),
        sink_(sink),
        empty_value_(EmptyValue(aggregation_.aggregator)) {}

  // False once enough rows were given.
  bool Bucket(int64_t start, double value) {
    if (left_ == 0) return false;
    const auto base = static_cast<Timestamp>(std::max<int64_t>(start, 0));
    Timestamp stamp = base;
    if (aggregation_.stamp == BucketTimestamp::kEnd) stamp = base + aggregation_.buckets.width;
    if (aggregation_.stamp == BucketTimestamp::kMid) stamp = base + aggregation_.buckets.width / 2;
    sink_.Row(stamp, value);
    return --left_ > 0;
  }

  // The buckets strictly between two that have samples.
  bool Gap(int64_t start, int64_t next, double last_value) {
    if (!aggregation_.empty_buckets) return left_ > 0;
    const auto width = static_cast<int64_t>(aggregation_.buckets.width);
    const double value = aggregation_.aggregator == Aggregator::kLast ? last_value : empty_value_;
    // Starts are at most INT64_MAX and at least -width, so the steps can't overflow before `next`.
    if (reverse_) {
      for (start -= width; start > next; start -= width) {
        if (!Bucket(start, value)) return false;
      }
    } else {
      while (next - start > width) {
        start += width;
        if (!Bucket(start, value)) return false;
      }
    }
    return left_ > 0;
  }

 private:
  static double EmptyValue(Aggregator aggregator) {
    const bool zero = aggregator == Aggregator::kSum || aggregator == Aggregator::kCount;
    return zero ? 0 : kNotANumber;
  }

  const Aggregation& aggregation_;
  bool reverse_;
  uint64_t left_;
  RowSink& sink_;
  double empty_value_;
};

// Feeds samples to one bucket after the other.
template <typename Accumulator>
class BucketWalk {
 public:
  BucketWalk(const Buckets& buckets, BucketRows& rows) : buckets_(buckets), rows_(rows) {}

  bool operator()(Sample sample) {
    // Modulo 2^64, so that a bucket which starts before time works as well.
    if (sample.timestamp - static_cast<Timestamp>(start_) < width_) [[likely]] {
      accumulator_.Add(sample.value);
      return true;
    }
    return NextBucket(sample);
  }

  void Finish() {
    if (width_ > 0) rows_.Bucket(start_, accumulator_.Result());
  }

 private:
  [[gnu::noinline]] bool NextBucket(Sample sample) {
    const int64_t next = buckets_.StartOf(sample.timestamp);
    if (width_ > 0) {
      const double value = accumulator_.Result();
      if (!rows_.Bucket(start_, value) || !rows_.Gap(start_, next, value)) {
        width_ = 0;  // nothing left to finish
        return false;
      }
    }
    start_ = next;
    width_ = buckets_.width;
    accumulator_ = Accumulator();
    accumulator_.Add(sample.value);
    return true;
  }

  const Buckets& buckets_;
  BucketRows& rows_;
  Accumulator accumulator_;
  int64_t start_ = 0;
  uint64_t width_ = 0;  // 0: no bucket yet
};

// Time-weighted averages. A bucket is clipped to the query's range; samples outside give the line
// that crosses the edge.
class TwaWalk {
 public:
  TwaWalk(const Aggregation& aggregation, Timestamp from, Timestamp to)
      : buckets_(aggregation.buckets),
        empty_buckets_(aggregation.empty_buckets),
        from_(from),
        to_(to) {}

  // A neighbour before the range: must come first.
  void Before(Sample sample) {
    previous_ = sample;
    if (empty_buckets_) Open(buckets_.StartOf(from_));
  }

  void Add(Sample sample) {
    const int64_t start = buckets_.StartOf(sample.timestamp);
    if (!open_ || start != start_) {
      CloseUpTo(sample, start);
      Open(start);
    }
    twa_.Add(sample);
    previous_ = sample;
  }

  // A neighbour behind the range: must come last.
  void After(Sample sample) {
    const int64_t start = buckets_.StartOf(to_);
    CloseUpTo(sample, start);
    if (!open_ || start_ != start) {
      if (!empty_buckets_ || !previous_) return;
      Open(start);
    }
    twa_.Close(sample);
    found_.emplace_back(start_, twa_.Result());
    open_ = false;
  }

  void Finish() {
    if (open_ && twa_.count > 0) found_.emplace_back(start_, twa_.Result());
  }

  const std::vector<std::pair<int64_t, double>>& found() const { return found_; }

 private:
  void Open(int64_t start) {
    const auto begin = static_cast<Timestamp>(std::max<int64_t>(start, 0));
    const Timestamp end = static_cast<Timestamp>(start) + buckets_.width;
    start_ = start;
    open_ = true;
    std::optional<Sample> neighbour = previous_;
    twa_ = TwaAccumulator::Begin(std::max(begin, from_), std::min(end, to_), neighbour);
  }

  // Finishes the buckets before the one at `start` with the line to `next`.
  void CloseUpTo(Sample next, int64_t start) {
    if (!open_) return;
    while (start_ < start) {
      twa_.Close(next);
      found_.emplace_back(start_, twa_.Result());
      open_ = false;
      if (!empty_buckets_) return;
      const int64_t following = start_ + static_cast<int64_t>(buckets_.width);
      if (following >= start) return;
      Open(following);
    }
  }

  const Buckets& buckets_;
  bool empty_buckets_;
  Timestamp from_;
  Timestamp to_;
  std::optional<Sample> previous_;
  bool open_ = false;
  int64_t start_ = 0;
  TwaAccumulator twa_;
  std::vector<std::pair<int64_t, double>> found_;
};

void RunTwa(const Series& series, const RangeQuery& query, std::optional<Sample> open,
            RowSink& sink) {
  RangeQuery ascending = query;
  ascending.reverse = false;
  const Samples samples(series, ascending, open);
  TwaWalk walk(*query.aggregation, samples.from(), query.to);
  // A filter hides what it doesn't name, so a neighbour outside the range is no neighbour then.
  const bool neighbours = !samples.filtered() && samples.from() <= query.to;
  if (neighbours) {
    if (const auto before = series.LastBefore(samples.from())) walk.Before(*before);
  }
  samples.Visit([&walk](Sample sample) {
    walk.Add(sample);
    return true;
  });
  if (neighbours && query.to < kMaxTimestamp) {
    if (const auto after = series.FirstFrom(query.to + 1)) walk.After(*after);
  }
  walk.Finish();
  BucketRows rows(query, sink);
  auto found = walk.found();
  if (query.reverse) std::reverse(found.begin(), found.end());
  for (const auto& [start, value] : found) {
    if (!rows.Bucket(start, value)) return;
  }
}

}  // namespace

bool EmptyBucketsBounded(const Series& series, const RangeQuery& query) {
  if (!query.aggregation || !query.aggregation->empty_buckets) return true;
  if (query.count <= kMaxEmptyBuckets && query.aggregation->aggregator != Aggregator::kTwa) {
    return true;
  }
  if (series.total_samples() == 0) return true;
  const Timestamp first = std::max(query.from, series.chunks().front().first_timestamp());
  const Timestamp last = std::min(query.to, series.last_timestamp());
  return first >= last || (last - first) / query.aggregation->buckets.width < kMaxEmptyBuckets;
}

void RunRange(const Series& series, const RangeQuery& query, std::optional<Sample> open,
              RowSink& sink) {
  if (query.count == 0) return;
  if (query.aggregation && query.aggregation->aggregator == Aggregator::kTwa) {
    RunTwa(series, query, open, sink);
    return;
  }
  const Samples samples(series, query, open);
  if (!query.aggregation) {
    uint64_t left = query.count;
    samples.Visit([&left, &sink](Sample sample) {
      sink.Row(sample.timestamp, sample.value);
      return --left > 0;
    });
    return;
  }
  BucketRows rows(query, sink);
  // In descending order the first sample to come is the newest, and `first` means that one.
  WithAccumulator(query.aggregation->aggregator, [&](auto accumulator) {
    BucketWalk<decltype(accumulator)> walk(query.aggregation->buckets, rows);
    samples.Visit(walk);
    walk.Finish();
  });
}

}  // namespace trellis::timeseries
