#include <map>
#include <string>
#include <utility>
#include <vector>

#include "timeseries/arguments.h"
#include "timeseries/group_rows.h"
#include "timeseries/module_state.h"
#include "timeseries/sample_reply.h"
#include "timeseries/series_keys.h"
#include "timeseries/ts_commands.h"

namespace trellis::timeseries {
namespace {

// One series that the filters chose.
struct Chosen {
  std::string key;
  const Series* series;  // the keyspace's; valid during the command
};

// The series of the selected database that pass, by key. Those whose time is up are left out.
std::vector<Chosen> Choose(Context& ctx, const std::vector<LabelFilter>& filters) {
  std::vector<Chosen> chosen;
  std::vector<std::string> keys = State().catalog.IndexOf(ctx.selected_db()).Query(filters);
  chosen.reserve(keys.size());
  for (std::string& key : keys) {
    const Result<Series*> series = ctx.OpenRead(key).Get<Series>();
    if (series && *series) chosen.push_back({std::move(key), *series});
  }
  return chosen;
}

// An entry of a reply that lists series: [key, ...] in RESP2, where RESP3 has a map by key.
class SeriesList {
 public:
  SeriesList(Context& ctx, size_t entries) : ctx_(ctx), resp3_(ctx.is_resp3()) {
    resp3_ ? (void)ctx_.reply().Map(entries) : (void)ctx_.reply().Array(entries);
  }
  void Entry(std::string_view name, size_t resp2_parts, size_t resp3_parts) {
    if (!resp3_) (void)ctx_.reply().Array(1 + resp2_parts);
    (void)ctx_.reply().Bulk(name);
    if (resp3_) (void)ctx_.reply().Array(resp3_parts);
  }
  bool resp3() const { return resp3_; }

