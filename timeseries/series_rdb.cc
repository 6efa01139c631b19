#include "timeseries/series_rdb.h"

#include <bit>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace trellis::timeseries {
namespace {

constexpr uint64_t kNoOpenBucket = UINT64_MAX;
// Far more than anyone has; keeps sums of sizes in range.
constexpr uint64_t kMostChunkBytes = uint64_t{1} << 28;

// Writes and reads an accumulator's numbers: `Numbers` is one of the two below. One function for both
// directions, so that they can't drift apart.
template <typename Numbers>
void Exchange(Numbers& numbers, MinAccumulator& min) {
  double unused = MaxAccumulator().max;
  numbers.Double(unused);
  numbers.Double(min.min);
}
template <typename Numbers>
void Exchange(Numbers& numbers, MaxAccumulator& max) {
  double unused = MinAccumulator().min;
  numbers.Double(max.max);
  numbers.Double(unused);
}
template <typename Numbers>
void Exchange(Numbers& numbers, RangeAccumulator& range) {
  numbers.Double(range.max);
  numbers.Double(range.min);
}
template <typename Numbers>
void Exchange(Numbers& numbers, SumAccumulator& sum) {
  numbers.Double(sum.sum);
}
template <typename Numbers>
void Exchange(Numbers& numbers, LastAccumulator& last) {
  numbers.Double(last.value);
}
template <typename Numbers>
void Exchange(Numbers& numbers, CountAccumulator& count) {
  auto number = static_cast<double>(count.count);
  numbers.Double(number);
  count.count = number >= 0 && number < 0x1p63 ? static_cast<uint64_t>(number) : 0;
}
template <typename Numbers>
void Exchange(Numbers& numbers, FirstAccumulator& first) {
  bool none = !first.has_value;
  numbers.Double(first.value);
  numbers.Flag(none);
  first.has_value = !none;
}
template <typename Numbers>
void Exchange(Numbers& numbers, AvgAccumulator& avg) {
  numbers.Double(avg.sum);
  numbers.Double(avg.count);
  numbers.Flag(avg.overflown);
}
template <typename Numbers>
void Exchange(Numbers& numbers, SpreadSums& spread) {
  numbers.Double(spread.sum);
  numbers.Double(spread.sum_of_squares);
  numbers.Unsigned(spread.count);
}
template <typename Numbers>
void Exchange(Numbers& numbers, TwaAccumulator& twa) {
  bool is_first_bucket = !twa.has_previous;
  uint64_t reversed = 0;
  numbers.Double(twa.area);
  numbers.Unsigned(twa.previous.timestamp);
  numbers.Double(twa.previous.value);
  numbers.Unsigned(twa.bucket_start);
  numbers.Unsigned(twa.bucket_end);
  numbers.Unsigned(twa.first);
  numbers.Unsigned(twa.last);
  numbers.Flag(is_first_bucket);
  numbers.Unsigned(twa.count);
  numbers.Unsigned(reversed);
  twa.has_previous = !is_first_bucket;
}

struct Saving {
  Writer& writer;
  void Double(double& value) const { writer.SaveDouble(value); }
  void Unsigned(uint64_t& value) const { writer.SaveUnsigned(value); }
  void Flag(bool& value) const { writer.SaveUnsigned(value ? 1 : 0); }
};

struct Loading {
  Reader& reader;
  void Double(double& value) const { value = reader.LoadDouble(); }
  void Unsigned(uint64_t& value) const { value = reader.LoadUnsigned(); }
  void Flag(bool& value) const { value = reader.LoadUnsigned() != 0; }
};

void SaveRule(Writer& writer, const CompactionRule& rule) {
  writer.SaveString(rule.destination);
  writer.SaveUnsigned(rule.buckets.width);
  writer.SaveUnsigned(rule.buckets.origin);
  writer.SaveUnsigned(static_cast<uint64_t>(rule.aggregator));
  writer.SaveUnsigned(rule.open_start.value_or(kNoOpenBucket));
  Saving numbers{writer};
  AnyAccumulator open = rule.open;
  std::visit([&numbers](auto& accumulator) { Exchange(numbers, accumulator); }, open);
}

std::optional<CompactionRule> LoadRule(Reader& reader) {
  std::string destination = reader.LoadString();
  const uint64_t width = reader.LoadUnsigned();
  const uint64_t origin = reader.LoadUnsigned();
  const uint64_t aggregator = reader.LoadUnsigned();
  const uint64_t open_start = reader.LoadUnsigned();
  const bool known = aggregator >= static_cast<uint64_t>(Aggregator::kMin) &&
                     aggregator <= static_cast<uint64_t>(Aggregator::kTwa);
  if (!known || width == 0 || width > kMaxTimestamp || origin > kMaxTimestamp ||
      (open_start > kMaxTimestamp && open_start != kNoOpenBucket)) {
    return std::nullopt;
  }
  CompactionRule rule(std::move(destination), static_cast<Aggregator>(aggregator), {width, origin});
  if (open_start != kNoOpenBucket) rule.open_start = open_start;
  Loading numbers{reader};
  std::visit([&numbers](auto& accumulator) { Exchange(numbers, accumulator); }, rule.open);
  return rule;
}

void SaveChunk(Writer& writer, const Chunk& chunk) {
  const std::span<const uint64_t> words = chunk.words();
  const std::string_view used(reinterpret_cast<const char*>(words.data()), words.size_bytes());
  // What is behind the samples is zeros, which the RDB compresses away.
  std::string data(used.substr(0, chunk.size_bytes()));
  data.resize(chunk.size_bytes());
  if (chunk.encoding() == Encoding::kUncompressed) {
    writer.SaveUnsigned(chunk.first_timestamp());
    writer.SaveUnsigned(chunk.count());
    writer.SaveUnsigned(chunk.size_bytes());
  } else {
    const gorilla::State& state = chunk.state();
    writer.SaveUnsigned(chunk.size_bytes());
    writer.SaveUnsigned(chunk.count());
    writer.SaveUnsigned(chunk.bits());
    writer.SaveUnsigned(std::bit_cast<uint64_t>(chunk.first().value));
    writer.SaveUnsigned(chunk.first().timestamp);
    writer.SaveUnsigned(state.timestamp);
    writer.SaveUnsigned(state.delta);
    writer.SaveUnsigned(state.value_bits);
    writer.SaveUnsigned(state.leading);
    writer.SaveUnsigned(state.trailing);
  }
  writer.SaveString(data);
}

std::optional<Chunk> LoadChunk(Reader& reader, Encoding encoding) {
  if (encoding == Encoding::kUncompressed) {
    reader.LoadUnsigned();  // first timestamp: the samples say it
    const uint64_t count = reader.LoadUnsigned();
    const uint64_t bytes = reader.LoadUnsigned();
    const Reader::Bytes data = reader.LoadBytes();
    if (!reader.ok() || data.view().size() != bytes) return std::nullopt;
    return Chunk::FromSamples(data.view(), count);
  }
  const uint64_t bytes = reader.LoadUnsigned();
  const uint64_t count = reader.LoadUnsigned();
  const uint64_t bits = reader.LoadUnsigned();
  const auto value = std::bit_cast<double>(reader.LoadUnsigned());
  const Sample first{reader.LoadUnsigned(), value};
  // The state after the last sample, which decoding finds as well.
  for (int i = 0; i < 5; ++i) {
    reader.LoadUnsigned();
  }
  const Reader::Bytes data = reader.LoadBytes();
  if (!reader.ok() || data.view().size() != bytes) return std::nullopt;
  return Chunk::FromStream(data.view(), first, count, bits);
}

void SaveOptions(Writer& writer, const Series& series) {
  const SeriesOptions& options = series.options();
  writer.SaveUnsigned(options.retention_ms);
  writer.SaveUnsigned(options.chunk_bytes);
  writer.SaveUnsigned(static_cast<uint64_t>(options.encoding));
  writer.SaveUnsigned(series.last_timestamp());
  writer.SaveDouble(series.last_value());
  writer.SaveUnsigned(series.total_samples());
  writer.SaveUnsigned(static_cast<uint64_t>(options.policy));
}

// False for values that no series has.
bool LoadOptions(Reader& reader, SeriesOptions& options) {
  constexpr uint64_t kUncompressedBit = 1;
  options.retention_ms = reader.LoadUnsigned();
  const uint64_t chunk_bytes = reader.LoadUnsigned();
  const uint64_t flags = reader.LoadUnsigned();
  reader.LoadUnsigned();  // the newest sample's timestamp and value, and how many there are:
  reader.LoadDouble();    // the chunks say it
  reader.LoadUnsigned();
  const uint64_t policy = reader.LoadUnsigned();
  if (options.retention_ms > kMaxTimestamp || chunk_bytes > kMostChunkBytes ||
      policy > static_cast<uint64_t>(DuplicatePolicy::kSum)) {
    return false;
  }
  options.chunk_bytes = static_cast<uint32_t>(chunk_bytes);
  options.encoding =
      (flags & kUncompressedBit) != 0 ? Encoding::kUncompressed : Encoding::kCompressed;
  options.policy = static_cast<DuplicatePolicy>(policy);
  return true;
}

Labels LoadLabels(Reader& reader) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); --left) {
    std::string name = reader.LoadString();
    texts.emplace_back(std::move(name), reader.LoadString());
  }
  return Labels(std::vector<Label>(texts.begin(), texts.end()));
}

