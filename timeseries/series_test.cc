#include "timeseries/series.h"

#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

constexpr auto kBlock = DuplicatePolicy::kBlock;
constexpr auto kLast = DuplicatePolicy::kLast;

std::vector<Sample> All(const Series& series) {
  std::vector<Sample> samples;
  series.Visit(0, kMaxTimestamp, [&samples](Sample sample) {
    samples.push_back(sample);
    return true;
  });
  return samples;
}

void ExpectConsistent(const Series& series) {
  const std::vector<Sample> samples = All(series);
  ASSERT_EQ(samples.size(), series.total_samples());
  for (size_t i = 1; i < samples.size(); ++i) {
    ASSERT_LT(samples[i - 1].timestamp, samples[i].timestamp);
  }
  ASSERT_FALSE(series.chunks().empty());
  EXPECT_EQ(series.last_timestamp(), samples.empty() ? 0 : samples.back().timestamp);
  EXPECT_EQ(series.last_value(), samples.empty() ? 0 : samples.back().value);
}

TEST(Series, StartsNewChunksAsTheyFill) {
  Series series({.chunk_bytes = 48});
  for (Timestamp at = 0; at < 500; ++at) {
    EXPECT_EQ(series.Add({at * at, static_cast<double>(at) / 3}, kBlock), AddOutcome::kAppended);
  }
  EXPECT_GT(series.chunks().size(), 50u);
  ExpectConsistent(series);
}

TEST(Series, TakesSamplesInAnyOrder) {
  Series series({.chunk_bytes = 48});
  uint64_t random = 1;
  for (int i = 0; i < 2000; ++i) {
    random = random * 6364136223846793005 + 1442695040888963407;
    series.Add({random >> 53, static_cast<double>(i)}, kLast);
  }
  ExpectConsistent(series);
}

TEST(Series, RefusesDuplicatesUnderBlock) {
  Series series({});
  series.Add({10, 1}, kBlock);
  EXPECT_EQ(series.Add({10, 2}, kBlock), AddOutcome::kBlocked);
  EXPECT_EQ(series.last_value(), 1);
  EXPECT_EQ(series.Add({10, 2}, kLast), AddOutcome::kUpserted);
  EXPECT_EQ(series.last_value(), 2);
}

TEST(Series, RefusesWhatIsOlderThanTheRetention) {
  Series series({.retention_ms = 20});
  series.Add({30, 1}, kBlock);
  EXPECT_EQ(series.Add({9, 1}, kBlock), AddOutcome::kTooOld);
  EXPECT_EQ(series.Add({10, 1}, kBlock), AddOutcome::kUpserted);
}

TEST(Series, DropsWholeChunksBehindTheRetention) {
  Series series({.retention_ms = 100, .chunk_bytes = 48});
  for (Timestamp at = 0; at < 10000; at += 10) {
    series.Add({at, static_cast<double>(at) / 3}, kBlock);
  }
  EXPECT_LT(series.total_samples(), 40u);
  EXPECT_EQ(series.oldest_shown(), 9990u - 100);
  ExpectConsistent(series);
}

TEST(Series, IgnoresWhatBarelyDiffersFromTheNewest) {
  Series series({.ignore_max_time_diff = 5, .ignore_max_value_diff = 1});
  series.Add({10, 1}, kLast);
  EXPECT_EQ(series.Add({15, 2}, kLast), AddOutcome::kIgnored);
  EXPECT_EQ(series.Add({10, 2}, kLast), AddOutcome::kIgnored);
  EXPECT_EQ(series.Add({16, 2}, kLast), AddOutcome::kAppended);
  EXPECT_EQ(series.Add({17, 3.5}, kLast), AddOutcome::kAppended);
  EXPECT_EQ(series.Add({18, 3.5}, DuplicatePolicy::kMax), AddOutcome::kAppended);
}

TEST(Series, ErasesAcrossChunksAndForgetsTheLastSample) {
  Series series({.chunk_bytes = 48});
  for (Timestamp at = 1; at <= 200; ++at) {
    series.Add({at, static_cast<double>(at) / 7}, kBlock);
  }
  EXPECT_EQ(series.EraseRange(50, 150), 101u);
  ExpectConsistent(series);
  EXPECT_EQ(series.EraseRange(190, kMaxTimestamp), 11u);
  ExpectConsistent(series);
  EXPECT_EQ(series.EraseRange(0, kMaxTimestamp), 49u + 39u);
  ExpectConsistent(series);
  EXPECT_EQ(series.Add({3, 1}, kBlock), AddOutcome::kAppended);
}

TEST(Series, ReadsBackwards) {
  Series series({.chunk_bytes = 48});
  for (Timestamp at = 1; at <= 100; ++at) {
    series.Add({at, static_cast<double>(at) / 7}, kBlock);
  }
  std::vector<Timestamp> seen;
  series.VisitBackward(20, 80, [&seen](Sample sample) {
    seen.push_back(sample.timestamp);
    return true;
  });
  ASSERT_EQ(seen.size(), 61u);
  EXPECT_EQ(seen.front(), 80u);
  EXPECT_EQ(seen.back(), 20u);
}

TEST(Series, FindsNeighbours) {
  Series series({});
  series.Add({10, 1}, kBlock);
  series.Add({20, 2}, kBlock);
  EXPECT_EQ(series.LastBefore(10), std::nullopt);
  EXPECT_EQ(series.LastBefore(11), (Sample{10, 1}));
  EXPECT_EQ(series.LastBefore(kMaxTimestamp), (Sample{20, 2}));
  EXPECT_EQ(series.FirstFrom(11), (Sample{20, 2}));
  EXPECT_EQ(series.FirstFrom(21), std::nullopt);
}

TEST(Series, CopiesWithoutItsLinks) {
  Series series({});
  series.Add({10, 1}, kBlock);
  series.set_source_key("source");
  series.MutableRules().emplace_back("dest", Aggregator::kAvg, Buckets{10, 0});
  const Series copy(series);
  EXPECT_EQ(All(copy), All(series));
  EXPECT_TRUE(copy.rules().empty());
  EXPECT_TRUE(copy.source_key().empty());
}

TEST(Series, AdoptsOnlyAscendingChunksOfItsEncoding) {
  const auto chunk = [](Encoding encoding, Timestamp at) {
    Chunk made(encoding, 48);
    made.Append({at, 1});
    return made;
  };
  const auto adopt = [&](Chunk a, Chunk b) {
    Series series({});
    std::vector<Chunk> chunks;
    chunks.push_back(std::move(a));
    chunks.push_back(std::move(b));
    return series.AdoptChunks(std::move(chunks));
  };
  EXPECT_TRUE(adopt(chunk(Encoding::kCompressed, 1), chunk(Encoding::kCompressed, 2)));
  EXPECT_FALSE(adopt(chunk(Encoding::kCompressed, 2), chunk(Encoding::kCompressed, 2)));
  EXPECT_FALSE(adopt(chunk(Encoding::kCompressed, 1), chunk(Encoding::kUncompressed, 2)));
}

}  // namespace
}  // namespace trellis::timeseries
