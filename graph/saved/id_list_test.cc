#include "graph/saved/id_list.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "graph/saved/zstd_frame.h"

namespace graph {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

// Relationships 0 to 63 between two nodes, as FalkorDB 4.16.3 saved them: its ids are compressed, with a
// Huffman tree whose weights are coded, too.
std::string ListOfThePeer() {
  return FromHex(
      "27010000000000000111000039a29800ffffffffffffff0f0100000000000000010000000000000001000000"
      "0000000040000000000000000100000000000000080000000000000000000000000000000000000000000000"
      "0002000000000000010000000000000000"
      "00803d0ad7233d0f0000000b00000001000000ffffffff00000000ffffffff00000000ffffffff01000000b9"
      "0b000001000000ffffffff08000000000000005c000000000000000100000000000000000000004000000028"
      "b52ffd6000019502006248120810f86c061fab4c01ff5ede5ddd5cdc5bdb5ada59d958d857d756d655d554d4"
      "53d352d251d150d04fcf4ece4dcd4ccc4bcb4aca49c948c847c746c645c544c443c342c241c140c0ef3f5402"
      "00030101004772425f424f4f4c00");
}

TEST(IdList, ReadsWhatThePeerCompressed) {
  std::vector<uint32_t> expected(64);
  std::iota(expected.begin(), expected.end(), 0);
  std::vector<uint32_t> ids;
  ASSERT_TRUE(ReadIdList(ListOfThePeer(), ids));
  EXPECT_EQ(ids, expected);
}

TEST(IdList, ComesBackAsItWasWritten) {
  for (const size_t count : {size_t{0}, size_t{1}, size_t{3}, size_t{1000}}) {
    std::vector<uint32_t> expected(count);
    std::iota(expected.begin(), expected.end(), 4294960000U);
    std::vector<uint32_t> ids;
    ASSERT_TRUE(ReadIdList(WriteIdList(expected), ids));
    EXPECT_EQ(ids, expected);
  }
}

TEST(IdList, CutShortIsRefused) {
  const std::string whole = ListOfThePeer();
  for (size_t size = 0; size + 12 < whole.size();
       ++size) {  // what follows the ids is not looked at
    std::vector<uint32_t> ids;
    EXPECT_FALSE(ReadIdList(std::string_view(whole).substr(0, size), ids)) << size;
  }
}

TEST(IdList, AnyFlippedBitIsSurvived) {
  const std::string whole = ListOfThePeer();
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string broken = whole;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ 1 << bit % 8);
    std::vector<uint32_t> ids;
    ReadIdList(broken, ids);
    EXPECT_LE(ids.size(), whole.size() * 64);
  }
}

TEST(ZstdFrame, RepeatsWhatCameBefore) {
  std::string out;
  // Twelve 64-bit numbers, 0, 3, 6 ...: literals, and matches that copy the zeros between them.
  ASSERT_TRUE(DecompressZstd(
      FromHex(
          "28b52ffd00482d0100f000000300060009000c000f001200150018001b001e0021000000000000000b5402"
          "000301"),
      96, out));
  ASSERT_EQ(out.size(), 96U);
  for (size_t i = 0; i < 96; ++i)
    EXPECT_EQ(out[i], i % 8 == 0 ? static_cast<char>(i / 8 * 3) : '\0') << i;
}

TEST(ZstdFrame, MoreThanIsAllowedIsRefused) {
  std::string out;
  const std::string frame = FromHex(
      "28b52ffd00482d0100f000000300060009000c000f001200150018001b001e0021000000000000000b540200030"
      "1");
  EXPECT_FALSE(DecompressZstd(frame, 95, out));
}

}  // namespace
}  // namespace graph
