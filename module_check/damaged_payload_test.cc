#include "module_check/damaged_payload.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "core/base/crc64.h"

namespace trellis {
namespace {

const std::string kPayload = std::string(1, '\x07') + "123456789" + "items" + "vv" + "checksum";

TEST(DamagedPayloads, HaveAChecksumThatFitsAndKeepTheHead) {
  const DamagedPayloads damaged(kPayload);
  EXPECT_EQ(damaged.count(), 5U * 11);
  for (size_t i = 0; i < damaged.count(); i++) {
    const std::string bytes = damaged.Bytes(i);
    EXPECT_EQ(bytes.substr(0, 10), kPayload.substr(0, 10));
    EXPECT_EQ(bytes.substr(bytes.size() - 10, 2), "vv");
    uint64_t sum = 0;
    std::memcpy(&sum, bytes.data() + bytes.size() - sizeof(sum), sizeof(sum));
    EXPECT_EQ(sum, Crc64(0, bytes.data(), bytes.size() - sizeof(sum))) << damaged.What(i);
  }
}

TEST(DamagedPayloads, AreCutTurnedAndReplaced) {
  const DamagedPayloads damaged(kPayload);
  const auto items = [&](size_t i) {
    const std::string bytes = damaged.Bytes(i);
    return bytes.substr(10, bytes.size() - 20);
  };
  EXPECT_EQ(items(0), "");
  EXPECT_EQ(items(11), "i");
  EXPECT_EQ(items(12), "iuems");
  EXPECT_EQ(items(14),
            "i\x8b"
            "ems");
  EXPECT_EQ(items(17),
            "i\x02"
            "ems");
  EXPECT_EQ(damaged.What(17), "byte 1 of 5: replaced by item kind 2");
  EXPECT_EQ(items(21).size(), 4U + 9);
}

TEST(DamagedPayloads, TakeSomePlacesOfALongPayload) {
  const DamagedPayloads damaged(std::string(100'000, 'x'));
  EXPECT_EQ(damaged.count(), 11'000U);
  std::set<std::string> places;
  for (size_t i = 0; i < damaged.count(); i += 11)
    places.insert(damaged.What(i));
  EXPECT_EQ(places.size(), 1000U);
}

TEST(DamagedPayloads, OfNoValueAreNone) {
  EXPECT_EQ(DamagedPayloads("").count(), 0U);
  EXPECT_EQ(DamagedPayloads(std::string(20, 'x')).count(), 0U);
}

}  // namespace
}  // namespace trellis
