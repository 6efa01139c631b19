#include "timeseries/compaction_rule.h"

#include <algorithm>
#include <utility>

#include "timeseries/series.h"

namespace trellis::timeseries {
namespace {

Timestamp FromStart(int64_t start) {
  return static_cast<Timestamp>(std::max<int64_t>(start, 0));
}

// Exclusive. A start before time and a width add up to something positive.
Timestamp EndOf(int64_t start, uint64_t width) {
  return static_cast<Timestamp>(start) + width;
}

void AddTo(AnyAccumulator& accumulator, Sample sample) {
  if (auto* twa = std::get_if<TwaAccumulator>(&accumulator)) return twa->Add(sample);
  std::visit(
      [&sample](auto& each) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, TwaAccumulator>) {
          each.Add(sample.value);
        }
      },
      accumulator);
}

double ResultOf(const AnyAccumulator& accumulator) {
  return std::visit([](const auto& each) { return each.Result(); }, accumulator);
}

}  // namespace

CompactionRule::CompactionRule(std::string destination_key, Aggregator kind, Buckets by)
    : destination(std::move(destination_key)),
      aggregator(kind),
      buckets(by),
      open(MakeAccumulator(kind)) {}

void CompactionRule::Begin(int64_t start, std::optional<Sample> neighbour) {
  open_start = FromStart(start);
  open = MakeAccumulator(aggregator);
  if (auto* twa = std::get_if<TwaAccumulator>(&open)) {
    *twa = TwaAccumulator::Begin(*open_start, EndOf(start, buckets.width), neighbour);
  }
}

std::optional<Sample> CompactionRule::Feed(Sample sample) {
  const int64_t start = buckets.StartOf(sample.timestamp);
  std::optional<Sample> finished;
  if (!open_start) {
    Begin(start, std::nullopt);
  } else if (FromStart(start) > *open_start) {
    std::optional<Sample> neighbour;
    if (auto* twa = std::get_if<TwaAccumulator>(&open)) {
      neighbour = twa->previous;
      twa->Close(sample);
    }
    finished = Sample{*open_start, ResultOf(open)};
    Begin(start, neighbour);
  }
  AddTo(open, sample);
  return finished;
}

std::optional<Sample> CompactionRule::OpenSample() const {
  if (!open_start) return std::nullopt;
  return Sample{*open_start, ResultOf(open)};
}

void CompactionRule::ReopenFrom(const Series& source) {
  open_start.reset();
  open = MakeAccumulator(aggregator);
  if (source.total_samples() == 0) return;
  const int64_t start = buckets.StartOf(source.last_timestamp());
  Begin(start, source.LastBefore(FromStart(start)));
  source.Visit(*open_start, kMaxTimestamp, [this](Sample sample) {
    AddTo(open, sample);
    return true;
  });
}

std::optional<double> CompactionRule::Recompute(const Series& source, int64_t start) const {
  AnyAccumulator accumulator = MakeAccumulator(aggregator);
  const Timestamp from = FromStart(start);
  const Timestamp end = EndOf(start, buckets.width);
  auto* twa = std::get_if<TwaAccumulator>(&accumulator);
  if (twa) *twa = TwaAccumulator::Begin(from, end, source.LastBefore(from));
  bool any = false;
  source.Visit(from, end - 1, [&accumulator, &any](Sample sample) {
    AddTo(accumulator, sample);
    any = true;
    return true;
  });
  if (!any) return std::nullopt;
  if (twa) {
    if (const std::optional<Sample> next = source.FirstFrom(end)) twa->Close(*next);
  }
  return ResultOf(accumulator);
}

}  // namespace trellis::timeseries
