// The life of a type: what the rest of the server may do to a value without knowing what it is.
//
// Native types and module types implement the same interface (modules/module_type.cc is the one
// adapter) and register an instance under a TypeId. RDB, COPY, UNLINK, MEMORY USAGE, DEBUG DIGEST
// and OBJECT call these and nothing else.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/keyspace/entry.h"
#include "core/keyspace/field_expiry.h"
#include "core/keyspace/value.h"
#include "core/keyspace/value_io.h"

namespace trellis {

class TypeOps {
 public:
  virtual ~TypeOps() = default;

  // What TYPE answers: "hash", or a module type's 9 characters.
  [[nodiscard]] virtual std::string_view name() const = 0;
  // The letter-free class of its digests (string 0, list 1, set 2, zset 3, hash 4, module 5, stream 6).
  [[nodiscard]] virtual uint8_t digest_class() const = 0;
  // RDB value types that Load accepts. A module type has none: it is found by module_id.
  [[nodiscard]] virtual std::span<const uint8_t> rdb_tags() const = 0;
  // 54 bits of name and 10 of encoding version; 0 for native types.
  [[nodiscard]] virtual uint64_t module_id() const { return 0; }

  // The RDB value type that Save will write for this entry.
  [[nodiscard]] virtual uint8_t RdbTag(const Entry& entry) const = 0;
  // Writes the value, after the key. The entry is not changed.
  virtual void Save(const Entry& entry, ValueWriter& out) const = 0;
  // Reads what any server wrote under `tag`. On an error nothing is left behind. An empty collection
  // gives an empty Value (Value::empty()): the caller skips the key.
  virtual Result<Value> Load(uint8_t tag, std::string_view key, ValueReader& in) const = 0;
  // Writes commands that make the value anew.
  virtual void Rewrite(const Entry& entry, CommandSink& out) const = 0;

  // Frees what the slot holds. May run on the lazy-free thread.
  virtual void Free(uint64_t slot) const = 0;
  // About how many allocations Free gives back: above a threshold it is left to that thread.
  [[nodiscard]] virtual size_t FreeEffort(const Entry&) const { return 1; }
  virtual Result<Value> Copy(const Entry& entry, std::string_view to_key) const = 0;
  // Bytes beside the entry's own block. At most `samples` elements are looked at; 0 means all.
  [[nodiscard]] virtual size_t MemoryBytes(const Entry& entry, size_t samples) const = 0;
  virtual void Digest(const Entry& entry, DigestSink& digest) const = 0;
  // OBJECT ENCODING.
  [[nodiscard]] virtual std::string_view Encoding(const Entry& entry) const = 0;
  // The key is going away from this database (DEL, overwrite, expiry), before Free; on the main
  // thread. Not told when a whole database is emptied.
  virtual void Unlinked(const Entry&, int /*db*/) const {}

  // The same with the databases of the keys, which a module's methods are told and native types
  // need not know. These are what the server calls.
  [[nodiscard]] virtual size_t FreeEffortIn(int /*db*/, const Entry& entry) const {
    return FreeEffort(entry);
  }
  virtual Result<Value> CopyBetween(int /*db*/, const Entry& entry, int /*to_db*/,
                                    std::string_view to_key) const {
    return Copy(entry, to_key);
  }
  [[nodiscard]] virtual size_t MemoryBytesIn(int /*db*/, const Entry& entry, size_t samples) const {
    return MemoryBytes(entry, samples);
  }

  // Of a value that has, or had, fields that die before it does; null for all others.
  [[nodiscard]] virtual FieldExpiry* FieldExpiryOf(uint64_t) const { return nullptr; }
  // Removes at most so many of the fields that are dead by this time, and returns their names. If all
  // fields are gone, the caller must remove the key.
  struct DeadFields {
    std::vector<std::string> names;
    bool emptied = false;
  };
  virtual DeadFields RemoveDeadFields(Entry&, int64_t /*dead_by_ms*/, size_t /*at_most*/) const {
    return {};
  }
};

// The table of types. It is the one registry that lives beside the Server, since a value must find
// its type's Free from wherever it dies.
namespace types {

inline constexpr size_t kMaxTypes = 256;

// Registers a native type under its fixed id, or (Add) a module's under the next free one; `ops`
// is borrowed until Remove. Add returns 0 when the table is full.
void Set(TypeId id, const TypeOps* ops);
TypeId Add(const TypeOps* ops);
void Remove(TypeId id);

// The registered type; id must be registered.
const TypeOps& Of(TypeId id);
inline const TypeOps& Of(const Entry& entry) {
  return Of(entry.type());
}
// The native type that loads this RDB value type, or null.
const TypeOps* ByRdbTag(uint8_t tag);
// The module type with these 54 bits of name (id >> 10), or null.
const TypeOps* ByModuleName(uint64_t name_bits);
// The id under which `ops` is registered.
TypeId IdOf(const TypeOps& ops);

}  // namespace types
}  // namespace trellis
