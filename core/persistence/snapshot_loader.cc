#include "core/persistence/snapshot_loader.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"

namespace trellis {
namespace {

// Files of a Redis that waits for a second; a time beyond this can't be kept in milliseconds.
constexpr uint64_t kLargestIdle = 0xffffff;

}  // namespace

bool SnapshotLoader::Load(bool verify_checksum) {
  now_ms_ = clock::UnixMs();
  if (!Header()) return false;
  in_.set_db(db_);
  while (in_.ok()) {
    const uint8_t opcode = in_.Byte();
    if (!in_.ok()) break;
    if (opcode != rdb::kEnd) {
      Step(opcode);
      if (in_.ok()) MakeWay();
      continue;
    }
    if (version_ >= rdb::kChecksumVersion && verify_checksum) Checksum();
    break;
  }
  return in_.ok();
}

bool SnapshotLoader::Inspect(bool verify_checksum) {
  if (!Header()) return false;
  const bool checksum = version_ >= rdb::kChecksumVersion;
  const uint64_t tail = checksum ? 1 + sizeof(uint64_t) : 1;
  char skipped[4096];
  while (in_.ok() && in_.remaining() > tail)
    in_.Bytes(skipped, std::min<uint64_t>(sizeof skipped, in_.remaining() - tail));
  if (in_.ok() && in_.Byte() != rdb::kEnd) in_.Fail("it is cut, or goes on behind its end");
  if (in_.ok() && checksum && verify_checksum) Checksum();
  return in_.ok();
}

void SnapshotLoader::MakeWay() {
  if (!pace_.hook || in_.offset() < next_hook_at_) return;
  next_hook_at_ = in_.offset() + pace_.interval_bytes;
  pace_.hook();
}

bool SnapshotLoader::Header() {
  char header[9] = {};
  in_.Bytes(header, sizeof header);
  if (!in_.ok()) return false;
  const std::string_view text(header, sizeof header);
  if (text.substr(0, rdb::kMagic.size()) != rdb::kMagic) {
    in_.Fail("this is no RDB file: wrong signature");
    return false;
  }
  for (const char digit : text.substr(rdb::kMagic.size()))
    version_ = digit < '0' || digit > '9' ? -100000 : version_ * 10 + (digit - '0');
  if (version_ < 1 || version_ > rdb::kNewestVersion) {
    in_.Fail(fmt::format("can't handle RDB format version {}", text.substr(rdb::kMagic.size())));
  }
  return in_.ok();
}

void SnapshotLoader::Step(uint8_t opcode) {
  switch (opcode) {
    case rdb::kSelectDb: return SelectDb();
    case rdb::kResize: return Resize();
    case rdb::kAux: return LoadAuxField();
    case rdb::kModuleAux: return LoadModuleAux();
    case rdb::kFunction: libraries_.push_back(in_.String()); return;
    case rdb::kFunctionPrerelease:
      in_.Fail("functions in the format of Redis 7.0's release candidates are not supported");
      return;
    case rdb::kSlotInfo:
      in_.Length();
      in_.Length();
      in_.Length();
      return;
    case rdb::kExpiryMs: {
      const int64_t at = in_.Int64();
      // -1 is our "never", and as dead as any other time before 1970.
      expire_at_ms_ = at == kNoExpiry ? 0 : at;
      return;
    }
    case rdb::kExpirySeconds: {
      const int64_t at = int64_t{in_.Int32()} * 1000;
      expire_at_ms_ = at == kNoExpiry ? 0 : at;
      return;
    }
    case rdb::kIdle:
      idle_seconds_ = static_cast<int64_t>(std::min(in_.Length(), kLargestIdle));
      return;
    case rdb::kFrequency: frequency_ = in_.Byte(); return;
    default: return Record(opcode);
  }
}

void SnapshotLoader::Record(uint8_t tag) {
  const std::string key = in_.String();
  if (!in_.ok()) return;
  const int64_t expire_at_ms = std::exchange(expire_at_ms_, kNoExpiry);
  const int64_t idle_seconds = std::exchange(idle_seconds_, -1);
  const int frequency = std::exchange(frequency_, -1);
  Result<Value> value = in_.LoadValue(tag, key);
  if (!value) return;
  if (value->empty()) {
    ++counts_.empty;
    if (counts_.empty < 10) Log(LogLevel::kNotice, "RDB load: skipping empty key: {}", key);
    return;
  }
  if (expire_at_ms != kNoExpiry && expire_at_ms < now_ms_) {
    ++counts_.expired;
    return;
  }
  Database& db = keyspace_.db(db_);
  const uint64_t hash = Database::Hash(key);
  if (duplicates_ == Snapshot::Duplicates::kRefuse && db.Find(key, hash) != nullptr) {
    in_.Fail(fmt::format("the key '{}' is there twice", key));
    return;
  }
  Entry* entry = db.Set(key, hash, std::move(*value), expire_at_ms);
  keyspace_.StampNew(*entry);
  if (keyspace_.UsesLfu()) {
    if (frequency >= 0) keyspace_.SetFrequency(*entry, frequency);
  } else if (idle_seconds >= 0) {
    keyspace_.SetIdleSeconds(*entry, idle_seconds);
  }
  ++counts_.keys;
  keyspace_.Notify(db_, events::kLoaded, key);
  if (pace_.pause_us > 0) usleep(static_cast<useconds_t>(pace_.pause_us));
  if (pace_.pause_us < 0 && counts_.keys % static_cast<uint64_t>(-pace_.pause_us) == 0) usleep(1);
}

void SnapshotLoader::SelectDb() {
  const uint64_t index = in_.Length();
  if (!in_.ok()) return;
  if (index >= static_cast<uint64_t>(keyspace_.databases())) {
    in_.Fail(fmt::format("database {} of {}: raise the setting 'databases'", index,
                         keyspace_.databases()));
    return;
  }
  db_ = static_cast<int>(index);
  in_.set_db(db_);
}

void SnapshotLoader::Resize() {
  const uint64_t keys = in_.Length();
  in_.Length();
  if (!in_.ok()) return;
  // A record has at least three bytes: a hint can't make us reserve more than the file warrants.
  constexpr uint64_t kSmallestRecord = 3;
  keyspace_.db(db_).Reserve(std::min(keys, in_.remaining() / kSmallestRecord));
}

void SnapshotLoader::LoadAuxField() {
  const std::string name = in_.String();
  const std::string value = in_.String();
  if (in_.ok() && name.starts_with('%')) Log(LogLevel::kNotice, "RDB '{}': {}", name, value);
}

void SnapshotLoader::LoadModuleAux() {
  const uint64_t id = in_.Length();
  const uint64_t opcode = in_.Length();
  const uint64_t when = in_.Length();
  if (!in_.ok()) return;
  if (opcode != rdb::kModuleUnsigned || when > 2) {
    in_.Fail("bad module aux data");
    return;
  }
  if (!module_aux_.load) {
    in_.Fail(fmt::format("aux data of the module type '{}', which is not loaded",
                         rdb::ModuleTypeName(id)));
    return;
  }
  in_.set_module_id(id);
  const Status loaded = module_aux_.load(id, static_cast<int>(when), in_);
  in_.set_module_id(0);
  if (!loaded.ok()) in_.Fail(std::string(loaded.text()));
}

void SnapshotLoader::Checksum() {
  const uint64_t computed = in_.checksum();
  const auto stored = static_cast<uint64_t>(in_.Int64());
  if (in_.ok() && stored != 0 && stored != computed) {
    in_.Fail(fmt::format("wrong checksum: expected {:016x}, computed {:016x}", stored, computed));
  }
}

}  // namespace trellis
