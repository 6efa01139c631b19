// A module's data type: the one adapter from the ABI's table of methods to TypeOps, through which the
// server saves, loads, copies and frees values without knowing whose they are.
//
// An entry's slot holds the module's own pointer. Free runs on the lazy-free thread too.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/keyspace/type_ops.h"
#include "modules/api_table.h"

namespace trellis {
struct Module;

// 9 characters of A-Z a-z 0-9 - _ and an encoding version of 0..1023 in one number; 0 if they aren't.
uint64_t ModuleTypeId(std::string_view name, int encoding_version);

// What a type's defrag method has done with a value.
struct Defragmented {
  size_t blocks;  // moved
  size_t calls;
};

// A module's methods, read no further than the version that stands in them; the rest are null.
// False if there is no version.
bool ReadTypeMethods(const RedisModuleTypeMethods& given, RedisModuleTypeMethods& methods);

}  // namespace trellis

struct RedisModuleType final : public trellis::TypeOps {
 public:
  RedisModuleType(trellis::Module& module, std::string_view name, uint64_t id,
                  const RedisModuleTypeMethods& methods)
      : module_(module), name_(name), id_(id), methods_(methods) {}

  [[nodiscard]] trellis::Module& module() const { return module_; }
  [[nodiscard]] const RedisModuleTypeMethods& methods() const { return methods_; }
  // 0: its module is gone, nothing can be stored under it.
  [[nodiscard]] trellis::TypeId type_id() const { return type_id_; }
  void set_type_id(trellis::TypeId type_id) { type_id_ = type_id; }

  // Takes over a value of the module's. All values that the server holds pass here, so that they are
  // counted; Free counts them down.
  [[nodiscard]] trellis::Value Adopt(void* value) const;
  // Values in the databases, on their way into one, or waiting to be freed. Any thread.
  [[nodiscard]] uint64_t values() const { return values_.load(std::memory_order_acquire); }

  static void* ValueOf(const trellis::Entry& entry) {
    return reinterpret_cast<void*>(entry.slot());
  }

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] uint8_t digest_class() const override { return 5; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return {}; }
  [[nodiscard]] uint64_t module_id() const override { return id_; }
  [[nodiscard]] uint8_t RdbTag(const trellis::Entry& entry) const override;
  void Save(const trellis::Entry& entry, trellis::ValueWriter& out) const override;
  trellis::Result<trellis::Value> Load(uint8_t tag, std::string_view key,
                                       trellis::ValueReader& in) const override;
  void Rewrite(const trellis::Entry& entry, trellis::CommandSink& out) const override;
  void Free(uint64_t slot) const override;
  [[nodiscard]] size_t FreeEffortIn(int db, const trellis::Entry& entry) const override;
  trellis::Result<trellis::Value> CopyBetween(int db, const trellis::Entry& entry, int to_db,
                                              std::string_view to_key) const override;
  trellis::Result<trellis::Value> Copy(const trellis::Entry& entry,
                                       std::string_view to_key) const override {
    return CopyBetween(-1, entry, -1, to_key);
  }
  [[nodiscard]] size_t MemoryBytesIn(int db, const trellis::Entry& entry,
                                     size_t samples) const override;
  [[nodiscard]] size_t MemoryBytes(const trellis::Entry& entry, size_t samples) const override {
    return MemoryBytesIn(-1, entry, samples);
  }
  void Digest(const trellis::Entry& entry, trellis::DigestSink& digest) const override;
  [[nodiscard]] std::string_view Encoding(const trellis::Entry& entry) const override;
  void Unlinked(const trellis::Entry& entry, int db) const override;
  // Has the defrag method, which the type must have, move all blocks of the value.
  trellis::Defragmented Defragment(trellis::Entry& entry, int db) const;

 private:
  trellis::Module& module_;
  std::string name_;
  uint64_t id_;
  RedisModuleTypeMethods methods_;
  trellis::TypeId type_id_ = 0;
  mutable std::atomic<uint64_t> values_{0};  // counting is no change of the type
};

// What the `2` methods are given: names and databases of the keys they are about.
struct RedisModuleKeyOptCtx {
  const RedisModuleString* from_key = nullptr;
  const RedisModuleString* to_key = nullptr;
  int from_db = -1;
  int to_db = -1;
};

struct RedisModuleDigest {
  trellis::DigestSink& sink;
  const RedisModuleString* key;
  int db;
};
