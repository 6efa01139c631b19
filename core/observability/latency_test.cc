#include "core/observability/latency.h"

#include <gtest/gtest.h>

#include "core/command/latency_histogram.h"

namespace trellis {
namespace {

TEST(LatencyMonitor, KeepsTheLongestOfASecond) {
  LatencyMonitor monitor;
  monitor.set_threshold(10);
  monitor.Add("command", 9, 100);  // too short
  monitor.Add("command", 20, 100);
  monitor.Add("command", 15, 100);
  monitor.Add("command", 12, 101);
  const LatencyMonitor::Event* event = monitor.Find("command");
  ASSERT_NE(event, nullptr);
  ASSERT_EQ(event->samples.size(), 2u);
  EXPECT_EQ(event->samples[0].milliseconds, 20);
  EXPECT_EQ(event->longest_ms, 20);
  EXPECT_TRUE(monitor.Reset("command"));
  EXPECT_FALSE(monitor.Reset("command"));
}

TEST(LatencyMonitor, KeepsNoMoreSamplesThanItSays) {
  LatencyMonitor monitor;
  monitor.set_threshold(1);
  for (int64_t second = 0; second < 200; ++second)
    monitor.Add("fork", 5, second);
  EXPECT_EQ(monitor.Find("fork")->samples.size(), LatencyMonitor::kMostSamples);
  EXPECT_EQ(monitor.Find("fork")->samples.front().unix_seconds, 40);
}

TEST(LatencyGraph, DrawsAsRedisDoes) {
  LatencyMonitor monitor;
  monitor.set_threshold(1);
  for (const auto& [second, ms] : {std::pair(1, 21), {3, 40}, {4, 60}, {5, 83}, {6, 10}})
    monitor.Add("command", ms, second);
  EXPECT_EQ(LatencyGraph("command", *monitor.Find("command"), 7),
            "command - high 83 ms, low 10 ms (all time high 83 ms)\n" + std::string(80, '-') +
                "\n   # \n  #| \n o|| \no|||_\n     \n64321\nsssss\n");
}

TEST(LatencyHistogram, CountsByPowersOfTwo) {
  LatencyHistogram histogram;
  histogram.Add(0);
  histogram.Add(1024);
  histogram.Add(1025);
  histogram.Add(INT64_MAX);
  EXPECT_EQ(histogram.counts[0], 2u);
  EXPECT_EQ(histogram.counts[1], 1u);
  EXPECT_EQ(histogram.counts[LatencyHistogram::kBuckets - 1], 1u);
  EXPECT_EQ(LatencyHistogram::UpperMicroseconds(0), 1);
  EXPECT_EQ(LatencyHistogram::UpperMicroseconds(5), 33);
  EXPECT_EQ(LatencyHistogram::UpperMicroseconds(10), 1056);
}

}  // namespace
}  // namespace trellis
