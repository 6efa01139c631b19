#include "timeseries/gorilla.h"

#include <gtest/gtest.h>

#include <vector>

namespace trellis::timeseries::gorilla {
namespace {

struct Stream {
  explicit Stream(const std::vector<Sample>& samples) : first(samples.front()) {
    State state;
    state.timestamp = first.timestamp;
    state.value_bits = std::bit_cast<uint64_t>(first.value);
    for (size_t i = 1; i < samples.size(); ++i) {
      const Code code = Encode(state, samples[i]);
      words.resize((bits + code.bits + 63) / 64);
      Write(words.data(), bits, code);
      bits += code.bits;
    }
    last = state;
  }

  Sample first;
  State last;
  std::vector<uint64_t> words;
  uint64_t bits = 0;
};

std::vector<Sample> Decode(const Stream& stream, size_t count) {
  Reader reader(stream.words.data(), stream.words.size(), stream.first);
  std::vector<Sample> samples{reader.current()};
  while (samples.size() < count) {
    samples.push_back(reader.Next());
  }
  return samples;
}

std::vector<Sample> Mixed() {
  std::vector<Sample> samples;
  Timestamp at = 1000;
  double value = 12.5;
  // Each width of the time code, and values of every kind.
  for (const int64_t step : {1000ll, 1000ll, 1001ll, 995ll, 900ll, 1500ll, 9000ll, 1ll,
                             3000000000ll, 1ll, 900000000000000ll, 1000ll, 1000ll}) {
    for (const double change : {0.0, 1.0, -0.1, 1e300, 5e-324, -12345.678}) {
      samples.push_back({at, value});
      at += static_cast<Timestamp>(step);
      value = change == 0 ? value : (change < 0 ? value * change : change + value / 3);
    }
  }
  return samples;
}

TEST(Gorilla, ReadsBackWhatItWrote) {
  const std::vector<Sample> samples = Mixed();
  const Stream stream(samples);
  EXPECT_EQ(Decode(stream, samples.size()), samples);
}

TEST(Gorilla, TakesTwoBitsForASampleThatContinuesTheLine) {
  const Stream stream({{10, 5}, {20, 5}, {30, 5}, {40, 5}});
  EXPECT_EQ(stream.bits, 7u + 1 + 2 + 2);  // the first step is a change of delta
}

TEST(Gorilla, AgreesWithTheStreamOfAPeer) {
  // A DUMP of RedisTimeSeries 1.12.2: 1000:1, 2000:2 ... 4000 came late, so it was encoded anew.
  const Stream stream({{1000, 1}, {2000, 2}, {3000, 3}, {5000, 5}, {6000, 6}});
  ASSERT_GE(stream.words.size(), 1u);
  EXPECT_EQ(stream.words[0] & 0xffff, 0xbe87u);
}

TEST(Gorilla, AcceptsItsOwnStream) {
  const std::vector<Sample> samples = Mixed();
  const Stream stream(samples);
  const auto state =
      Check(stream.words.data(), stream.words.size(), stream.first, samples.size(), stream.bits);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->timestamp, samples.back().timestamp);
  EXPECT_EQ(state->delta, stream.last.delta);
  EXPECT_EQ(state->leading, stream.last.leading);
  EXPECT_EQ(state->trailing, stream.last.trailing);
}

TEST(Gorilla, RefusesCountsThatTheBitsDontHold) {
  const std::vector<Sample> samples = Mixed();
  const Stream stream(samples);
  const uint64_t* words = stream.words.data();
  const size_t size = stream.words.size();
  EXPECT_FALSE(Check(words, size, stream.first, samples.size() + 1, stream.bits));
  EXPECT_FALSE(Check(words, size, stream.first, samples.size() - 1, stream.bits));
  EXPECT_FALSE(Check(words, size, stream.first, samples.size(), stream.bits - 1));
  EXPECT_FALSE(Check(words, size, stream.first, samples.size(), uint64_t{1} << 62));
  EXPECT_FALSE(Check(words, size, stream.first, UINT64_MAX, stream.bits));
  EXPECT_FALSE(Check(words, size, stream.first, 0, 0));
}

TEST(Gorilla, RefusesAStreamThatGoesBackInTime) {
  // delta 0: two bits of zeros repeat the first timestamp.
  const uint64_t zeros = 0;
  EXPECT_FALSE(Check(&zeros, 1, {1000, 1}, 2, 2));
}

TEST(Gorilla, RefusesAWindowWiderThanADouble) {
  // time 10 + 00001, value 11 + leading 31, length 64
  const uint64_t word = 0b1 | 1 << 2 | 0b11 << 7 | 31 << 9 | 63 << 14;
  const uint64_t words[] = {word, 0, 0};
  EXPECT_FALSE(Check(words, 3, {1000, 1}, 2, 20 + 64));
}

TEST(Gorilla, RefusesThePreviousWindowBeforeThereIsOne) {
  const uint64_t word = 0b1 | 1 << 2 | 0b01 << 7;
  EXPECT_FALSE(Check(&word, 1, {1000, 1}, 2, 9));
}

}  // namespace
}  // namespace trellis::timeseries::gorilla