// False if one is no rule.
bool LoadRules(Reader& reader, Series& series) {
  for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); --left) {
    std::optional<CompactionRule> rule = LoadRule(reader);
    if (!rule) return false;
    series.MutableRules().push_back(std::move(*rule));
  }
  return true;
}

bool LoadChunks(Reader& reader, Series& series) {
  std::vector<Chunk> chunks;
  for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); --left) {
    std::optional<Chunk> chunk = LoadChunk(reader, series.options().encoding);
    if (!chunk) return false;
    chunks.push_back(std::move(*chunk));
  }
  chunks.shrink_to_fit();
  return series.AdoptChunks(std::move(chunks));
}

}  // namespace

void SaveSeries(Writer& writer, std::string_view key, const Series& series, bool with_links) {
  const SeriesOptions& options = series.options();
  writer.SaveString(key);
  SaveOptions(writer, series);
  const bool has_source = with_links && !series.source_key().empty();
  writer.SaveUnsigned(has_source ? 1 : 0);
  if (has_source) writer.SaveString(series.source_key());
  writer.SaveUnsigned(options.ignore_max_time_diff);
  writer.SaveDouble(options.ignore_max_value_diff);
  const std::vector<Label> labels = options.labels.All();
  writer.SaveUnsigned(labels.size());
  for (const auto& [name, value] : labels) {
    writer.SaveString(name);
    writer.SaveString(value);
  }
  writer.SaveUnsigned(with_links ? series.rules().size() : 0);
  if (with_links) {
    for (const CompactionRule& rule : series.rules()) {
      SaveRule(writer, rule);
    }
  }
  writer.SaveUnsigned(series.chunks().size());
  for (const Chunk& chunk : series.chunks()) {
    SaveChunk(writer, chunk);
  }
}

std::unique_ptr<Series> LoadSeries(Reader& reader, int encoding) {
  if (encoding != kSeriesEncoding) {
    reader.Fail("series of another encoding than 8 are not read");
    return nullptr;
  }
  reader.LoadString();  // the key, which may have another name now
  SeriesOptions options;
  const bool valid = LoadOptions(reader, options);
  std::string source_key;
  if (reader.LoadUnsigned() != 0) source_key = reader.LoadString();
  options.ignore_max_time_diff = reader.LoadUnsigned();
  options.ignore_max_value_diff = reader.LoadDouble();
  options.labels = LoadLabels(reader);
  auto series = std::make_unique<Series>(std::move(options));
  series->set_source_key(std::move(source_key));
  if (!valid || !LoadRules(reader, *series) || !LoadChunks(reader, *series)) {
    reader.Fail("a series' bytes are not what they claim to be");
  }
  return reader.ok() ? std::move(series) : nullptr;
}

}  // namespace trellis::timeseries
