#include "core/keyspace/evict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "core/keyspace/lazy_free.h"
#include "core/keyspace/type_ops.h"

namespace trellis {
namespace {

// Every key of the test counts for so much, while its value lives.
constexpr size_t kKeyBytes = 100;
std::atomic<size_t> g_values{0};
// What was allocated for who hears of the evictions.
size_t g_told = 0;
// What the gauge knows of: values freed by another thread fall out of it when it settles.
size_t g_known_values = 0;

size_t UsedBytes() {
  return g_known_values * kKeyBytes + g_told;
}
bool Settle() {
  g_known_values = g_values;
  return true;
}

// A value that is worth handing over to the lazy-free thread.
class LargeValue : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "large"; }
  [[nodiscard]] uint8_t digest_class() const override { return 0; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return {}; }
  [[nodiscard]] uint8_t RdbTag(const Entry&) const override { return 0; }
  void Save(const Entry&, ValueWriter&) const override {}
  Result<Value> Load(uint8_t, std::string_view, ValueReader&) const override { return Value(); }
  void Rewrite(const Entry&, CommandSink&) const override {}
  void Free(uint64_t slot) const override {
    --g_values;
    if (slot == kFreedHere) (void)Settle();
  }
  [[nodiscard]] size_t FreeEffort(const Entry& entry) const override {
    return entry.slot() == kFreedHere ? 1 : lazy_free::kThreshold + 1;
  }
  Result<Value> Copy(const Entry&, std::string_view) const override { return Value(); }
  [[nodiscard]] size_t MemoryBytes(const Entry&, size_t) const override { return kKeyBytes; }
  void Digest(const Entry&, DigestSink&) const override {}
  [[nodiscard]] std::string_view Encoding(const Entry&) const override { return "large"; }

  static constexpr uint64_t kFreedHere = 8;
  static constexpr uint64_t kFreedThere = 16;
};

class EvictorTest : public testing::Test, private Keyspace::Listener {
 protected:
  EvictorTest() {
    types::Set(kListType, &type_);
    g_values = g_told = g_known_values = 0;
    evictor_.set_tenacity(100);
    keyspace_.eviction().policy = Keyspace::Policy::kAllKeysRandom;
  }

  void Fill(int keys, uint64_t slot = LargeValue::kFreedHere, int64_t expire_at_ms = kNoExpiry) {
    for (int i = 0; i < keys; ++i) {
      const std::string key = "key:" + std::to_string(keyspace_.db(0).size());
      keyspace_.db(0).Insert(Entry::CreateSlot(key, kListType, 0, slot, expire_at_ms),
                             Database::Hash(key));
      ++g_values;
    }
    (void)Settle();
  }

  LargeValue type_;
  size_t told_of_each_ = 0;
  Keyspace keyspace_{1, *this};
  Evictor evictor_{keyspace_, {.used = UsedBytes, .settle = Settle}};

 private:
  void KeyChanged(int, std::string_view) override {}
  void KeyNotified(int, const KeyEvent&, std::string_view) override {}
  void FieldsRemoved(int, std::string_view, std::span<const std::string>) override {}
  void KeyRemoved(int, std::string_view, bool) override { g_told += told_of_each_; }
  void Flushed(int, bool, bool) override {}
  void Swapped(int, int, bool) override {}
};

TEST_F(EvictorTest, TakesNoMoreKeysThanTheLimitAsksFor) {
  Fill(2000);
  evictor_.set_limit(500 * kKeyBytes + 1);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 500U);
  EXPECT_EQ(keyspace_.stats().evicted, 1500U);
}

// Where it is taken from must not depend on what was taken before, or the walk through emptied buckets
// becomes longer with each key.
TEST_F(EvictorTest, TakesKeysFromEverywhere) {
  constexpr size_t kKeys = 5000;
  evictor_.set_limit(kKeys * kKeyBytes);
  for (size_t i = 0; i < 20 * kKeys; ++i) {
    const std::string key = "key:" + std::to_string(i);
    keyspace_.db(0).Insert(Entry::CreateSlot(key, kListType, 0, LargeValue::kFreedHere, kNoExpiry),
                           Database::Hash(key));
    ++g_values;
    (void)Settle();
    ASSERT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  }
  const auto& table = keyspace_.db(0).table();
  size_t longest = 0;
  size_t empty = 0;
  for (size_t i = 0; i < table.bucket_count(); ++i) {
    ++empty;
    table.VisitBucket(i, [&](const Entry*) { empty = 0; });
    longest = std::max(longest, empty);
  }
  EXPECT_LT(longest, 15U) << "of " << table.bucket_count() << " buckets";
}

TEST_F(EvictorTest, TellingOfEvictionsDoesNotCauseMoreOfThem) {
  Fill(100);
  told_of_each_ = 5 * kKeyBytes;  // used memory grows by every eviction
  evictor_.set_limit(90 * kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 90U);
}

TEST_F(EvictorTest, IsOverTheLimitOnlyWhenNoKeyMayGo) {
  Fill(50);
  Fill(10, LargeValue::kFreedHere, keyspace_.now_ms() + 1000);
  keyspace_.eviction().policy = Keyspace::Policy::kVolatileTtl;
  evictor_.set_limit(55 * kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 55U);
  evictor_.set_limit(kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kOver);
  EXPECT_EQ(keyspace_.db(0).size(), 50U);
  EXPECT_EQ(keyspace_.db(0).expires(), 0U);
  EXPECT_FALSE(evictor_.unfinished());
}

TEST_F(EvictorTest, AStepIsShortAndTheNextOneGoesOn) {
  Fill(1000);
  evictor_.set_tenacity(0);
  evictor_.set_limit(kKeyBytes);
  EXPECT_TRUE(evictor_.unfinished());
  int steps = 0;
  while (evictor_.MakeRoom() == Evictor::Outcome::kUnfinished) {
    EXPECT_TRUE(evictor_.unfinished());
    ++steps;
  }
  EXPECT_GT(steps, 1);
  EXPECT_EQ(keyspace_.db(0).size(), 1U);
  EXPECT_FALSE(evictor_.unfinished());
}

TEST_F(EvictorTest, CountsWhatTheLazyFreeThreadGivesBack) {
  keyspace_.eviction().lazy = true;
  Fill(300, LargeValue::kFreedThere);
  evictor_.set_limit(280 * kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 280U);
}

TEST_F(EvictorTest, NoKeyGoesWhileOtherMemoryCanBeSpared) {
  Fill(10);
  int spared = 0;
  evictor_.set_spare([&spared] { return ++spared == 1; });
  evictor_.set_limit(5 * kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kUnfinished);
  EXPECT_EQ(keyspace_.db(0).size(), 10U);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 5U);
}

TEST_F(EvictorTest, WaitsForAFlushedDatabaseBeforeItTakesAKey) {
  Fill(300, LargeValue::kFreedThere);
  keyspace_.Flush(0, true);
  Fill(10);
  g_known_values = 310;  // nobody has measured since
  evictor_.set_limit(20 * kKeyBytes);
  EXPECT_EQ(evictor_.MakeRoom(), Evictor::Outcome::kFits);
  EXPECT_EQ(keyspace_.db(0).size(), 10U);
}

}  // namespace
}  // namespace trellis
