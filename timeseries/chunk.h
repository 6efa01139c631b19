// A run of consecutive samples of one series, in ascending order of time.
//
//   compressed     the first sample in the header, the others as a Gorilla bit stream (gorilla.h)
//   uncompressed   16-byte samples, one after the other
//
// A chunk holds as many samples as fit into `size_bytes` of data. The memory behind grows with the
// samples, by doubling, up to that; so a series with two samples doesn't pay for a full chunk.
//
// Invariants: timestamps ascend strictly; bits beyond the last sample are zero.
// Cost: Append O(1). Whatever changes the middle decodes and encodes the whole chunk.
// Threads: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "timeseries/duplicate_policy.h"
#include "timeseries/gorilla.h"
#include "timeseries/sample.h"

namespace trellis::timeseries {

enum class Encoding : uint8_t {
  kUncompressed = 1,  // the numbers are the RDB's
  kCompressed = 2,
};

class Chunk {
 public:
  Chunk(Encoding encoding, uint32_t size_bytes);

  // A compressed chunk from an RDB payload: `data` as stored, its header's first sample, number of
  // samples and of bits. Nothing if the stream is not exactly what the header claims.
  static std::optional<Chunk> FromStream(std::span<const char> data, Sample first, uint64_t count,
                                         uint64_t bits);
  // An uncompressed one: `count` samples at the start of `data`. Nothing if they don't fit or
  // don't ascend.
  static std::optional<Chunk> FromSamples(std::span<const char> data, uint64_t count);

  Chunk(Chunk&&) = default;
  Chunk& operator=(Chunk&&) = default;
  Chunk Clone() const;

  // Adds a sample later than all others; false, and nothing changed, if the chunk is full.
  bool Append(Sample sample);

  struct Upserted {
    bool inserted;  // else it met a sample of the same timestamp
    double value;   // as kept
  };
  // Puts a sample where it belongs, beyond `size_bytes` if need be (which then grows). Nothing, and
  // nothing changed, if the policy refuses a duplicate.
  std::optional<Upserted> Upsert(Sample sample, DuplicatePolicy policy);

  // Removes the samples of from..to, both included; their number.
  uint32_t EraseRange(Timestamp from, Timestamp to);

  // Moves the later half of the samples to the chunk it returns; both are then full.
  Chunk SplitUpperHalf();

  bool empty() const { return count_ == 0; }
  uint32_t count() const { return count_; }
  uint32_t size_bytes() const { return size_bytes_; }
  Encoding encoding() const {
    return compressed_ ? Encoding::kCompressed : Encoding::kUncompressed;
  }
  // Both 0 while empty.
  Timestamp first_timestamp() const { return first_.timestamp; }
  Timestamp last_timestamp() const { return state_.timestamp; }
  double last_value() const { return std::bit_cast<double>(state_.value_bits); }

  // What the RDB keeps of a compressed chunk.
  Sample first() const { return first_; }
  uint32_t bits() const { return bits_; }
  const gorilla::State& state() const { return state_; }
  std::span<const uint64_t> words() const { return {words_.get(), UsedWords()}; }

  // Bytes held besides the object itself.
  size_t MemoryBytes() const { return size_t{capacity_words_} * 8; }

  // Calls visit(sample) for the samples of from..to in order, until it returns false; false then.
  template <typename Visitor>
  bool Visit(Timestamp from, Timestamp to, Visitor&& visit) const;

  // Adds all samples to `out`, in order.
  void Decode(std::vector<Sample>& out) const;

 private:
  void AppendGrowing(Sample sample);
  void Reserve(uint32_t words);
  uint32_t UsedWords() const { return (bits_ + 63) / 64; }

  Sample first_{0, 0};
  gorilla::State state_;  // of the last sample; timestamp and value hold in both encodings
  std::unique_ptr<uint64_t[]> words_;
  uint32_t count_ = 0;
  uint32_t bits_ = 0;
  uint32_t capacity_words_ = 0;
  uint32_t size_bytes_ : 31;
  uint32_t compressed_ : 1;
};

template <typename Visitor>
bool Chunk::Visit(Timestamp from, Timestamp to, Visitor&& visit) const {
  if (count_ == 0 || first_.timestamp > to || state_.timestamp < from) return true;
  if (!compressed_) {
    for (uint32_t i = 0; i < count_; ++i) {
      const Sample sample{words_[2 * i], std::bit_cast<double>(words_[2 * i + 1])};
      if (sample.timestamp < from) continue;
      if (sample.timestamp > to) return true;
      if (!visit(sample)) return false;
    }
    return true;
  }
  gorilla::Reader reader(words_.get(), UsedWords(), first_);
  Sample sample = first_;
  uint32_t left = count_;
  // last_timestamp() >= from, so this ends on a sample.
  while (sample.timestamp < from) {
    sample = reader.Next();
    --left;
  }
  while (sample.timestamp <= to) {
    if (!visit(sample)) return false;
    if (--left == 0) break;
    sample = reader.Next();
  }
  return true;
}

}  // namespace trellis::timeseries
