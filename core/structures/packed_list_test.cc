#include "core/structures/packed_list.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>
#include <vector>

#include "core/structures/packed_blobs.h"

namespace trellis {
namespace {

std::vector<std::string> Texts(PackedList list) {
  std::vector<std::string> texts;
  char digits[kMaxInt64Text];
  for (PackedList::Position at = list.begin(); at != list.end(); at = PackedList::Next(at))
    texts.emplace_back(PackedList::At(at).Text(digits));
  return texts;
}

// Each form of element, at both ends of its range.
std::vector<std::string> Samples() {
  std::vector<std::string> samples = {
      "",    "a",   "-",    "-0",  "007",  "+1",   "9223372036854775808",
      "1.5", "0",   "63",   "64",  "4159", "4160", "-1",
      "127", "128", "-128", "-129"};
  for (const size_t size : {127, 128, 4095, 4096, 70000})
    samples.emplace_back(size, 'x');
  for (int bits = 7; bits < 64; bits += 8) {
    const int64_t edge = static_cast<int64_t>((uint64_t{1} << bits) - 1);
    for (const int64_t number : {edge, -edge - 1})
      samples.push_back(std::to_string(number));
    if (bits < 63) {
      samples.push_back(std::to_string(edge + 1));
      samples.push_back(std::to_string(-edge - 2));
    }
  }
  return samples;
}

TEST(PackedList, GivesBackWhatWasPutIn) {
  PackedList list;
  for (const std::string& sample : Samples()) {
    const PackedItem item{std::string_view(sample)};
    list.Append({&item, 1});
    list.Verify();
  }
  EXPECT_EQ(Texts(list), Samples());
  for (const std::string& sample : Samples())
    EXPECT_NE(list.Find(PackedItem(std::string_view(sample)), 1), nullptr) << sample;
  EXPECT_EQ(list.Find(PackedItem("absent"), 1), nullptr);
  list.Free();
}

TEST(PackedList, FindsOnlyAtTheGivenStep) {
  PackedList list;
  const PackedItem items[] = {PackedItem("field"), PackedItem("value"), PackedItem("value"),
                              PackedItem("field")};
  list.Append(items);
  EXPECT_EQ(list.Find(PackedItem("value"), 2), list.Seek(2));
  list.Free();
}

TEST(PackedList, KeepsDoublesExactly) {
  const double numbers[] = {0.0, 1.5, -3, 1e300, 9007199254740992.0, 9007199254740993.0};
  PackedList list;
  for (const double number : numbers) {
    const PackedItem item = PackedItem::Double(number);
    list.Append({&item, 1});
  }
  for (size_t i = 0; i < std::size(numbers); ++i) {
    const double got = PackedList::DoubleAt(list.Seek(i));
    EXPECT_EQ(std::bit_cast<uint64_t>(got), std::bit_cast<uint64_t>(numbers[i])) << numbers[i];
  }
  list.Free();
}

TEST(PackedList, BehavesAsAVectorUnderRandomSplices) {
  std::mt19937 random(7);
  const std::vector<std::string> samples = Samples();
  PackedList list;
  std::vector<std::string> model;
  for (int i = 0; i < 3000; ++i) {
    const size_t at = random() % (model.size() + 1);
    const size_t removed = std::min<size_t>(random() % 4, model.size() - at);
    std::vector<std::string> added;
    if (model.size() < 40) {
      for (size_t n = random() % 4; n > 0; --n)
        added.push_back(samples[random() % samples.size()]);
    }
    std::vector<PackedItem> items;
    items.reserve(added.size());
    for (const std::string& text : added)
      items.emplace_back(std::string_view(text));
    list.Splice(list.Seek(at), removed, items);
    const auto place = model.begin() + static_cast<std::ptrdiff_t>(at);
    model.insert(model.erase(place, place + static_cast<std::ptrdiff_t>(removed)), added.begin(),
                 added.end());
    list.Verify();
    ASSERT_EQ(Texts(list), model);
  }
  list.Free();
}

std::vector<std::string> ReadAll(BlobReader::Kind kind, std::string_view blob, bool& ok) {
  BlobReader reader(kind, blob);
  std::vector<std::string> texts;
  PackedElement element;
  char digits[kMaxInt64Text];
  while (reader.Next(element))
    texts.emplace_back(element.Text(digits));
  ok = reader.ok();
  return texts;
}

TEST(PackedBlobs, AListpackReadsBackAsItWasWritten) {
  ListpackWriter writer;
  for (const std::string& sample : Samples())
    writer.Add(sample);
  bool ok = false;
  EXPECT_EQ(ReadAll(BlobReader::Kind::kListpack, writer.Finish(), ok), Samples());
  EXPECT_TRUE(ok);
}

TEST(PackedBlobs, AZiplistHasItsOwnForms) {
  using namespace std::string_literals;  // NOLINT(google-build-using-namespace)
  // "a", 12, -2 (one byte), 500 (two bytes, behind a wide previous length)
  const std::string blob =
      "\x1b\x00\x00\x00\x13\x00\x00\x00\x04\x00"s
      "\x00\x01"s
      "a"s
      "\x03\xfd"s
      "\x02\xfe\xfe"s
      "\xfe\x03\x00\x00\x00\xc0\xf4\x01"s
      "\xff"s;
  ASSERT_EQ(blob.size(), 0x1b);
  bool ok = false;
  const std::vector<std::string> expected = {"a", "12", "-2", "500"};
  EXPECT_EQ(ReadAll(BlobReader::Kind::kZiplist, blob, ok), expected);
  EXPECT_TRUE(ok);
}

TEST(PackedBlobs, AZipmapSkipsItsUnusedBytes) {
  using namespace std::string_literals;  // NOLINT(google-build-using-namespace)
  const std::string blob =
      "\x02"s
      "\x03"s
      "foo"s
      "\x03\x00"s
      "bar"s
      "\x01"s
      "k"s
      "\x01\x02"s
      "v__"s
      "\xff"s;
  bool ok = false;
  const std::vector<std::string> expected = {"foo", "bar", "k", "v"};
  EXPECT_EQ(ReadAll(BlobReader::Kind::kZipmap, blob, ok), expected);
  EXPECT_TRUE(ok);
}

TEST(PackedBlobs, AnIntsetMustAscend) {
  using namespace std::string_literals;  // NOLINT(google-build-using-namespace)
  bool ok = false;
  const std::vector<std::string> expected = {"-1", "5"};
  EXPECT_EQ(ReadAll(BlobReader::Kind::kIntset, "\x02\0\0\0\x02\0\0\0\xff\xff\x05\0"s, ok),
            expected);
  EXPECT_TRUE(ok);
  ReadAll(BlobReader::Kind::kIntset, "\x02\0\0\0\x02\0\0\0\x05\0\x05\0"s, ok);
  EXPECT_FALSE(ok);
}

TEST(PackedBlobs, BrokenBytesAreRefusedAndNeverReadPast) {
  ListpackWriter writer;
  for (const std::string& sample : Samples()) {
    if (sample.size() < 200) writer.Add(sample);
  }
  const std::string whole = writer.Finish();
  std::mt19937 random(11);
  for (int i = 0; i < 20000; ++i) {
    // A copy of exactly this size, so that the sanitizer sees a read past its end.
    std::string broken =
        whole.substr(0, random() % 8 == 0 ? random() % whole.size() : whole.size());
    for (size_t n = random() % 4; n > 0 && !broken.empty(); --n)
      broken[random() % broken.size()] = static_cast<char>(random());
    const std::vector<char> exact(broken.begin(), broken.end());
    for (const auto kind : {BlobReader::Kind::kListpack, BlobReader::Kind::kZiplist,
                            BlobReader::Kind::kIntset, BlobReader::Kind::kZipmap}) {
      bool ok = false;
      ReadAll(kind, {exact.data(), exact.size()}, ok);
    }
  }
}

}  // namespace
}  // namespace trellis
