#include "timeseries/settings.h"

#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

TEST(Settings, ReadsTheLoadArguments) {
  Settings settings;
  const std::vector<std::string_view> words = {
      "RETENTION_POLICY",    "1000", "chunk_size_bytes",     "128",
      "DUPLICATE_POLICY",    "last", "CHUNK_TYPE",           "uncompressed",
      "NUM_THREADS",         "3",    "IGNORE_MAX_TIME_DIFF", "5",
      "IGNORE_MAX_VAL_DIFF", "0.5"};
  EXPECT_EQ(ParseSettings(words, settings), std::nullopt);
  EXPECT_EQ(settings.series.retention_ms, 1000u);
  EXPECT_EQ(settings.series.chunk_bytes, 128u);
  EXPECT_EQ(settings.series.policy, DuplicatePolicy::kLast);
  EXPECT_EQ(settings.series.encoding, Encoding::kUncompressed);
  EXPECT_EQ(settings.series.ignore_max_time_diff, 5u);
  EXPECT_EQ(settings.series.ignore_max_value_diff, 0.5);
}

TEST(Settings, NamesTheWrongArgument) {
  Settings settings;
  const std::vector<std::string_view> bad = {"CHUNK_SIZE_BYTES", "7"};
  EXPECT_EQ(ParseSettings(bad, settings), "wrong argument: CHUNK_SIZE_BYTES 7");
  const std::vector<std::string_view> odd = {"DUPLICATE_POLICY"};
  EXPECT_EQ(ParseSettings(odd, settings), "argument without a value: DUPLICATE_POLICY");
  const std::vector<std::string_view> unknown = {"FOO", "1"};
  EXPECT_TRUE(ParseSettings(unknown, settings));
}

TEST(Settings, ReadsCompactionPolicies) {
  std::vector<CompactionPolicy> policies;
  ASSERT_TRUE(ParseCompactionPolicies("max:1M:1h;avg:500m:0m:2s;twa:1d:30d;", policies));
  ASSERT_EQ(policies.size(), 3u);
  EXPECT_EQ(policies[0].buckets.width, 60'000u);
  EXPECT_EQ(policies[0].retention_ms, 3'600'000u);
  EXPECT_EQ(policies[1].buckets.width, 500u);
  EXPECT_EQ(policies[1].buckets.origin, 2000u);
  EXPECT_EQ(policies[2].aggregator, Aggregator::kTwa);
  for (const char* text : {"max", "max:1M", "foo:1M:1h", "max:0m:1h", "max:1:1h", "max:-1m:1h",
                           "max:9223372036854775807d:0m", "max:1M:1h:x"}) {
    EXPECT_FALSE(ParseCompactionPolicies(text, policies)) << text;
  }
}

}  // namespace
}  // namespace trellis::timeseries
