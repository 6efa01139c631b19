#include <gtest/gtest.h>

#include <limits>

#include "core/base/clock.h"
#include "core/base/crc64.h"
#include "core/base/glob.h"
#include "core/base/number_text.h"
#include "core/base/same_bytes.h"
#include "core/base/small_blocks.h"

namespace trellis {
namespace {

TEST(TickClock, NeverGoesBackAndStaysWithTheSystemsClock) {
  clock::TickClock ticks;
  int64_t last = ticks.Sync();
  const int64_t end = clock::MonotonicNs() + 50'000'000;
  while (clock::MonotonicNs() < end) {
    const int64_t now = ticks.Now();
    ASSERT_GE(now, last);
    last = now;
    ticks.Calibrate();
  }
  // A reading lies between two of the system's clock, but for the error of the rate.
  const int64_t before = ticks.Sync();
  const int64_t between = ticks.Now();
  EXPECT_GE(between, before);
  EXPECT_LE(between, clock::MonotonicNs() + 1'000'000);
}

TEST(SameBytes, SeesADifferenceAnywhereInTextsOfAnyLength) {
  for (size_t size = 0; size <= 40; ++size) {
    const std::string text(size, 'a');
    EXPECT_TRUE(SameBytes(text, std::string(size, 'a'))) << size;
    EXPECT_FALSE(SameBytes(text, text + 'a')) << size;
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      EXPECT_FALSE(SameBytes(text, other)) << size << " at " << at;
    }
  }
}

TEST(NumberText, AcceptsOnlyCanonicalIntegers) {
  EXPECT_EQ(ParseInt64("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(ParseInt64("0"), 0);
  for (const char* bad : {"", "-", "+1", " 1", "01", "-0", "1e3", "9223372036854775808", "0x10"}) {
    EXPECT_FALSE(ParseInt64(bad)) << bad;
  }
}

TEST(NumberText, ReadsInfinityButNeitherNanNorBlanks) {
  EXPECT_TRUE(ParseDouble("+inf"));
  EXPECT_TRUE(ParseDouble("-Infinity"));
  EXPECT_TRUE(ParseDouble("1e300"));
  for (const char* bad : {"", "nan", " 1", "1 ", "1e309", "abc", "1.5x"}) {
    EXPECT_FALSE(ParseDouble(bad)) << bad;
  }
}

TEST(NumberText, PrintsTheShortestDouble) {
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(FormatDouble(3), "3");
  EXPECT_EQ(FormatDouble(-1e300), "-1e+300");
  EXPECT_EQ(FormatDouble(1e17), "100000000000000000");
  EXPECT_EQ(FormatDouble(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(FormatDouble(1e21), "1e+21");
  EXPECT_EQ(FormatDouble(0.000015), "0.000015");
  EXPECT_EQ(FormatDouble(-2.5e-7), "-2.5e-7");
  EXPECT_EQ(FormatDouble(5e-324), "5e-324");
  EXPECT_EQ(FormatDouble(1234.5678), "1234.5678");
  EXPECT_EQ(FormatLongDouble(10.5L), "10.5");
  EXPECT_EQ(FormatLongDouble(3.0e3L), "3000");
  EXPECT_EQ(FormatLongDouble(-std::numeric_limits<long double>::quiet_NaN()), "nan");
}

TEST(NumberText, ReadsMemoryUnits) {
  EXPECT_EQ(ParseMemory("1gb"), 1 << 30);
  EXPECT_EQ(ParseMemory("10K"), 10000);
  EXPECT_FALSE(ParseMemory("9223372036854775807gb"));
  EXPECT_FALSE(ParseMemory("mb"));
}

TEST(Glob, MatchesAsRedisDoes) {
  EXPECT_TRUE(GlobMatch("h[a-c]llo*", "hbllo world"));
  EXPECT_TRUE(GlobMatch("a\\*b", "a*b"));
  EXPECT_FALSE(GlobMatch("a\\*b", "aXb"));
  EXPECT_TRUE(GlobMatch("[^a]x", "bx"));
  EXPECT_TRUE(GlobMatch("ABC", "abc", LetterCase::kIgnored));
  EXPECT_FALSE(GlobMatch("", "a"));
}

TEST(Glob, TakesNoExponentialTime) {
  const std::string pattern(60000, '*');
  EXPECT_TRUE(GlobMatch(pattern, "aaaa"));
  std::string stars;
  for (int i = 0; i < 50; ++i)
    stars += "a*";
  EXPECT_FALSE(GlobMatch(stars + "b", std::string(1000, 'a')));
}

TEST(Crc64, GivesThePublishedCheckValue) {
  EXPECT_EQ(Crc64(0, "123456789", 9), 0xe9c6d914c4b8d9caU);
}

TEST(SmallBlocks, KeepsContentWhenResized) {
  void* block = small_blocks::Allocate(13);
  memcpy(block, "twelve chars", 13);
  block = small_blocks::Resize(block, 13, 300);
  block = small_blocks::Resize(block, 300, 5000);
  block = small_blocks::Resize(block, 5000, 20);
  EXPECT_STREQ(static_cast<char*>(block), "twelve chars");
  small_blocks::Free(block, 20);
}

}  // namespace
}  // namespace trellis
