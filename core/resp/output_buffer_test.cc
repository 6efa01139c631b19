#include "core/resp/output_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace trellis {
namespace {

constexpr size_t kLimit = 100'000;

TEST(OutputBuffer, KeepsAllBelowItsLimit) {
  OutputBuffer buffer;
  buffer.set_limit(kLimit);
  const std::string text(kLimit / 2, 'x');
  buffer.Append(text);
  EXPECT_FALSE(buffer.cut_off());
  EXPECT_EQ(buffer.Text(), text);
}

TEST(OutputBuffer, TakesNoMoreMemoryOnceCutOff) {
  OutputBuffer buffer;
  buffer.set_limit(kLimit);
  for (int i = 0; i < 100'000; ++i)
    buffer.Append("0123456789");
  EXPECT_TRUE(buffer.cut_off());
  const size_t held = buffer.MemoryBytes();
  EXPECT_LE(held, kLimit + 2 * OutputBuffer::kChunkCapacity);
  buffer.Append(std::string(10 * kLimit, 'x'));
  for (int i = 0; i < 1000; ++i) {
    char* place = buffer.Reserve(1000);
    place[0] = place[999] = 'y';
    buffer.Commit(1000);
  }
  EXPECT_LE(buffer.MemoryBytes(), held + OutputBuffer::kChunkCapacity + 100);
}

TEST(OutputBuffer, OneTextBeyondTheLimitIsDropped) {
  OutputBuffer buffer;
  buffer.set_limit(kLimit);
  buffer.Append(std::string(2 * kLimit, 'x'));
  EXPECT_TRUE(buffer.cut_off());
  EXPECT_EQ(buffer.size(), 0U);
}

TEST(OutputBuffer, APlaceFromBeforeTheCutCanBeFilled) {
  OutputBuffer buffer;
  buffer.set_limit(1);
  buffer.Append("a");
  OutputBuffer::Chunk* place = buffer.AddPlaceholder();
  buffer.Append(std::string(kLimit, 'x'));
  buffer.Fill(place, "*3\r\n");
  EXPECT_TRUE(buffer.cut_off());
}

TEST(OutputBuffer, IsAsNewWhenCleared) {
  OutputBuffer buffer;
  buffer.set_limit(1);
  buffer.Append(std::string(kLimit, 'x'));
  buffer.Clear();
  EXPECT_FALSE(buffer.cut_off());
  buffer.Append("a");
  EXPECT_EQ(buffer.Text(), "a");
}

TEST(OutputBuffer, TakingACutOffOneIsBeingCutOff) {
  OutputBuffer buffer;
  OutputBuffer other;
  other.set_limit(1);
  other.Append(std::string(kLimit, 'x'));
  buffer.Take(other);
  EXPECT_TRUE(buffer.cut_off());
}

}  // namespace
}  // namespace trellis
