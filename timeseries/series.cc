#include "timeseries/series.h"

#include <cmath>
#include <utility>

namespace trellis::timeseries {
namespace {

// A chunk that late samples made larger than this many fifths of its size is split in two.
constexpr uint64_t kSplitFifths = 6;

}  // namespace

const std::string Series::kNoKey;
const std::vector<CompactionRule> Series::kNoRules;

Series::Series(SeriesOptions options) : options_(std::move(options)) {
  chunks_.reserve(1);
  chunks_.emplace_back(options_.encoding, options_.chunk_bytes);
}

Series::Series(const Series& other)
    : options_(other.options_),
      last_timestamp_(other.last_timestamp_),
      last_value_(other.last_value_),
      total_samples_(other.total_samples_) {
  chunks_.reserve(other.chunks_.size());
  for (const Chunk& chunk : other.chunks_) {
    chunks_.push_back(chunk.Clone());
  }
}

AddOutcome Series::Add(Sample sample, DuplicatePolicy policy) {
  if (sample.timestamp < oldest_shown()) return AddOutcome::kTooOld;
  if (total_samples_ == 0 || sample.timestamp > last_timestamp_) {
    if (total_samples_ > 0 && policy == DuplicatePolicy::kLast &&
        sample.timestamp - last_timestamp_ <= options_.ignore_max_time_diff &&
        std::fabs(sample.value - last_value_) <= options_.ignore_max_value_diff) {
      return AddOutcome::kIgnored;
    }
    Append(sample);
    return AddOutcome::kAppended;
  }
  if (sample.timestamp == last_timestamp_ && policy == DuplicatePolicy::kLast &&
      std::fabs(sample.value - last_value_) <= options_.ignore_max_value_diff) {
    return AddOutcome::kIgnored;
  }
  return Upsert(sample, policy) ? AddOutcome::kUpserted : AddOutcome::kBlocked;
}

void Series::Put(Sample sample) {
  if (sample.timestamp < oldest_shown()) return;
  if (total_samples_ == 0 || sample.timestamp > last_timestamp_) {
    Append(sample);
  } else {
    Upsert(sample, DuplicatePolicy::kLast);
  }
}

void Series::Append(Sample sample) {
  if (!chunks_.back().Append(sample)) {
    DropExpiredChunks();
    // Growing by a tenth: chunk headers are not small beside chunks of 48 bytes.
    if (chunks_.size() == chunks_.capacity()) {
      chunks_.reserve(chunks_.size() + std::max<size_t>(1, chunks_.size() / 10));
    }
    chunks_.emplace_back(options_.encoding, options_.chunk_bytes);
    chunks_.back().Append(sample);
  }
  last_timestamp_ = sample.timestamp;
  last_value_ = sample.value;
  ++total_samples_;
}

bool Series::Upsert(Sample sample, DuplicatePolicy policy) {
  size_t at = ChunkOf(sample.timestamp);
  if (chunks_[at].size_bytes() * uint64_t{5} > options_.chunk_bytes * kSplitFifths &&
      chunks_[at].count() > 1) {
    Chunk upper = chunks_[at].SplitUpperHalf();
    const bool in_upper = sample.timestamp >= upper.first_timestamp();
    chunks_.insert(chunks_.begin() + static_cast<ptrdiff_t>(at) + 1, std::move(upper));
    if (in_upper) ++at;
  }
  const std::optional<Chunk::Upserted> upserted = chunks_[at].Upsert(sample, policy);
  if (!upserted) return false;
  if (upserted->inserted) ++total_samples_;
  if (sample.timestamp == last_timestamp_) last_value_ = upserted->value;
  return true;
}

uint64_t Series::EraseRange(Timestamp from, Timestamp to) {
  if (from > to) return 0;
  uint64_t erased = 0;
  for (size_t i = ChunkOf(from); i < chunks_.size() && chunks_[i].first_timestamp() <= to; ++i) {
    erased += chunks_[i].EraseRange(from, to);
  }
  if (erased == 0) return 0;
  std::erase_if(chunks_, [](const Chunk& chunk) { return chunk.empty(); });
  if (chunks_.empty()) chunks_.emplace_back(options_.encoding, options_.chunk_bytes);
  total_samples_ -= erased;
  NoteLastSample();
  return erased;
}

void Series::NoteLastSample() {
  last_timestamp_ = chunks_.back().last_timestamp();
  last_value_ = chunks_.back().last_value();
}

void Series::DropExpiredChunks() {
  const Timestamp oldest = oldest_shown();
  size_t expired = 0;
  while (expired + 1 < chunks_.size() && chunks_[expired].last_timestamp() < oldest) {
    total_samples_ -= chunks_[expired++].count();
  }
  chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<ptrdiff_t>(expired));
}

Timestamp Series::oldest_shown() const {
  const bool bounded = options_.retention_ms != 0 && options_.retention_ms < last_timestamp_;
  return bounded ? last_timestamp_ - options_.retention_ms : 0;
}

size_t Series::ChunkOf(Timestamp timestamp) const {
  // Most adds and many reads want the newest chunk.
  if (chunks_.back().first_timestamp() <= timestamp) return chunks_.size() - 1;
  const auto after = std::upper_bound(
      chunks_.begin(), chunks_.end(), timestamp,
      [](Timestamp wanted, const Chunk& chunk) { return wanted < chunk.first_timestamp(); });
  return after == chunks_.begin() ? 0 : static_cast<size_t>(after - chunks_.begin()) - 1;
}

std::optional<Sample> Series::LastBefore(Timestamp timestamp) const {
  std::optional<Sample> found;
  if (timestamp == 0) return found;
  VisitBackward(0, timestamp - 1, [&found](Sample sample) {
    found = sample;
    return false;
  });
  return found;
}

std::optional<Sample> Series::FirstFrom(Timestamp timestamp) const {
  std::optional<Sample> found;
  Visit(timestamp, kMaxTimestamp, [&found](Sample sample) {
    found = sample;
    return false;
  });
  return found;
}

Series::Links& Series::MutableLinks() {
  if (!links_) links_ = std::make_unique<Links>();
  return *links_;
}

void Series::set_source_key(std::string key) {
  if (key.empty() && !links_) return;
  MutableLinks().source_key = std::move(key);
}

std::vector<CompactionRule>& Series::MutableRules() {
  return MutableLinks().rules;
}

size_t Series::MemoryBytes() const {
  size_t bytes = sizeof *this + options_.labels.MemoryBytes() + chunks_.capacity() * sizeof(Chunk);
  for (const Chunk& chunk : chunks_) {
    bytes += chunk.MemoryBytes();
  }
  if (links_) {
    bytes += sizeof *links_ + links_->source_key.capacity() +
             links_->rules.capacity() * sizeof(CompactionRule);
    for (const CompactionRule& rule : links_->rules) {
      bytes += rule.destination.capacity();
    }
  }
  return bytes;
}

bool Series::AdoptChunks(std::vector<Chunk> chunks) {
  std::erase_if(chunks, [](const Chunk& chunk) { return chunk.empty(); });
  uint64_t total = 0;
  for (size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].encoding() != options_.encoding) return false;
    if (i > 0 && chunks[i].first_timestamp() <= chunks[i - 1].last_timestamp()) return false;
    total += chunks[i].count();
  }
  if (chunks.empty()) chunks.emplace_back(options_.encoding, options_.chunk_bytes);
  chunks_ = std::move(chunks);
  total_samples_ = total;
  NoteLastSample();
  return true;
}

}  // namespace trellis::timeseries
