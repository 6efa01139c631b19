// Gorilla compression of samples into a bit stream (Pelkonen et al., "Gorilla: A Fast, Scalable,
// In-Memory Time Series Database", VLDB 2015), with the code widths of RedisTimeSeries, so that the
// bits can be exchanged with its RDB payloads.
//
// Bits fill 64-bit little-endian words from the low end. The first sample is kept beside the
// stream; each later one is a time code, then a value code:
//
//   time    delta of delta d, ones then a zero, then d in two's complement
//             0                 d = 0            1110   + 11 bits
//             10    + 5 bits                     11110  + 15 bits
//             110   + 8 bits                     111110 + 32 bits,  111111 + 64 bits
//   value   x = bits(value) XOR bits(previous value)
//             0                                  x = 0
//             1 0   + the previous window        the meaningful bits of x, where they fit into it
//             1 1   + 5 bits leading zeros, 6 bits window length - 1, the window
//
// A window is the run of 64 - leading - trailing bits around the set bits of x.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "timeseries/sample.h"

namespace trellis::timeseries::gorilla {

static_assert(std::endian::native == std::endian::little, "the bit stream is read in place");

// What the codec remembers between samples. A fresh window (32, 32) fits nothing, so the first
// value that changes always states its own.
struct State {
  Timestamp timestamp = 0;  // of the previous sample
  uint64_t delta = 0;       // between the previous two, modulo 2^64
  uint64_t value_bits = 0;  // of the previous sample
  uint8_t leading = 32;
  uint8_t trailing = 32;
};

// The code of one sample: at most 70 time bits and 77 value bits.
struct Code {
  uint64_t words[3] = {};
  uint32_t bits = 0;

  void Put(uint64_t value, uint32_t width);
};

// Encodes `sample` after `state`, and moves `state` on to it. Writes nothing: the caller first
// checks that the code fits.
Code Encode(State& state, Sample sample);

// Adds `code` at bit `position`. The words must have room, and zeros from `position` on.
void Write(uint64_t* words, uint64_t position, const Code& code);

// Walks a stream. It trusts the stream: whoever loads one from outside calls Check() first.
class Reader {
 public:
  // words: a stream of at least one word when `count` > 1; borrowed.
  Reader(const uint64_t* words, size_t word_count, Sample first)
      : bytes_(reinterpret_cast<const unsigned char*>(words)),
        last_byte_(word_count == 0 ? 0 : word_count * 8 - 8) {
    state_.timestamp = first.timestamp;
    state_.value_bits = std::bit_cast<uint64_t>(first.value);
  }

  Sample current() const { return {state_.timestamp, std::bit_cast<double>(state_.value_bits)}; }

  // The next sample. Only while samples remain.
  Sample Next() {
    ReadTime();
    ReadValue();
    return current();
  }

  uint64_t position() const { return position_; }
  const State& state() const { return state_; }

 private:
  // At least 57 bits from `position_` on, and all that remain where fewer do. At the end of the
  // stream the last whole word is loaded and shifted, so that nothing outside is touched.
  uint64_t Peek() const {
    uint64_t byte = position_ >> 3;
    byte = byte < last_byte_ ? byte : last_byte_;
    uint64_t word;
    std::memcpy(&word, bytes_ + byte, sizeof word);
    return word >> (position_ - byte * 8);
  }

  uint64_t Take(uint32_t width) {
    uint64_t value = Peek();
    position_ += width;
    if (width > 57) [[unlikely]] {
      position_ -= width - 32;
      const uint64_t high = Peek();
      position_ += width - 32;
      value = (value & 0xffffffff) | high << 32;
    }
    return width == 64 ? value : value & ((uint64_t{1} << width) - 1);
  }

  void ReadTime() {
    const uint64_t window = Peek();
    if ((window & 1) == 0) [[likely]] {
      ++position_;
    } else {
      ReadTimeChange(window);
    }
    state_.timestamp += state_.delta;
  }

  void ReadTimeChange(uint64_t window) {
    static constexpr uint8_t kWidths[] = {0, 5, 8, 11, 15, 32, 64};
    const auto ones = static_cast<uint32_t>(std::countr_one(window));
    const uint32_t level = ones < 6 ? ones : 6;
    const uint32_t width = kWidths[level];
    position_ += level < 6 ? level + 1 : 6;
    const uint64_t raw = Take(width);
    state_.delta +=
        static_cast<uint64_t>(static_cast<int64_t>(raw << (64 - width)) >> (64 - width));
  }

  void ReadValue() {
    const uint64_t window = Peek();
    if ((window & 1) == 0) {
      ++position_;
      return;
    }
    uint32_t length = 64u - state_.leading - state_.trailing;
    if ((window & 2) == 0) {
      position_ += 2;
    } else {
      state_.leading = (window >> 2) & 31;
      length = ((window >> 7) & 63) + 1;
      state_.trailing = static_cast<uint8_t>(64 - state_.leading - length);
      position_ += 13;
    }
    state_.value_bits ^= Take(length) << (state_.trailing & 63);
  }

  const unsigned char* bytes_;
  uint64_t last_byte_;  // where the last whole word starts
  uint64_t position_ = 0;
  State state_;
};

// Decodes a stream that came from outside, trusting nothing: it must hold exactly `count` samples
// in exactly `bits` bits, with ascending timestamps of at most kMaxTimestamp. Returns the state
// after the last one, nothing if the stream is broken.
std::optional<State> Check(const uint64_t* words, size_t word_count, Sample first, uint64_t count,
                           uint64_t bits);

}  // namespace trellis::timeseries::gorilla
