#include "timeseries/chunk.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace trellis::timeseries {
namespace {

constexpr uint32_t kSmallestWords = 4;
constexpr uint32_t kGrowthBytes = 8;  // of a full chunk that must take one more sample
constexpr uint32_t kSampleBits = 128;
constexpr uint64_t kMaxBits = uint64_t{1} << 31;

}  // namespace

Chunk::Chunk(Encoding encoding, uint32_t size_bytes)
    : size_bytes_(size_bytes), compressed_(encoding == Encoding::kCompressed) {}

std::optional<Chunk> Chunk::FromStream(std::span<const char> data, Sample first, uint64_t count,
                                       uint64_t bits) {
  if (bits > kMaxBits || data.size() > kMaxBits / 8 || bits > data.size() * 8) return std::nullopt;
  Chunk chunk(Encoding::kCompressed, static_cast<uint32_t>(data.size()));
  if (count == 0) return bits == 0 ? std::optional<Chunk>(std::move(chunk)) : std::nullopt;
  const auto words = static_cast<uint32_t>((bits + 63) / 64);
  chunk.Reserve(words);
  if (words > 0) {
    std::memcpy(chunk.words_.get(), data.data(), std::min<size_t>(data.size(), words * 8ul));
    // The writer of this payload may have left something behind the last sample.
    if (bits % 64 != 0) chunk.words_[words - 1] &= (uint64_t{1} << (bits % 64)) - 1;
  }
  const std::optional<gorilla::State> state =
      gorilla::Check(chunk.words_.get(), words, first, count, bits);
  if (!state) return std::nullopt;
  chunk.first_ = first;
  chunk.state_ = *state;
  chunk.count_ = static_cast<uint32_t>(count);
  chunk.bits_ = static_cast<uint32_t>(bits);
  return chunk;
}

std::optional<Chunk> Chunk::FromSamples(std::span<const char> data, uint64_t count) {
  if (data.size() > kMaxBits / 8 || count > data.size() / sizeof(Sample)) return std::nullopt;
  Chunk chunk(Encoding::kUncompressed, static_cast<uint32_t>(data.size()));
  for (uint64_t i = 0; i < count; ++i) {
    Sample sample;
    std::memcpy(&sample, data.data() + i * sizeof sample, sizeof sample);
    const bool ascends = i == 0 || sample.timestamp > chunk.last_timestamp();
    if (!ascends || sample.timestamp > kMaxTimestamp || !chunk.Append(sample)) return std::nullopt;
  }
  return chunk;
}

Chunk Chunk::Clone() const {
  Chunk copy(encoding(), size_bytes_);
  copy.first_ = first_;
  copy.state_ = state_;
  copy.count_ = count_;
  copy.bits_ = bits_;
  copy.capacity_words_ = UsedWords();
  if (copy.capacity_words_ > 0) {
    copy.words_ = std::make_unique<uint64_t[]>(copy.capacity_words_);
    std::memcpy(copy.words_.get(), words_.get(), copy.capacity_words_ * sizeof(uint64_t));
  }
  return copy;
}

bool Chunk::Append(Sample sample) {
  if (!compressed_) {
    if (bits_ + kSampleBits > uint64_t{size_bytes_} * 8) return false;
    Reserve((bits_ + kSampleBits) / 64);
    words_[bits_ / 64] = sample.timestamp;
    words_[bits_ / 64 + 1] = std::bit_cast<uint64_t>(sample.value);
    bits_ += kSampleBits;
    if (count_ == 0) first_ = sample;
    state_.timestamp = sample.timestamp;
    state_.value_bits = std::bit_cast<uint64_t>(sample.value);
  } else if (count_ == 0) {
    first_ = sample;
    state_ = {.timestamp = sample.timestamp, .value_bits = std::bit_cast<uint64_t>(sample.value)};
  } else {
    gorilla::State next = state_;
    const gorilla::Code code = gorilla::Encode(next, sample);
    if (bits_ + code.bits > uint64_t{size_bytes_} * 8) return false;
    Reserve((bits_ + code.bits + 63) / 64);
    gorilla::Write(words_.get(), bits_, code);
    bits_ += code.bits;
    state_ = next;
  }
  ++count_;
  return true;
}

void Chunk::AppendGrowing(Sample sample) {
  while (!Append(sample)) {
    size_bytes_ += kGrowthBytes;
  }
}

void Chunk::Reserve(uint32_t words) {
  if (words <= capacity_words_) return;
  const uint32_t most = (size_bytes_ + 7) / 8;
  const uint32_t doubled = std::max(capacity_words_ * 2, kSmallestWords);
  const uint32_t capacity = std::max(words, std::min(doubled, most));
  auto grown = std::make_unique<uint64_t[]>(capacity);  // zeros, as the bit stream needs
  if (capacity_words_ > 0) {
    std::memcpy(grown.get(), words_.get(), capacity_words_ * sizeof(uint64_t));
  }
  words_ = std::move(grown);
  capacity_words_ = capacity;
}

std::optional<Chunk::Upserted> Chunk::Upsert(Sample sample, DuplicatePolicy policy) {
  Chunk rebuilt(encoding(), size_bytes_);
  rebuilt.Reserve(UsedWords());
  Upserted result{.inserted = true, .value = sample.value};
  bool placed = false;
  const auto place = [&](Sample held) {
    if (!placed && held.timestamp >= sample.timestamp) {
      placed = true;
      if (held.timestamp == sample.timestamp) {
        const std::optional<double> merged = MergeDuplicates(policy, held.value, sample.value);
        if (!merged) return false;
        result = {.inserted = false, .value = *merged};
        rebuilt.AppendGrowing({sample.timestamp, *merged});
        return true;
      }
      rebuilt.AppendGrowing(sample);
    }
    rebuilt.AppendGrowing(held);
    return true;
  };
  if (!Visit(0, kMaxTimestamp, place)) return std::nullopt;
  if (!placed) rebuilt.AppendGrowing(sample);
  *this = std::move(rebuilt);
  return result;
}

uint32_t Chunk::EraseRange(Timestamp from, Timestamp to) {
  Chunk rebuilt(encoding(), size_bytes_);
  Visit(0, kMaxTimestamp, [&](Sample held) {
    if (held.timestamp < from || held.timestamp > to) rebuilt.AppendGrowing(held);
    return true;
  });
  const uint32_t erased = count_ - rebuilt.count_;
  if (erased > 0) *this = std::move(rebuilt);
  return erased;
}

Chunk Chunk::SplitUpperHalf() {
  Chunk lower(encoding(), 0);
  Chunk upper(encoding(), 0);
  const uint32_t keep = count_ - count_ / 2;
  Visit(0, kMaxTimestamp, [&](Sample held) {
    (lower.count_ < keep ? lower : upper).AppendGrowing(held);
    return true;
  });
  *this = std::move(lower);
  return upper;
}

void Chunk::Decode(std::vector<Sample>& out) const {
  out.reserve(out.size() + count_);
  Visit(0, kMaxTimestamp, [&out](Sample sample) {
    out.push_back(sample);
    return true;
  });
}

}  // namespace trellis::timeseries
