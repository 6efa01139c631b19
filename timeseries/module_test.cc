// The whole module in a fake host: what needs keys, but no server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module_api/testing/fake_host.h"

// NOLINTNEXTLINE(readability-identifier-naming): the ABI's name

namespace trellis::timeseries {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TimeseriesTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& line) {
    trellis::testing::FakeHost::Words words;
    size_t at = 0;
    while (at < line.size()) {
      const size_t end = std::min(line.find(' ', at), line.size());
      words.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    return host_.Run(words);
  }

  trellis::testing::FakeHost host_{RedisModule_OnLoad};
};

TEST_F(TimeseriesTest, ReplicatesWhatTheClockDecided) {
  ASSERT_EQ(Run("TS.CREATE a"), "+OK");
  ASSERT_EQ(Run("TS.CREATE b"), "+OK");
  Run("TS.MADD a 5 1 missing 1 1 a x 1 b 7 2");
  const auto sent = host_.TakeReplicated();
  EXPECT_THAT(sent, ElementsAre("TS.CREATE a", "TS.CREATE b", "TS.MADD a 5 1 b 7 2"));
  Run("TS.ADD c * 1.5 LABELS x y");
  const std::string timestamp = Run("TS.INCRBY d 1");
  EXPECT_THAT(host_.TakeReplicated(),
              ElementsAre(::testing::MatchesRegex("TS.ADD c [0-9]+ 1.5 LABELS x y"),
                          "TS.INCRBY d 1 TIMESTAMP " + timestamp));
  Run("TS.INCRBY d 1 TIMESTAMP 99999999999999 RETENTION 5");
  EXPECT_THAT(host_.TakeReplicated(),
              ElementsAre("TS.INCRBY d 1 TIMESTAMP 99999999999999 RETENTION 5"));
}

TEST_F(TimeseriesTest, FailsWithoutATrace) {
  Run("TS.ADD k 1 1");
  host_.TakeReplicated();
  host_.TakeEvents();
  EXPECT_THAT(Run("TS.ADD k 1 2"), HasSubstr("BLOCK"));
  EXPECT_THAT(Run("TS.ADD k 2 x"), HasSubstr("invalid value"));
  EXPECT_THAT(Run("TS.INCRBY new x"), HasSubstr("invalid"));
  EXPECT_FALSE(host_.Exists("new"));
  EXPECT_THAT(host_.TakeReplicated(), IsEmpty());
  EXPECT_THAT(host_.TakeEvents(), IsEmpty());
}

TEST_F(TimeseriesTest, KeepsAllThroughSaveAndLoad) {
  Run("TS.CREATE u UNCOMPRESSED CHUNK_SIZE 48 RETENTION 1000 LABELS a b");
  Run("TS.CREATE c CHUNK_SIZE 48 DUPLICATE_POLICY MIN IGNORE 1 0.5 LABELS a b c d");
  for (int i = 1; i < 60; ++i) {
    Run("TS.ADD u " + std::to_string(i * 7) + " " + std::to_string(i * 1.5));
    Run("TS.ADD c " + std::to_string(i * i) + " " + std::to_string(i % 5));
  }
  const std::string before = Run("TS.RANGE u - +") + Run("TS.RANGE c - +");
  ASSERT_TRUE(host_.Reload());
  EXPECT_EQ(Run("TS.RANGE u - +") + Run("TS.RANGE c - +"), before);
  EXPECT_THAT(Run("TS.INFO c"), HasSubstr("+min"));
}

TEST_F(TimeseriesTest, RefusesBrokenPayloads) {
  Run("TS.CREATE c CHUNK_SIZE 48 LABELS a b");
  Run("TS.CREATE u UNCOMPRESSED CHUNK_SIZE 48");
  for (int i = 1; i < 12; ++i) {
    Run("TS.MADD c " + std::to_string(i * i) + " 1.25 u " + std::to_string(i) + " 3");
  }
  host_.RestoreCorrupted(host_.Dump("c"));
  host_.RestoreCorrupted(host_.Dump("u"));
}

TEST_F(TimeseriesTest, DropsARuleWhoseOtherEndIsGone) {
  Run("TS.CREATE s");
  Run("TS.CREATE d1");
  Run("TS.CREATE d2");
  Run("TS.CREATERULE s d1 AGGREGATION sum 10");
  Run("TS.CREATERULE s d2 AGGREGATION max 10");
  Run("TS.MADD s 1 1 s 2 2 s 11 3");
  ASSERT_TRUE(host_.Delete("d1"));
  EXPECT_EQ(Run("TS.CREATE d1"), "+OK");
  Run("TS.ADD s 21 4");
  EXPECT_EQ(Run("TS.RANGE d1 - +"), "[]");
  EXPECT_EQ(Run("TS.RANGE d2 - +"), "[[0, +2], [10, +3]]");
  ASSERT_TRUE(host_.Delete("s"));
  EXPECT_THAT(Run("TS.CREATERULE d1 d2 AGGREGATION sum 10"), "+OK");
}

TEST_F(TimeseriesTest, RecomputesCompactionsWhenTheNewestSampleIsDeleted) {
  Run("TS.CREATE s");
  Run("TS.CREATE d");
  Run("TS.CREATERULE s d AGGREGATION sum 10");
  Run("TS.MADD s 1 1 s 2 2 s 11 3 s 21 4");
  EXPECT_EQ(Run("TS.RANGE d - + LATEST"), "[[0, +3], [10, +3], [20, +4]]");
  EXPECT_EQ(Run("TS.DEL s 11 21"), "2");
  EXPECT_EQ(Run("TS.RANGE d - + LATEST"), "[[0, +3]]");
  Run("TS.ADD s 12 7");
  EXPECT_EQ(Run("TS.RANGE d - + LATEST"), "[[0, +3], [10, +7]]");
  EXPECT_EQ(Run("TS.DEL s - +"), "3");
  EXPECT_EQ(Run("TS.RANGE d - + LATEST"), "[]");
}

TEST_F(TimeseriesTest, FollowsKeysInTheIndex) {
  Run("TS.CREATE a LABELS x y");
  Run("TS.CREATE b LABELS x y");
  ASSERT_TRUE(host_.Delete("a"));
  EXPECT_EQ(Run("TS.QUERYINDEX x=y"), "~[\"b\"]");
  Run("TS.ALTER b LABELS x z");
  EXPECT_EQ(Run("TS.QUERYINDEX x=y"), "~[]");
  EXPECT_EQ(Run("TS.QUERYINDEX x=z"), "~[\"b\"]");
}

TEST(TimeseriesLoad, MakesCompactionsOfTheModulesPolicy) {
  trellis::testing::FakeHost host(RedisModule_OnLoad,
                                  {"COMPACTION_POLICY", "avg:1M:2h;max:10s:0s:5s"});
  host.Run({"TS.ADD", "k", "1", "1", "LABELS", "a", "b"});
  EXPECT_TRUE(host.Exists("k_AVG_60000"));
  EXPECT_TRUE(host.Exists("k_MAX_10000_5000"));
  EXPECT_EQ(host.Run({"TS.QUERYINDEX", "aggregation=AVG", "a=b"}), "~[\"k_AVG_60000\"]");
}

TEST(TimeseriesLoad, RefusesUnknownArguments) {
  EXPECT_FALSE(trellis::testing::FakeHost(RedisModule_OnLoad, {"NOSUCH", "1"}).loaded());
}

}  // namespace
}  // namespace trellis::timeseries
