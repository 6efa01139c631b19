// Samples and labels as the peers' clients read them.
#pragma once

#include <span>
#include <string_view>

#include "module_api/cpp/context.h"

#include "timeseries/arguments.h"
#include "timeseries/labels.h"
#include "timeseries/range_query.h"

namespace trellis::timeseries {

// A double, which RESP2 has as a simple string in RedisTimeSeries' spelling.
void ReplyValue(Context& ctx, double value, bool resp3);

// [timestamp, value], or [] without a sample.
void ReplySample(Context& ctx, std::optional<Sample> sample, bool resp3);
// [[timestamp, value] ...]
void ReplySamples(Context& ctx, std::span<const Sample> samples, bool resp3);

// Label by label: [[name, value] ...], or a map in RESP3. A null text is a missing value.
void ReplyLabels(Context& ctx, std::span<const Label> labels, bool resp3);
// Those that the query chose; a chosen one that the series lacks has a null value.
void ReplyLabels(Context& ctx, const LabelChoice& choice, const Labels& labels, bool resp3);

// Keeps the rows of a query, so that their number is known when the reply begins.
class CollectedRows final : public RowSink {
 public:
  void Row(Timestamp timestamp, double value) override { rows.push_back({timestamp, value}); }
  std::vector<Sample> rows;
};

}  // namespace trellis::timeseries
