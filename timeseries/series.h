// One time series: its samples in chunks, its settings, its labels and its place in compactions.
//
// Invariants:
//   (1) there is always a chunk; only a series without samples has an empty one;
//   (2) timestamps ascend strictly within and across chunks;
//   (3) last_timestamp and last_value are those of the newest sample, 0 without one.
// Cost: an Add in order is O(1); an older one decodes and encodes one chunk.
// Threads: none; the destructor may run on any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "timeseries/chunk.h"
#include "timeseries/compaction_rule.h"
#include "timeseries/duplicate_policy.h"
#include "timeseries/labels.h"
#include "timeseries/sample.h"

namespace trellis::timeseries {

class LabelIndex;

inline constexpr uint32_t kDefaultChunkBytes = 4096;
inline constexpr uint32_t kSmallestChunkBytes = 48;
inline constexpr uint32_t kLargestChunkBytes = 1048576;

// What TS.CREATE and TS.ALTER set.
struct SeriesOptions {
  uint64_t retention_ms = 0;  // 0: for ever
  uint32_t chunk_bytes = kDefaultChunkBytes;
  Encoding encoding = Encoding::kCompressed;
  DuplicatePolicy policy = DuplicatePolicy::kUnset;
  uint64_t ignore_max_time_diff = 0;
  double ignore_max_value_diff = 0;
  Labels labels;
};

enum class AddOutcome : uint8_t {
  kAppended,  // newer than all others
  kUpserted,  // among or instead of older ones
  kIgnored,   // so close to the newest that the series doesn't want it
  kTooOld,    // beyond the retention; nothing changed
  kBlocked,   // a duplicate that the policy refuses; nothing changed
};

class Series {
 public:
  explicit Series(SeriesOptions options);
  // Without links to other series.
  Series(const Series& other);
  Series& operator=(const Series&) = delete;

  AddOutcome Add(Sample sample, DuplicatePolicy policy);
  // What a compaction writes: replaces a sample of the same time, whatever the policy; dropped if it
  // is beyond the retention.
  void Put(Sample sample);

  // Removes the samples of from..to, both included; their number.
  uint64_t EraseRange(Timestamp from, Timestamp to);

  const SeriesOptions& options() const { return options_; }
  SeriesOptions& options() { return options_; }
  Timestamp last_timestamp() const { return last_timestamp_; }
  double last_value() const { return last_value_; }
  uint64_t total_samples() const { return total_samples_; }
  const std::vector<Chunk>& chunks() const { return chunks_; }

  // The oldest timestamp that the retention still shows.
  Timestamp oldest_shown() const;

  // Calls visit(sample) for the samples of from..to, ascending, until it returns false.
  template <typename Visitor>
  void Visit(Timestamp from, Timestamp to, Visitor&& visit) const;
  // Descending.
  template <typename Visitor>
  void VisitBackward(Timestamp from, Timestamp to, Visitor&& visit) const;

  // The neighbours of a point in time; none if there is no such sample.
  std::optional<Sample> LastBefore(Timestamp timestamp) const;
  std::optional<Sample> FirstFrom(Timestamp timestamp) const;

  // The series this one is compacted from; empty if it is no destination.
  const std::string& source_key() const { return links_ ? links_->source_key : kNoKey; }
  void set_source_key(std::string key);
  // The rules that compact this one.
  const std::vector<CompactionRule>& rules() const { return links_ ? links_->rules : kNoRules; }
  std::vector<CompactionRule>& MutableRules();
  void DropLinks() { links_.reset(); }

  // Bytes held, this object included.
  size_t MemoryBytes() const;

  // For a loader: takes chunks over, oldest first. False, and nothing changed, if they don't
  // ascend or their encoding is not the series'.
  bool AdoptChunks(std::vector<Chunk> chunks);

  // Where the label index of its database knows it; the index is null while none does. It says
  // nothing of the series itself, so it changes in constant ones too; a copy has a place of its own.
  struct Place {
    LabelIndex* index = nullptr;
    uint32_t id = 0;
  };
  mutable Place place;

 private:
  // Few series take part in compactions: the others pay one pointer.
  struct Links {
    std::string source_key;
    std::vector<CompactionRule> rules;
  };
  static const std::string kNoKey;
  static const std::vector<CompactionRule> kNoRules;

  void Append(Sample sample);
  bool Upsert(Sample sample, DuplicatePolicy policy);
  void DropExpiredChunks();
  void NoteLastSample();
  Links& MutableLinks();
  // The last chunk that starts at or before `timestamp`; the first if none does.
  size_t ChunkOf(Timestamp timestamp) const;

  SeriesOptions options_;
  std::vector<Chunk> chunks_;
  std::unique_ptr<Links> links_;
  Timestamp last_timestamp_ = 0;
  double last_value_ = 0;
  uint64_t total_samples_ = 0;
};

template <typename Visitor>
void Series::Visit(Timestamp from, Timestamp to, Visitor&& visit) const {
  for (size_t i = ChunkOf(from); i < chunks_.size(); ++i) {
    if (chunks_[i].first_timestamp() > to) return;
    if (!chunks_[i].Visit(from, to, visit)) return;
  }
}

template <typename Visitor>
void Series::VisitBackward(Timestamp from, Timestamp to, Visitor&& visit) const {
  if (from > to) return;
  // A bit stream only reads forwards, so each chunk is decoded whole.
  std::vector<Sample> samples;
  for (size_t i = ChunkOf(to) + 1; i-- > 0;) {
    if (chunks_[i].last_timestamp() < from) return;
    samples.clear();
    chunks_[i].Visit(from, to, [&samples](Sample sample) {
      samples.push_back(sample);
      return true;
    });
    for (size_t left = samples.size(); left-- > 0;) {
      if (!visit(samples[left])) return;
    }
  }
}

}  // namespace trellis::timeseries
