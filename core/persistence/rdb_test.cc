#include <gtest/gtest.h>

#include "core/base/crc64.h"
#include "core/persistence/rdb_format.h"
#include "core/persistence/rdb_reader.h"
#include "core/persistence/rdb_writer.h"

namespace trellis {
namespace {

std::string Written(std::string_view text, bool compression = true) {
  std::string bytes;
  RdbWriter out(bytes, {.compression = compression});
  out.String(text);
  return bytes;
}

TEST(Rdb, LengthsTakeTheShortestFormAndReadBack) {
  const std::pair<uint64_t, size_t> cases[] = {{0, 1},          {63, 1},        {64, 2},
                                               {16383, 2},      {16384, 5},     {UINT32_MAX, 5},
                                               {1ULL << 32, 9}, {UINT64_MAX, 9}};
  for (const auto& [length, size] : cases) {
    std::string bytes;
    RdbWriter out(bytes, {});
    out.Length(length);
    EXPECT_EQ(bytes.size(), size) << length;
    RdbReader in(bytes);
    EXPECT_EQ(in.Length(), length);
    EXPECT_TRUE(in.ok());
  }
}

TEST(Rdb, SmallIntegersArePackedAndReadBackAsTheirText) {
  EXPECT_EQ(Written("1"), std::string("\xc0\x01", 2));
  EXPECT_EQ(Written("-129"), std::string("\xc1\x7f\xff", 3));
  EXPECT_EQ(Written("2147483648").size(), 11U);
  for (const std::string text : {"0", "-128", "32767", "-2147483648", "01", "-0", " 1", ""}) {
    const std::string bytes = Written(text);
    RdbReader in(bytes);
    EXPECT_EQ(in.String(), text);
  }
}

TEST(Rdb, LongRepetitiveTextIsCompressed) {
  const std::string text(100000, 'a');
  const std::string bytes = Written(text);
  EXPECT_LT(bytes.size(), 2000U);
  RdbReader in(bytes);
  EXPECT_EQ(in.String(), text);
  EXPECT_EQ(in.remaining(), 0U);
  EXPECT_GT(Written(text, false).size(), text.size());
}

TEST(Rdb, ALengthBeyondTheInputFailsWithoutAnAllocation) {
  const std::string bytes(
      "\x81\x7f\xff\xff\xff\xff\xff\xff\xff"
      "abc",
      12);
  RdbReader in(bytes);
  EXPECT_EQ(in.String(), "");
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.Byte(), 0);
}

TEST(Rdb, LzfThatClaimsTooMuchFails) {
  std::string bytes;
  RdbWriter out(bytes, {});
  out.Byte(0xc3);
  out.Length(3);
  out.Length(1ULL << 31);
  out.Bytes("\0a\0", 3);
  RdbReader in(bytes);
  in.String();
  EXPECT_FALSE(in.ok());
}

TEST(Rdb, TruncationAtEachByteFails) {
  const std::string bytes = Written(std::string(500, 'x') + "tail");
  for (size_t size = 0; size < bytes.size(); ++size) {
    RdbReader in(std::string_view(bytes).substr(0, size));
    in.String();
    EXPECT_FALSE(in.ok()) << size;
  }
}

TEST(Rdb, TheChecksumIsThatOfTheBytes) {
  std::string bytes;
  RdbWriter out(bytes, {});
  out.Bytes("123456789", 9);
  EXPECT_EQ(out.checksum(), 0xe9c6d914c4b8d9caULL);
  RdbReader in(bytes);
  char read[9];
  in.Bytes(read, sizeof read);
  EXPECT_EQ(in.checksum(), out.checksum());
}

TEST(Rdb, AModuleTypeNameComesOutOfItsId) {
  // "AAAAAAAAB" version 3: the last letter is in the lowest 6 of the 54 bits.
  EXPECT_EQ(rdb::ModuleTypeName(1ULL << 10 | 3), "AAAAAAAAB");
}

}  // namespace
}  // namespace trellis
