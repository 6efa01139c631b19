#include "timeseries/gorilla.h"

namespace trellis::timeseries::gorilla {
namespace {

// Reads bits with a check for each read; false once the stream is too short.
class CheckedReader {
 public:
  CheckedReader(const uint64_t* words, uint64_t bits) : words_(words), bits_(bits) {}

  bool Take(uint32_t width, uint64_t& value) {
    if (width > bits_ - position_) return false;
    value = words_[position_ / 64] >> (position_ % 64);
    const uint64_t had = 64 - position_ % 64;
    if (had < width) value |= words_[position_ / 64 + 1] << had;
    if (width < 64) value &= (uint64_t{1} << width) - 1;
    position_ += width;
    return true;
  }

  uint64_t position() const { return position_; }

 private:
  const uint64_t* words_;
  uint64_t bits_;
  uint64_t position_ = 0;
};

bool CheckTime(CheckedReader& in, State& state) {
  static constexpr uint32_t kWidths[] = {0, 5, 8, 11, 15, 32, 64};
  uint32_t level = 0;
  for (uint64_t bit = 1; level < 6; ++level) {
    if (!in.Take(1, bit)) return false;
    if (bit == 0) break;
  }
  if (const uint32_t width = kWidths[level]; width > 0) {
    uint64_t raw = 0;
    if (!in.Take(width, raw)) return false;
    state.delta += static_cast<uint64_t>(static_cast<int64_t>(raw << (64 - width)) >> (64 - width));
  }
  const Timestamp previous = state.timestamp;
  state.timestamp += state.delta;
  return state.timestamp > previous && state.timestamp <= kMaxTimestamp;
}

bool CheckValue(CheckedReader& in, State& state) {
  uint64_t bit = 0;
  if (!in.Take(1, bit)) return false;
  if (bit == 0) return true;
  if (!in.Take(1, bit)) return false;
  uint64_t length = 64u - state.leading - state.trailing;
  if (bit == 1) {
    uint64_t leading = 0;
    if (!in.Take(5, leading) || !in.Take(6, length)) return false;
    ++length;
    if (leading + length > 64) return false;
    state.leading = static_cast<uint8_t>(leading);
    state.trailing = static_cast<uint8_t>(64 - leading - length);
  }
  if (length == 0) return false;  // the previous window, before there was one
  uint64_t window = 0;
  if (!in.Take(static_cast<uint32_t>(length), window)) return false;
  state.value_bits ^= window << state.trailing;
  return true;
}

}  // namespace

void Code::Put(uint64_t value, uint32_t width) {
  const uint32_t word = bits / 64;
  const uint32_t shift = bits % 64;
  words[word] |= value << shift;
  if (shift + width > 64) words[word + 1] |= value >> (64 - shift);
  bits += width;
}

Code Encode(State& state, Sample sample) {
  Code code;
  const uint64_t delta = sample.timestamp - state.timestamp;
  const auto change = static_cast<int64_t>(delta - state.delta);
  const auto fits = [change](uint32_t width) {
    const int64_t limit = int64_t{1} << (width - 1);
    return change >= -limit && change < limit;
  };
  const auto put_change = [&code, change](uint32_t prefix, uint32_t prefix_bits, uint32_t width) {
    code.Put(prefix, prefix_bits);
    code.Put(static_cast<uint64_t>(change) & ((uint64_t{1} << width) - 1), width);
  };
  if (change == 0) {
    code.Put(0, 1);
  } else if (fits(5)) {
    put_change(0b1, 2, 5);
  } else if (fits(8)) {
    put_change(0b11, 3, 8);
  } else if (fits(11)) {
    put_change(0b111, 4, 11);
  } else if (fits(15)) {
    put_change(0b1111, 5, 15);
  } else if (fits(32)) {
    put_change(0b11111, 6, 32);
  } else {
    code.Put(0b111111, 6);
    code.Put(static_cast<uint64_t>(change), 64);
  }
  state.timestamp = sample.timestamp;
  state.delta = delta;

  const auto value_bits = std::bit_cast<uint64_t>(sample.value);
  const uint64_t changed = value_bits ^ state.value_bits;
  state.value_bits = value_bits;
  if (changed == 0) {
    code.Put(0, 1);
    return code;
  }
  const uint32_t zeros = static_cast<uint32_t>(std::countl_zero(changed));
  const uint32_t leading = zeros < 31 ? zeros : 31;  // five bits hold no more
  const auto trailing = static_cast<uint32_t>(std::countr_zero(changed));
  const uint32_t length = 64 - leading - trailing;
  const uint32_t previous_length = 64u - state.leading - state.trailing;
  // Reusing the window costs its unneeded bits, a new one costs 11 for its header.
  if (leading >= state.leading && trailing >= state.trailing && length + 11 > previous_length) {
    code.Put(0b01, 2);
    code.Put(changed >> state.trailing, previous_length);
    return code;
  }
  code.Put(0b11, 2);
  code.Put(leading, 5);
  code.Put(length - 1, 6);
  code.Put(changed >> trailing, length);
  state.leading = static_cast<uint8_t>(leading);
  state.trailing = static_cast<uint8_t>(trailing);
  return code;
}

void Write(uint64_t* words, uint64_t position, const Code& code) {
  uint64_t* word = words + position / 64;
  const uint32_t shift = position % 64;
  const uint32_t end = shift + code.bits;
  word[0] |= code.words[0] << shift;
  for (uint32_t i = 1; i * 64 < end; ++i) {
    const uint64_t low = shift == 0 ? 0 : code.words[i - 1] >> (64 - shift);
    const uint64_t high = i < 3 ? code.words[i] << shift : 0;
    word[i] |= low | high;
  }
}

std::optional<State> Check(const uint64_t* words, size_t word_count, Sample first, uint64_t count,
                           uint64_t bits) {
  if (count == 0 || bits > word_count * 64 || first.timestamp > kMaxTimestamp) return std::nullopt;
  // Each sample after the first takes at least two bits, so this also bounds the loop.
  if (count - 1 > bits / 2) return std::nullopt;
  State state;
  state.timestamp = first.timestamp;
  state.value_bits = std::bit_cast<uint64_t>(first.value);
  CheckedReader in(words, bits);
  for (uint64_t i = 1; i < count; ++i) {
    if (!CheckTime(in, state) || !CheckValue(in, state)) return std::nullopt;
  }
  if (in.position() != bits) return std::nullopt;
  return state;
}

}  // namespace trellis::timeseries::gorilla
