#include "modules/module_type.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "modules/defrag_context.h"
#include "modules/module.h"
#include "modules/module_context.h"
#include "modules/module_io.h"
#include "modules/module_string.h"

namespace trellis {
namespace {

constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr size_t kNameLength = 9;
constexpr int kLargestEncodingVersion = 1023;
constexpr uint8_t kRdbModuleValue = 7;

// How much of the struct a version has.
size_t SizeOfVersion(uint64_t version) {
  switch (version) {
    case 0: return 0;
    case 1: return offsetof(RedisModuleTypeMethods, aux_load);
    case 2: return offsetof(RedisModuleTypeMethods, free_effort);
    case 3: return offsetof(RedisModuleTypeMethods, mem_usage2);
    case 4: return offsetof(RedisModuleTypeMethods, aux_save2);
    default: return sizeof(RedisModuleTypeMethods);
  }
}

// A key's name as the module wants it, for the length of one call.
class KeyName {
 public:
  explicit KeyName(std::string_view name) : string_(ModuleString::Create(name)) {}
  KeyName(const KeyName&) = delete;
  KeyName& operator=(const KeyName&) = delete;
  ~KeyName() { string_->Release(); }
  ModuleString* get() { return string_; }

 private:
  ModuleString* string_;
};

}  // namespace

uint64_t ModuleTypeId(std::string_view name, int encoding_version) {
  if (name.size() != kNameLength || encoding_version < 0 ||
      encoding_version > kLargestEncodingVersion) {
    return 0;
  }
  uint64_t id = 0;
  for (const char c : name) {
    const size_t at = kNameCharacters.find(c);
    if (at == std::string_view::npos) return 0;
    id = id << 6 | at;
  }
  return id << 10 | static_cast<uint64_t>(encoding_version);
}

bool ReadTypeMethods(const RedisModuleTypeMethods& given, RedisModuleTypeMethods& methods) {
  methods = {};
  const size_t size = SizeOfVersion(given.version);
  std::memcpy(&methods, &given, size);
  return size != 0;
}

}  // namespace trellis

using trellis::CommandSink;
using trellis::DigestSink;
using trellis::Entry;
using trellis::KeyName;
using trellis::Result;
using trellis::Status;
using trellis::Value;
using trellis::ValueReader;
using trellis::ValueWriter;

uint8_t RedisModuleType::RdbTag(const Entry&) const {
  return trellis::kRdbModuleValue;
}

void RedisModuleType::Save(const Entry& entry, ValueWriter& out) const {
  RedisModuleIO io(*this, entry.key(), out);
  if (methods_.rdb_save != nullptr) methods_.rdb_save(&io, ValueOf(entry));
  out.Length(RedisModuleIO::kEnd);
}

Result<Value> RedisModuleType::Load(uint8_t, std::string_view key, ValueReader& in) const {
  if (methods_.rdb_load == nullptr) {
    return Status::Error("the module type '" + name_ + "' can't load values");
  }
  RedisModuleIO io(*this, key, in);
  constexpr uint64_t kEncodingBits = 1023;
  void* value = methods_.rdb_load(&io, static_cast<int>(in.module_id() & kEncodingBits));
  const bool ended = in.ok() && in.Length() == RedisModuleIO::kEnd;
  if (value != nullptr && ended && !io.failed()) return Adopt(value);
  if (value != nullptr && methods_.free != nullptr) methods_.free(value);
  return Status::Error("the module type '" + name_ + "' refuses the value");
}

void RedisModuleType::Rewrite(const Entry& entry, CommandSink& out) const {
  if (methods_.aof_rewrite == nullptr) return;
  KeyName key(entry.key());
  RedisModuleIO io(*this, entry.key(), out);
  methods_.aof_rewrite(&io, key.get(), ValueOf(entry));
}

void RedisModuleType::Free(uint64_t slot) const {
  if (methods_.free != nullptr) methods_.free(reinterpret_cast<void*>(slot));
  // After the module's code has run: none is left is what lets it be unmapped.
  values_.fetch_sub(1, std::memory_order_release);
}

Value RedisModuleType::Adopt(void* value) const {
  values_.fetch_add(1, std::memory_order_relaxed);
  return Value::Slot(type_id_, reinterpret_cast<uint64_t>(value));
}

size_t RedisModuleType::FreeEffortIn(int db, const Entry& entry) const {
  if (methods_.free_effort2 == nullptr && methods_.free_effort == nullptr) return 1;
  KeyName key(entry.key());
  RedisModuleKeyOptCtx context{.from_key = key.get(), .from_db = db};
  const size_t effort = methods_.free_effort2 != nullptr
                            ? methods_.free_effort2(&context, ValueOf(entry))
                            : methods_.free_effort(key.get(), ValueOf(entry));
  // Zero is the ABI's way to ask for the background always.
  return effort == 0 ? SIZE_MAX : effort;
}

Result<Value> RedisModuleType::CopyBetween(int db, const Entry& entry, int to_db,
                                           std::string_view to_key) const {
  if (methods_.copy2 == nullptr && methods_.copy == nullptr) {
    return Status::Error("not supported for this module key");
  }
  KeyName from(entry.key());
  KeyName to(to_key);
  RedisModuleKeyOptCtx context{from.get(), to.get(), db, to_db};
  void* copy = methods_.copy2 != nullptr ? methods_.copy2(&context, ValueOf(entry))
                                         : methods_.copy(from.get(), to.get(), ValueOf(entry));
  if (copy == nullptr) return Status::Error("module key failed to copy");
  return Adopt(copy);
}

size_t RedisModuleType::MemoryBytesIn(int db, const Entry& entry, size_t samples) const {
  if (methods_.mem_usage2 != nullptr) {
    KeyName key(entry.key());
    RedisModuleKeyOptCtx context{.from_key = key.get(), .from_db = db};
    return methods_.mem_usage2(&context, ValueOf(entry), samples == 0 ? SIZE_MAX : samples);
  }
  return methods_.mem_usage != nullptr ? methods_.mem_usage(ValueOf(entry)) : 0;
}

void RedisModuleType::Digest(const Entry& entry, DigestSink& digest) const {
  if (methods_.digest == nullptr) return;
  KeyName key(entry.key());
  RedisModuleDigest context{digest, key.get(), digest.db()};
  methods_.digest(&context, ValueOf(entry));
}

std::string_view RedisModuleType::Encoding(const Entry&) const {
  return "raw";
}

void RedisModuleType::Unlinked(const Entry& entry, int db) const {
  if (methods_.unlink2 == nullptr && methods_.unlink == nullptr) return;
  KeyName key(entry.key());
  RedisModuleKeyOptCtx context{.from_key = key.get(), .from_db = db};
  if (methods_.unlink2 != nullptr) {
    methods_.unlink2(&context, ValueOf(entry));
  } else {
    methods_.unlink(key.get(), ValueOf(entry));
  }
}

trellis::Defragmented RedisModuleType::Defragment(Entry& entry, int db) const {
  KeyName key(entry.key());
  RedisModuleDefragCtx context{trellis::memory_accounts::At(module_.account), key.get(), db};
  constexpr size_t kMostCalls = 1'000'000;
  size_t calls = 0;
  for (bool more = true; more && calls < kMostCalls; ++calls) {
    context.moved_in_call = 0;
    void* value = ValueOf(entry);
    more = methods_.defrag(&context, key.get(), &value) != 0;
    entry.set_slot(reinterpret_cast<uint64_t>(value));
  }
  return {context.moved, calls};
}
