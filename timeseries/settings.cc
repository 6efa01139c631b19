#include "timeseries/settings.h"

#include "timeseries/value_text.h"

namespace trellis::timeseries {
namespace {

// The text up to `separator`, which is taken as well.
std::string_view TakeField(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view field = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return field;
}

std::optional<uint64_t> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  uint64_t unit = 1;
  switch (text.back()) {
    case 'm': unit = 1; break;
    case 's': unit = 1000; break;
    case 'M': unit = 60'000; break;
    case 'h': unit = 3'600'000; break;
    case 'd': unit = 86'400'000; break;
    default: return std::nullopt;
  }
  const auto count = ParseInteger(text.substr(0, text.size() - 1));
  if (!count || *count < 0 || static_cast<uint64_t>(*count) > kMaxTimestamp / unit) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(*count) * unit;
}

bool ParseOneCompaction(std::string_view text, std::vector<CompactionPolicy>& out) {
  const auto aggregator = ParseAggregator(TakeField(text, ':'));
  const auto bucket = ParseDuration(TakeField(text, ':'));
  const auto retention = ParseDuration(TakeField(text, ':'));
  if (!aggregator || !bucket || *bucket == 0 || !retention) return false;
  uint64_t align = 0;
  if (!text.empty()) {
    const auto given = ParseDuration(text);
    if (!given) return false;
    align = *given;
  }
  out.push_back({*aggregator, {*bucket, align}, *retention});
  return true;
}

bool ParseSetting(std::string_view name, std::string_view value, Settings& out) {
  if (Is(name, "COMPACTION_POLICY")) return ParseCompactionPolicies(value, out.compactions);
  // A thread pool is not needed here, and cluster passwords belong to a transport that isn't:
  // existing configuration files still load.
  if (Is(name, "NUM_THREADS")) return ParseInteger(value).has_value();
  if (Is(name, "OSS_GLOBAL_PASSWORD")) return true;
  if (Is(name, "IGNORE_MAX_TIME_DIFF")) {
    const auto diff = ParseInteger(value);
    if (!diff || *diff < 0) return false;
    out.series.ignore_max_time_diff = static_cast<uint64_t>(*diff);
    return true;
  }
  if (Is(name, "IGNORE_MAX_VAL_DIFF")) {
    const auto diff = ParseValue(value);
    if (!diff || *diff < 0) return false;
    out.series.ignore_max_value_diff = *diff;
    return true;
  }
  std::string_view option;
  if (Is(name, "RETENTION_POLICY")) option = "RETENTION";
  if (Is(name, "CHUNK_SIZE_BYTES")) option = "CHUNK_SIZE";
  if (Is(name, "DUPLICATE_POLICY")) option = "DUPLICATE_POLICY";
  if (Is(name, "ENCODING") || Is(name, "CHUNK_TYPE")) option = "ENCODING";
  if (option.empty()) return false;
  const std::string_view words[] = {option, value};
  GivenOptions given;
  if (ParseSeriesOptions(words, given)) return false;
  given.ApplyTo(out.series);
  return true;
}

}  // namespace

bool ParseCompactionPolicies(std::string_view text, std::vector<CompactionPolicy>& out) {
  while (!text.empty()) {
    const std::string_view part = TakeField(text, ';');
    if (!part.empty() && !ParseOneCompaction(part, out)) return false;
  }
  return true;
}

std::optional<std::string> ParseSettings(Words words, Settings& out) {
  for (size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return "argument without a value: " + std::string(words[i]);
    if (!ParseSetting(words[i], words[i + 1], out)) {
      return "wrong argument: " + std::string(words[i]) + " " + std::string(words[i + 1]);
    }
  }
  return std::nullopt;
}

}  // namespace trellis::timeseries
