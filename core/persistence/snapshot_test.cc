#include "core/persistence/snapshot.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/clock.h"
#include "core/base/number_text.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/digest.h"

namespace trellis {
namespace {

class PlainString : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "string"; }
  [[nodiscard]] uint8_t digest_class() const override { return 0; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override {
    static constexpr uint8_t kTags[] = {0};
    return kTags;
  }
  [[nodiscard]] uint8_t RdbTag(const Entry&) const override { return 0; }
  void Save(const Entry& entry, ValueWriter& out) const override {
    char digits[kMaxInt64Text];
    out.String(StringText(entry, digits));
  }
  Result<Value> Load(uint8_t, std::string_view, ValueReader& in) const override {
    return Value::String(in.String());
  }
  void Rewrite(const Entry&, CommandSink&) const override {}
  void Free(uint64_t) const override {}
  Result<Value> Copy(const Entry&, std::string_view) const override { return Value(); }
  [[nodiscard]] size_t MemoryBytes(const Entry&, size_t) const override { return 0; }
  void Digest(const Entry& entry, DigestSink& digest) const override {
    char digits[kMaxInt64Text];
    digest.AddOrdered(StringText(entry, digits));
  }
  [[nodiscard]] std::string_view Encoding(const Entry&) const override { return "raw"; }
};

class NoListener : public Keyspace::Listener {
  void KeyChanged(int, std::string_view) override {}
  void KeyNotified(int, const KeyEvent&, std::string_view) override {}
  void KeyRemoved(int, std::string_view, bool) override {}
  void FieldsRemoved(int, std::string_view, std::span<const std::string>) override {}
  void Flushed(int, bool, bool) override {}
  void Swapped(int, int, bool) override {}
};

class SnapshotTest : public ::testing::Test {
 public:
  SnapshotTest() {
    types::Set(kStringType, &type_);
    char name[] = "/tmp/trellis-snapshot-XXXXXX";
    directory_ = mkdtemp(name);
    EXPECT_TRUE(config_.Set("dir", directory_).ok());
    keyspace_.set_now_ms(clock::UnixMs());
  }
  ~SnapshotTest() override { std::filesystem::remove_all(directory_); }

