#include "timeseries/compaction.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "timeseries/series_keys.h"

namespace trellis::timeseries {
namespace {

Timestamp FromStart(int64_t start) {
  return static_cast<Timestamp>(std::max<int64_t>(start, 0));
}

// Opens the rule's destination and calls change(series); false if there is no such series.
template <typename Change>
bool ChangeDestination(Context& ctx, const CompactionRule& rule, Change&& change) {
  const String name(rule.destination);
  const Result<OpenSeries> destination = OpenForWrite(ctx, name.get());
  if (!destination) return false;
  change(**destination);
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, "ts.add:dest", name.get());
  return true;
}

// Computes a closed bucket again: its sample in the destination is replaced, or goes. False as above.
bool RefreshBucket(Context& ctx, const Series& series, const CompactionRule& rule, int64_t start) {
  const std::optional<double> value = rule.Recompute(series, start);
  const Timestamp stamp = FromStart(start);
  return ChangeDestination(ctx, rule, [&](Series& destination) {
    if (value) {
      destination.Put({stamp, *value});
    } else {
      destination.EraseRange(stamp, stamp);
    }
  });
}

bool FeedRule(Context& ctx, CompactionRule& rule, Sample sample) {
  const std::optional<Sample> finished = rule.Feed(sample);
  if (!finished) return true;
  return ChangeDestination(ctx, rule,
                           [&finished](Series& destination) { destination.Put(*finished); });
}

bool ReviseRule(Context& ctx, const Series& series, CompactionRule& rule, Timestamp changed) {
  const int64_t start = rule.buckets.StartOf(changed);
  if (rule.open_start && FromStart(start) < *rule.open_start) {
    return RefreshBucket(ctx, series, rule, start);
  }
  rule.ReopenFrom(series);
  return true;
}

// The starts of the rule's buckets that have samples in from..to, ascending.
std::vector<int64_t> BucketsWithin(const Series& series, const CompactionRule& rule, Timestamp from,
                                   Timestamp to) {
  std::vector<int64_t> starts;
  series.Visit(from, to, [&starts, &rule](Sample sample) {
    const int64_t start = rule.buckets.StartOf(sample.timestamp);
    if (starts.empty() || starts.back() != start) starts.push_back(start);
    return true;
  });
  return starts;
}

}  // namespace

AddOutcome AddSample(Context& ctx, Series& series, Sample sample, DuplicatePolicy policy) {
  const AddOutcome outcome = series.Add(sample, policy);
  if (series.rules().empty()) return outcome;
  if (outcome == AddOutcome::kAppended) {
    std::erase_if(series.MutableRules(),
                  [&ctx, sample](CompactionRule& rule) { return !FeedRule(ctx, rule, sample); });
  } else if (outcome == AddOutcome::kUpserted) {
    std::erase_if(series.MutableRules(), [&](CompactionRule& rule) {
      return !ReviseRule(ctx, series, rule, sample.timestamp);
    });
  }
  return outcome;
}

uint64_t EraseSamples(Context& ctx, Series& series, Timestamp from, Timestamp to) {
  if (series.rules().empty()) return series.EraseRange(from, to);
  std::vector<std::vector<int64_t>> touched;
  for (const CompactionRule& rule : series.rules()) {
    touched.push_back(BucketsWithin(series, rule, from, to));
  }
  const uint64_t erased = series.EraseRange(from, to);
  auto starts = touched.cbegin();
  std::erase_if(series.MutableRules(), [&](CompactionRule& rule) {
    const std::vector<int64_t>& buckets = *starts++;
    const std::optional<Timestamp> was_open = rule.open_start;
    if (was_open) rule.ReopenFrom(series);
    return std::any_of(buckets.begin(), buckets.end(), [&](int64_t start) {
      return FromStart(start) != was_open && !RefreshBucket(ctx, series, rule, start);
    });
  });
  return erased;
}

}  // namespace trellis::timeseries
