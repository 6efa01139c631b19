#include "timeseries/compaction_policies.h"

#include <string>

#include "timeseries/module_state.h"
#include "timeseries/series_keys.h"

namespace trellis::timeseries {

void CreatePolicyRules(Context& ctx, std::string_view key, Series& series) {
  for (const CompactionPolicy& policy : State().settings.compactions) {
    const std::string aggregation = UpperAggregatorName(policy.aggregator);
    const std::string bucket = std::to_string(policy.buckets.width);
    std::string name(key);
    name.append("_").append(aggregation).append("_").append(bucket);
    if (policy.buckets.origin != 0) {
      name.append("_").append(std::to_string(policy.buckets.origin));
    }
    const String host_name(name);
    Key destination = ctx.OpenWrite(host_name.get());
    if (!destination.empty()) {
      ctx.Log(LogLevel::kWarning, "a compaction's key exists already: " + name);
      continue;
    }
    SeriesOptions options = series.options();
    options.retention_ms = policy.retention_ms;
    std::vector<Label> labels = options.labels.All();
    labels.emplace_back("aggregation", aggregation);
    labels.emplace_back("time_bucket", bucket);
    options.labels = Labels(labels);
    Store(ctx, destination, host_name.get(), std::move(options))->set_source_key(std::string(key));
    series.MutableRules().emplace_back(std::move(name), policy.aggregator, policy.buckets);
  }
}

}  // namespace trellis::timeseries
