#include "timeseries/sample_reply.h"

#include "timeseries/value_text.h"

namespace trellis::timeseries {

void ReplyValue(Context& ctx, double value, bool resp3) {
  if (resp3) {
    (void)ctx.reply().Double(value);
    return;
  }
  char buffer[kValueTextBytes];
  const std::string_view text = ValueText(value, buffer);
  char line[kValueTextBytes + 1];
  line[text.copy(line, kValueTextBytes)] = '\0';
  (void)ctx.reply().Simple(line);
}

void ReplySample(Context& ctx, std::optional<Sample> sample, bool resp3) {
  (void)ctx.reply().Array(sample ? 2 : 0);
  if (!sample) return;
  (void)ctx.reply().Integer(static_cast<long long>(sample->timestamp));
  ReplyValue(ctx, sample->value, resp3);
}

void ReplySamples(Context& ctx, std::span<const Sample> samples, bool resp3) {
  (void)ctx.reply().Array(samples.size());
  for (const Sample& sample : samples) {
    ReplySample(ctx, sample, resp3);
  }
}

void ReplyLabels(Context& ctx, std::span<const Label> labels, bool resp3) {
  resp3 ? (void)ctx.reply().Map(labels.size()) : (void)ctx.reply().Array(labels.size());
  for (const auto& [name, value] : labels) {
    if (!resp3) (void)ctx.reply().Array(2);
    (void)ctx.reply().Bulk(name);
    value.data() == nullptr ? (void)ctx.reply().Null() : (void)ctx.reply().Bulk(value);
  }
}

void ReplyLabels(Context& ctx, const LabelChoice& choice, const Labels& labels, bool resp3) {
  std::vector<Label> shown;
  if (choice.all) shown = labels.All();
  for (const std::string_view name : choice.selected) {
    shown.emplace_back(name, labels.Find(name).value_or(std::string_view()));
  }
  ReplyLabels(ctx, shown, resp3);
}

}  // namespace trellis::timeseries