 private:
  Context& ctx_;
  bool resp3_;
};

// {name: [texts ...]}
void ReplyNames(Context& ctx, const char* name, const std::vector<std::string_view>& texts) {
  (void)ctx.reply().Map(1);
  (void)ctx.reply().Bulk(name);
  (void)ctx.reply().Array(texts.size());
  for (const std::string_view text : texts) {
    (void)ctx.reply().Bulk(text);
  }
}

// TS.MGET [LATEST] [WITHLABELS | SELECTED_LABELS label ...] FILTER filter ...
Status TsMget(CommandContext& ctx) {
  MultiQuery query;
  if (ErrorText error = ParseMultiGet(WordsFrom(ctx, 1), query)) return Refuse(ctx, error);
  State().catalog.Settle(ctx);
  const std::vector<Chosen> chosen = Choose(ctx, query.filters);
  SeriesList list(ctx, chosen.size());
  for (const Chosen& each : chosen) {
    list.Entry(each.key, 2, 2);
    ReplyLabels(ctx, query.labels, each.series->options().labels, list.resp3());
    ReplySample(ctx, NewestSample(ctx, each.key, *each.series, query.latest), list.resp3());
  }
  return Status::Ok();
}

std::vector<Sample> RowsOf(Context& ctx, const Chosen& chosen, const MultiQuery& query) {
  std::optional<Sample> open;
  if (query.latest) open = LatestBucket(ctx, chosen.key, *chosen.series);
  CollectedRows rows;
  RunRange(*chosen.series, query.range, open, rows);
  return std::move(rows.rows);
}

void ReplyEach(CommandContext& ctx, const MultiQuery& query, const std::vector<Chosen>& chosen) {
  std::vector<std::string_view> aggregators;
  if (query.range.aggregation) {
    aggregators.push_back(AggregatorName(query.range.aggregation->aggregator));
  }
  SeriesList list(ctx, chosen.size());
  for (const Chosen& each : chosen) {
    list.Entry(each.key, 2, 3);
    ReplyLabels(ctx, query.labels, each.series->options().labels, list.resp3());
    if (list.resp3()) ReplyNames(ctx, "aggregators", aggregators);
    ReplySamples(ctx, RowsOf(ctx, each, query), list.resp3());
  }
}

using Group = std::vector<const Chosen*>;

// By the value of the label; a series without it belongs to none.
std::map<std::string_view, Group> GroupByLabel(const std::vector<Chosen>& chosen,
                                               std::string_view label) {
  std::map<std::string_view, Group> groups;
  for (const Chosen& each : chosen) {
    if (const auto value = each.series->options().labels.Find(label)) {
      groups[*value].push_back(&each);
    }
  }
  return groups;
}

// The value that all series of the group share; none if they differ.
std::string_view SharedValue(const Group& group, std::string_view label) {
  const auto first = group.front()->series->options().labels.Find(label);
  for (const Chosen* each : group) {
    if (each->series->options().labels.Find(label) != first) return {};
  }
  return first.value_or(std::string_view());
}

// In RESP2 what the group was made from and how stands among its labels.
void ReplyGroupLabels(Context& ctx, const MultiQuery& query, std::string_view value,
                      const Group& group, bool resp3) {
  std::vector<Label> labels;
  std::string sources;
  if (query.labels.all) {
    labels.emplace_back(query.group->label, value);
    if (!resp3) {
      for (const Chosen* each : group) {
        sources += (sources.empty() ? "" : ",") + each->key;
      }
      labels.emplace_back("__reducer__", AggregatorName(query.group->reducer));
      labels.emplace_back("__source__", sources);
    }
  }
  for (const std::string_view name : query.labels.selected) {
    labels.emplace_back(name, SharedValue(group, name));
  }
  ReplyLabels(ctx, labels, resp3);
}

void ReplyGroups(CommandContext& ctx, const MultiQuery& query, const std::vector<Chosen>& chosen) {
  const auto groups = GroupByLabel(chosen, query.group->label);
  SeriesList list(ctx, groups.size());
  for (const auto& [value, group] : groups) {
    list.Entry(std::string(query.group->label) + '=' + std::string(value), 2, 4);
    ReplyGroupLabels(ctx, query, value, group, list.resp3());
    if (list.resp3()) {
      ReplyNames(ctx, "reducers", {AggregatorName(query.group->reducer)});
      std::vector<std::string_view> sources;
      sources.reserve(group.size());
      for (const Chosen* each : group) {
        sources.push_back(each->key);
      }
      ReplyNames(ctx, "sources", sources);
    }
    std::vector<std::vector<Sample>> rows;
    rows.reserve(group.size());
    for (const Chosen* each : group) {
      rows.push_back(RowsOf(ctx, *each, query));
    }
    const std::vector<Sample> reduced =
        ReduceRows(rows, query.group->reducer, query.range.reverse, query.range.count);
    ReplySamples(ctx, reduced, list.resp3());
  }
}

Status MultiRange(CommandContext& ctx, bool reverse) {
  MultiQuery query;
  query.range.reverse = reverse;
  if (ErrorText error = ParseMultiRange(WordsFrom(ctx, 1), query)) return Refuse(ctx, error);
  State().catalog.Settle(ctx);
  const std::vector<Chosen> chosen = Choose(ctx, query.filters);
  for (const Chosen& each : chosen) {
    if (!EmptyBucketsBounded(*each.series, query.range)) {
      return Status::Constant(errors::kTooManyBuckets);
    }
  }
  query.group ? ReplyGroups(ctx, query, chosen) : ReplyEach(ctx, query, chosen);
  return Status::Ok();
}

// TS.MRANGE from to [options] FILTER filter ... [GROUPBY label REDUCE reducer]
Status TsMrange(CommandContext& ctx) {
  return MultiRange(ctx, false);
}

// TS.MREVRANGE from to [options] FILTER filter ... [GROUPBY label REDUCE reducer]
Status TsMrevRange(CommandContext& ctx) {
  return MultiRange(ctx, true);
}

// TS.QUERYINDEX filter ...
Status TsQueryIndex(CommandContext& ctx) {
  std::vector<LabelFilter> filters;
  if (ErrorText error = ParseFilters(WordsFrom(ctx, 1), filters)) return Refuse(ctx, error);
  const std::vector<std::string> keys = State().catalog.IndexOf(ctx.selected_db()).Query(filters);
  (void)ctx.reply().Set(keys.size());
  for (const std::string& key : keys) {
    (void)ctx.reply().Bulk(key);
  }
  return Status::Ok();
}

// Their keys depend on the index, so the rows name none.
constexpr Command kMultiCommands[] = {
    {.name = "ts.mget",
     .arity = -3,
     .handler = TsMget,
     .flags = kReadonly,
     .acl = kAclCategory,
     .summary = "The newest samples of all series that pass the filters.",
     .since = "1.0.0"},
    {.name = "ts.mrange",
     .arity = -4,
     .handler = TsMrange,
     .flags = kReadonly,
     .acl = kAclCategory,
     .summary = "Ranges of all series that pass the filters, grouped and reduced if asked for.",
     .since = "1.0.0"},
    {.name = "ts.mrevrange",
     .arity = -4,
     .handler = TsMrevRange,
     .flags = kReadonly,
     .acl = kAclCategory,
     .summary = "As TS.MRANGE, the newest first.",
     .since = "1.4.0"},
    {.name = "ts.queryindex",
     .arity = -2,
     .handler = TsQueryIndex,
     .flags = kReadonly,
     .acl = kAclCategory,
     .summary = "The keys of all series that pass the filters.",
     .since = "1.0.0"},
};

}  // namespace

void AddMultiCommands(Registrar& registrar) {
  registrar.Add<kMultiCommands>();
}

}  // namespace trellis::timeseries
