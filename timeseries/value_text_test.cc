#include "timeseries/value_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace trellis::timeseries {
namespace {

std::string Text(double value) {
  char buffer[kValueTextBytes];
  return std::string(ValueText(value, buffer));
}

TEST(ValueText, IsPlainFromOneOnWhereNoZerosAreNeeded) {
  EXPECT_EQ(Text(0), "0");
  EXPECT_EQ(Text(-0.0), "-0");
  EXPECT_EQ(Text(1), "1");
  EXPECT_EQ(Text(-123.456), "-123.456");
  EXPECT_EQ(Text(1e15), "1000000000000000");
  EXPECT_EQ(Text(4503599627370490), "4503599627370490");
  EXPECT_EQ(Text(9999999999999998), "9999999999999998");
  EXPECT_EQ(Text(12345678901234568), "12345678901234568");
}

TEST(ValueText, HasAnExponentElsewhere) {
  EXPECT_EQ(Text(0.1), "1E-1");
  EXPECT_EQ(Text(0.30000000000000004), "3.0000000000000004E-1");
  EXPECT_EQ(Text(4503599627370500), "4.5035996273705E15");
  EXPECT_EQ(Text(5e15), "5E15");
  EXPECT_EQ(Text(1e16), "1E16");
  EXPECT_EQ(Text(5e-324), "5E-324");
  EXPECT_EQ(Text(-1.7976931348623157e308), "-1.7976931348623157E308");
  EXPECT_EQ(Text(0.001), "1E-3");
}

TEST(ValueText, NamesWhatIsNoNumber) {
  EXPECT_EQ(Text(std::nan("")), "NaN");
  EXPECT_EQ(Text(INFINITY), "Infinity");
  EXPECT_EQ(Text(-INFINITY), "-Infinity");
}

TEST(ParseValue, TakesJsonNumbersOnly) {
  EXPECT_EQ(ParseValue("1"), 1);
  EXPECT_EQ(ParseValue("-0.5e-3"), -0.0005);
  EXPECT_EQ(ParseValue("1E400"), std::nullopt);
  EXPECT_EQ(ParseValue("1e-400"), 0);
  for (const char* text : {"", " 1", "1 ", "+1", ".5", "5.", "1e", "0x10", "01", "nan", "inf",
                           "1_0", "-", "--1", "1e+", "1.5.5"}) {
    EXPECT_EQ(ParseValue(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace trellis::timeseries