 protected:
  void Put(int db, std::string_view key, std::string_view text, int64_t expire_at_ms = kNoExpiry) {
    keyspace_.db(db).Set(key, Database::Hash(key), Value::String(text), expire_at_ms);
  }
  void Fill() {
    for (int i = 0; i < 1000; ++i)
      Put(i % 3, "key" + std::to_string(i),
          i % 2 == 0 ? std::to_string(i * 1000003) : std::string(static_cast<size_t>(i), 'v'));
    Put(0, "expiring", "later", clock::UnixMs() + 100000);
  }
  std::string FileBytes() {
    std::ifstream file(snapshot_.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
  void WriteBytes(const std::string& bytes) {
    std::ofstream(snapshot_.path(), std::ios::binary) << bytes;
  }
  Status Reload() {
    keyspace_.Flush(-1, false);
    return snapshot_.Load(snapshot_.path());
  }

  PlainString type_;
  NoListener listener_;
  Config config_;
  Keyspace keyspace_{16, listener_};
  Snapshot snapshot_{keyspace_, config_};
  std::string directory_;
};

TEST_F(SnapshotTest, WhatWasSavedLoadsWithTheSameDigest) {
  Fill();
  const DigestBytes before = DigestKeyspace(keyspace_);
  ASSERT_TRUE(snapshot_.Save().ok());
  EXPECT_EQ(FileBytes().substr(0, 9), "REDIS0010");
  ASSERT_TRUE(Reload().ok());
  EXPECT_EQ(DigestKeyspace(keyspace_), before);
  EXPECT_EQ(snapshot_.stats().keys_loaded, 1001U);
}

TEST_F(SnapshotTest, AChildSavesTheStateOfItsStart) {
  Fill();
  keyspace_.stats().dirty = 7;
  const DigestBytes before = DigestKeyspace(keyspace_);
  ASSERT_TRUE(snapshot_.BgSave().ok());
  EXPECT_FALSE(snapshot_.BgSave().ok());
  EXPECT_FALSE(snapshot_.Save().ok());
  Put(0, "late", "x");
  keyspace_.stats().dirty = 8;
  for (int i = 0; i < 1000 && snapshot_.saving(); ++i) {
    usleep(10000);
    snapshot_.Cron(clock::UnixMs());
  }
  ASSERT_FALSE(snapshot_.saving());
  EXPECT_TRUE(snapshot_.stats().last_bgsave_ok);
  EXPECT_EQ(keyspace_.stats().dirty, 1U);
  ASSERT_TRUE(Reload().ok());
  EXPECT_EQ(DigestKeyspace(keyspace_), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(SnapshotTest, ExpiredKeysAreDropped) {
  Put(0, "dead", "x", 1);
  Put(0, "alive", "x");
  ASSERT_TRUE(snapshot_.Save().ok());
  ASSERT_TRUE(Reload().ok());
  EXPECT_EQ(keyspace_.db(0).size(), 1U);
  EXPECT_EQ(snapshot_.stats().keys_expired, 1U);
}

TEST_F(SnapshotTest, AFileCutAnywhereIsRefusedWithItsOffset) {
  for (int i = 0; i < 20; ++i)
    Put(0, "key" + std::to_string(i), std::string(30, 'a'));
  ASSERT_TRUE(snapshot_.Save().ok());
  const std::string whole = FileBytes();
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteBytes(whole.substr(0, size));
    const Status loaded = Reload();
    ASSERT_FALSE(loaded.ok()) << size;
    EXPECT_NE(loaded.text().find("at byte"), std::string_view::npos);
  }
}

TEST_F(SnapshotTest, EachFlippedByteIsNoticed) {
  for (int i = 0; i < 20; ++i)
    Put(0, "key" + std::to_string(i), std::string(30, 'a'));
  ASSERT_TRUE(snapshot_.Save().ok());
  const std::string whole = FileBytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
    WriteBytes(bytes);
    EXPECT_FALSE(Reload().ok()) << at;
  }
}

TEST_F(SnapshotTest, AFileCutAnywhereReplacesNothing) {
  Put(0, "saved", std::string(300, 'v'));
  ASSERT_EQ(snapshot_.SaveTo(directory_ + "/given.rdb"), 0);
  Put(0, "later", "kept");
  std::filesystem::rename(directory_ + "/given.rdb", snapshot_.path());
  const std::string whole = FileBytes();
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteBytes(whole.substr(0, size));
    EXPECT_EQ(snapshot_.ReplaceBy(snapshot_.path()), EIO) << size;
    EXPECT_EQ(keyspace_.db(0).size(), 2U);
  }
  WriteBytes(whole);
  EXPECT_EQ(snapshot_.ReplaceBy(snapshot_.path()), 0);
  EXPECT_EQ(keyspace_.db(0).size(), 1U);
}

TEST_F(SnapshotTest, AFileThatIsNotThereReplacesNothing) {
  Put(0, "key", "kept");
  EXPECT_EQ(snapshot_.ReplaceBy(directory_ + "/none"), ENOENT);
  EXPECT_EQ(keyspace_.db(0).size(), 1U);
}

TEST_F(SnapshotTest, SavingElsewhereIsNoSave) {
  keyspace_.stats().dirty = 7;
  EXPECT_EQ(snapshot_.SaveTo(directory_), EISDIR);
  EXPECT_EQ(snapshot_.SaveTo(directory_ + "/none/given.rdb"), ENOENT);
  EXPECT_EQ(snapshot_.SaveTo(directory_ + "/given.rdb"), 0);
  EXPECT_EQ(keyspace_.stats().dirty, 7U);
  EXPECT_EQ(snapshot_.stats().saves, 0U);
}

TEST_F(SnapshotTest, AKeyThatIsThereTwiceIsAnErrorUnlessMerging) {
  const std::string record("\x00\x01k\x01v", 5);
  WriteBytes("REDIS0010" + record + record + "\xff" + std::string(8, '\0'));
  EXPECT_FALSE(Reload().ok());
  EXPECT_TRUE(snapshot_.Load(snapshot_.path(), Snapshot::Duplicates::kReplace).ok());
}

TEST_F(SnapshotTest, AnUnknownModuleTypeIsNamed) {
  WriteBytes(std::string("REDIS0010\x07\x01k\x44\x00\x00", 15));
  const Status loaded = Reload();
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.text().find("'AAAAAAAAB'"), std::string_view::npos) << loaded.text();
}

TEST_F(SnapshotTest, FunctionLibrariesSurviveALoadAndASave) {
  WriteBytes(std::string("REDIS0010\xf5\x05#!lua\xff", 17) + std::string(8, '\0'));
  ASSERT_TRUE(Reload().ok());
  ASSERT_TRUE(snapshot_.Save().ok());
  EXPECT_NE(FileBytes().find(std::string("\xf5\x05#!lua", 7)), std::string::npos);
}

TEST_F(SnapshotTest, AFailedSaveLeavesTheOldFile) {
  Put(0, "a", "1");
  ASSERT_TRUE(snapshot_.Save().ok());
  const std::string old = FileBytes();
  const std::string file = snapshot_.path();
  ASSERT_TRUE(config_.Set("dir", directory_ + "/absent").ok());
  ASSERT_NE(snapshot_.path(), file);
  EXPECT_FALSE(snapshot_.Save().ok());
  ASSERT_TRUE(config_.Set("dir", directory_).ok());
  EXPECT_EQ(FileBytes(), old);
}

TEST_F(SnapshotTest, ASavePointStartsAChild) {
  ASSERT_TRUE(config_.Set("save", "1 5").ok());
  keyspace_.stats().dirty = 4;
  snapshot_.Cron(clock::UnixMs() + 10000);
  EXPECT_FALSE(snapshot_.saving());
  keyspace_.stats().dirty = 5;
  snapshot_.Cron(clock::UnixMs() + 10000);
  EXPECT_TRUE(snapshot_.saving());
  snapshot_.KillChild();
  EXPECT_FALSE(snapshot_.saving());
}

}  // namespace
}  // namespace trellis
