#include "timeseries/chunk.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>

namespace trellis::timeseries {
namespace {

class ChunkTest : public testing::TestWithParam<Encoding> {
 protected:
  static std::vector<Sample> All(const Chunk& chunk) {
    std::vector<Sample> samples;
    chunk.Decode(samples);
    return samples;
  }
};

INSTANTIATE_TEST_SUITE_P(Encodings, ChunkTest,
                         testing::Values(Encoding::kCompressed, Encoding::kUncompressed));

TEST_P(ChunkTest, KeepsWhatIsAppendedUntilItIsFull) {
  Chunk chunk(GetParam(), 128);
  std::vector<Sample> samples;
  for (Timestamp at = 0; chunk.Append({at * at, static_cast<double>(at) / 7}); ++at) {
    samples.push_back({at * at, static_cast<double>(at) / 7});
  }
  EXPECT_GE(samples.size(), 8u);
  EXPECT_EQ(All(chunk), samples);
  EXPECT_EQ(chunk.last_timestamp(), samples.back().timestamp);
  EXPECT_LE(chunk.MemoryBytes(), 128u);
}

TEST_P(ChunkTest, VisitsOnlyTheRangeAndStopsWhenTold) {
  Chunk chunk(GetParam(), 4096);
  for (Timestamp at = 10; at <= 100; at += 10) {
    chunk.Append({at, 1});
  }
  std::vector<Timestamp> seen;
  EXPECT_TRUE(chunk.Visit(20, 45, [&seen](Sample sample) {
    seen.push_back(sample.timestamp);
    return true;
  }));
  EXPECT_EQ(seen, (std::vector<Timestamp>{20, 30, 40}));
  seen.clear();
  EXPECT_FALSE(chunk.Visit(0, kMaxTimestamp, [&seen](Sample sample) {
    seen.push_back(sample.timestamp);
    return seen.size() < 2;
  }));
  EXPECT_EQ(seen, (std::vector<Timestamp>{10, 20}));
  EXPECT_TRUE(chunk.Visit(101, kMaxTimestamp, [](Sample) { return false; }));
}

TEST_P(ChunkTest, PutsLateSamplesInTheirPlace) {
  Chunk chunk(GetParam(), 4096);
  chunk.Append({10, 1});
  chunk.Append({30, 3});
  EXPECT_TRUE(chunk.Upsert({20, 2}, DuplicatePolicy::kBlock)->inserted);
  EXPECT_TRUE(chunk.Upsert({5, 0.5}, DuplicatePolicy::kBlock)->inserted);
  EXPECT_TRUE(chunk.Upsert({40, 4}, DuplicatePolicy::kBlock)->inserted);
  EXPECT_EQ(All(chunk), (std::vector<Sample>{{5, 0.5}, {10, 1}, {20, 2}, {30, 3}, {40, 4}}));
}

TEST_P(ChunkTest, MergesDuplicatesAsThePolicySays) {
  const auto merged = [](DuplicatePolicy policy) -> std::optional<double> {
    Chunk chunk(GetParam(), 4096);
    chunk.Append({10, 4});
    const auto upserted = chunk.Upsert({10, 6}, policy);
    if (!upserted) return std::nullopt;
    EXPECT_FALSE(upserted->inserted);
    EXPECT_EQ(chunk.count(), 1u);
    EXPECT_EQ(chunk.last_value(), upserted->value);
    return upserted->value;
  };
  EXPECT_EQ(merged(DuplicatePolicy::kBlock), std::nullopt);
  EXPECT_EQ(merged(DuplicatePolicy::kFirst), 4);
  EXPECT_EQ(merged(DuplicatePolicy::kLast), 6);
  EXPECT_EQ(merged(DuplicatePolicy::kMin), 4);
  EXPECT_EQ(merged(DuplicatePolicy::kMax), 6);
  EXPECT_EQ(merged(DuplicatePolicy::kSum), 10);
}

TEST_P(ChunkTest, GrowsBeyondItsSizeOnlyForLateSamples) {
  Chunk chunk(GetParam(), 48);
  Timestamp at = 1000;
  while (chunk.Append({at, static_cast<double>(at) / 3})) {
    at += 10;
  }
  const uint32_t full = chunk.count();
  EXPECT_TRUE(chunk.Upsert({5, 0.7}, DuplicatePolicy::kBlock));
  EXPECT_EQ(chunk.count(), full + 1);
  EXPECT_GT(chunk.size_bytes(), 48u);
}

TEST_P(ChunkTest, ErasesARange) {
  Chunk chunk(GetParam(), 4096);
  for (Timestamp at = 1; at <= 9; ++at) {
    chunk.Append({at, static_cast<double>(at)});
  }
  EXPECT_EQ(chunk.EraseRange(3, 7), 5u);
  EXPECT_EQ(All(chunk), (std::vector<Sample>{{1, 1}, {2, 2}, {8, 8}, {9, 9}}));
  EXPECT_EQ(chunk.EraseRange(3, 7), 0u);
  EXPECT_EQ(chunk.EraseRange(0, 100), 4u);
  EXPECT_TRUE(chunk.empty());
  EXPECT_TRUE(chunk.Append({2, 2}));
}

TEST_P(ChunkTest, SplitsIntoHalves) {
  Chunk chunk(GetParam(), 4096);
  for (Timestamp at = 1; at <= 9; ++at) {
    chunk.Append({at, 1.5});
  }
  const Chunk upper = chunk.SplitUpperHalf();
  EXPECT_EQ(chunk.count(), 5u);
  EXPECT_EQ(upper.count(), 4u);
  EXPECT_EQ(upper.first_timestamp(), 6u);
}

TEST_P(ChunkTest, ClonesAreIndependent) {
  Chunk chunk(GetParam(), 4096);
  chunk.Append({1, 1});
  chunk.Append({2, 2});
  Chunk copy = chunk.Clone();
  EXPECT_TRUE(copy.Append({3, 3}));
  EXPECT_EQ(All(chunk), (std::vector<Sample>{{1, 1}, {2, 2}}));
  EXPECT_EQ(All(copy), (std::vector<Sample>{{1, 1}, {2, 2}, {3, 3}}));
}

TEST(Chunk, LoadsItsOwnStream) {
  Chunk chunk(Encoding::kCompressed, 256);
  for (Timestamp at = 1; at <= 20; ++at) {
    chunk.Append({at * 1000, static_cast<double>(at) / 3});
  }
  std::string data(256, '\0');
  std::memcpy(data.data(), chunk.words().data(), chunk.words().size_bytes());
  auto loaded = Chunk::FromStream(data, chunk.first(), chunk.count(), chunk.bits());
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->Append({21000, 5}));
  EXPECT_EQ(loaded->count(), 21u);
  EXPECT_EQ(loaded->size_bytes(), 256u);
  EXPECT_FALSE(Chunk::FromStream(std::string_view(data).substr(0, 10), chunk.first(), chunk.count(),
                                 chunk.bits()));
  EXPECT_FALSE(Chunk::FromStream({}, {1, 1}, 2, 64));
  EXPECT_FALSE(Chunk::FromStream(data, chunk.first(), uint64_t{1} << 40, chunk.bits()));
  EXPECT_FALSE(Chunk::FromStream(data, chunk.first(), 0, 7));
  EXPECT_TRUE(Chunk::FromStream(data, {0, 0}, 0, 0)->empty());
}

TEST(Chunk, ClearsWhatAPayloadLeftBehindItsLastSample) {
  Chunk chunk(Encoding::kCompressed, 48);
  chunk.Append({10, 1});
  chunk.Append({20, 2});
  std::string data(48, '\xff');
  uint64_t word = chunk.words()[0] | ~uint64_t{0} << chunk.bits();
  std::memcpy(data.data(), &word, sizeof word);
  auto loaded = Chunk::FromStream(data, chunk.first(), 2, chunk.bits());
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->Append({30, 3}));
  std::vector<Sample> samples;
  loaded->Decode(samples);
  EXPECT_EQ(samples, (std::vector<Sample>{{10, 1}, {20, 2}, {30, 3}}));
}

TEST(Chunk, RefusesPlainSamplesThatDontAscendOrDontFit) {
  const Sample samples[] = {{10, 1}, {20, 2}, {20, 3}};
  const std::string_view data(reinterpret_cast<const char*>(samples), sizeof samples);
  EXPECT_TRUE(Chunk::FromSamples(data, 2));
  EXPECT_FALSE(Chunk::FromSamples(data, 3));
  EXPECT_FALSE(Chunk::FromSamples(data.substr(0, 40), 3));
  EXPECT_FALSE(Chunk::FromSamples(data, uint64_t{1} << 60));
}

}  // namespace
}  // namespace trellis::timeseries
