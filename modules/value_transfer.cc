#include "modules/value_transfer.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_reader.h"
#include "core/persistence/rdb_writer.h"
#include "modules/module.h"
#include "modules/module_aux.h"

namespace trellis {
namespace {

constexpr int kEncodingBits = 10;

const RedisModuleType* TypeLike(const Module& module, const RedisModuleType& wanted) {
  const auto found = std::find_if(module.types.begin(), module.types.end(), [&](const auto& type) {
    return type->module_id() >> kEncodingBits == wanted.module_id() >> kEncodingBits;
  });
  return found == module.types.end() ? nullptr : found->get();
}

const RedisModuleType* TypeOf(const Module& module, const Entry& entry) {
  const auto found = std::find_if(module.types.begin(), module.types.end(), [&](const auto& type) {
    return type->type_id() == entry.type();
  });
  return found == module.types.end() ? nullptr : found->get();
}

Status Lacks(const RedisModuleType& type) {
  return Status::Error(
      fmt::format("the new module has no type '{}', of which there are data", type.name()));
}

// An entry that is in no table, and its value; its key doesn't go away.
void FreeQuietly(Entry* entry) {
  types::Of(*entry).Free(entry->slot());
  Entry::Free(entry);
}

}  // namespace

Status ValueTransfer::Save() {
  SaveAux(REDISMODULE_AUX_BEFORE_RDB);
  for (int db = 0; db < keyspace_.databases(); ++db) {
    Status saved = SaveDatabase(db);
    if (!saved.ok()) return saved;
  }
  SaveAux(REDISMODULE_AUX_AFTER_RDB);
  return {};
}

void ValueTransfer::SaveAux(int when) {
  for (const auto& type : from_.types) {
    std::string record = AuxRecord(*type, when);
    bytes_ += record.size();
    if (!record.empty()) aux_.push_back({type.get(), when, std::move(record)});
  }
}

Status ValueTransfer::SaveDatabase(int db) {
  Status saved;
  keyspace_.db(db).table().ForEach([&](const Entry* entry) {
    const RedisModuleType* type = TypeOf(from_, *entry);
    if (type == nullptr || !saved.ok()) return;
    if (type->methods().rdb_save == nullptr) {
      saved = Status::Error(fmt::format("values of the type '{}' can't be saved", type->name()));
      return;
    }
    Item& item = items_.emplace_back(
        Item{db, std::string(entry->key()), entry->expire_at_ms(), type, {}, nullptr, false});
    RdbWriter out(item.payload, {.compression = false, .checksum = false});
    type->Save(*entry, out);
    item.payload.shrink_to_fit();
    bytes_ += item.payload.size();
  });
  return saved;
}

void ValueTransfer::TakeOut() {
  for (Item& item : items_)
    item.old = keyspace_.db(item.db).Take(item.key, Database::Hash(item.key));
}

Status ValueTransfer::LoadInto(const Module& to, const Loaded& loaded) {
  Status status = LoadAux(to, REDISMODULE_AUX_BEFORE_RDB);
  if (!status.ok()) return status;
  for (Item& item : items_) {
    const RedisModuleType* type = TypeLike(to, *item.type);
    if (type == nullptr) return Lacks(*item.type);
    status = LoadItem(item, *type);
    if (!status.ok()) {
      return Status::Error(fmt::format("the value of the key '{}' in database {} doesn't load: {}",
                                       item.key, item.db, status.text()));
    }
    loaded(item.db, item.key);
  }
  return LoadAux(to, REDISMODULE_AUX_AFTER_RDB);
}

Status ValueTransfer::LoadAux(const Module& to, int when) {
  for (const Aux& aux : aux_) {
    if (aux.when != when) continue;
    const RedisModuleType* type = TypeLike(to, *aux.type);
    if (type == nullptr) return Lacks(*aux.type);
    Status status = LoadAuxRecord(*type, aux.record);
    if (!status.ok()) return status;
  }
  return {};
}

Status ValueTransfer::LoadItem(Item& item, const RedisModuleType& type) {
  RdbReader in(item.payload);
  in.set_module_id(item.type->module_id());
  Result<Value> value = type.Load(0, item.key, in);
  if (!value) {
    if (in.ok()) return value.error();
    return Status::Error(fmt::format("{} at byte {}", in.error(), in.offset()));
  }
  if (in.remaining() != 0) {
    return Status::Error(fmt::format("{} bytes are left over", in.remaining()));
  }
  Entry* entry =
      Entry::CreateSlot(item.key, type.type_id(), 0, value->Release(), item.expire_at_ms);
  if (item.old != nullptr) entry->set_access_clock(item.old->access_clock());
  const uint64_t hash = Database::Hash(item.key);
  // The new build has had the databases for itself, and may have put something there.
  (void)keyspace_.db(item.db).Erase(item.key, hash);
  keyspace_.db(item.db).Insert(entry, hash);
  item.loaded = true;
  item.payload = std::string();
  return {};
}

void ValueTransfer::PutBack() {
  for (Item& item : items_) {
    const uint64_t hash = Database::Hash(item.key);
    Database& db = keyspace_.db(item.db);
    if (Entry* there = item.loaded || item.old != nullptr ? db.Take(item.key, hash) : nullptr) {
      Database::FreeEntry(there);
    }
    if (item.old != nullptr) db.Insert(std::exchange(item.old, nullptr), hash);
  }
}

void ValueTransfer::Finish() {
  for (Item& item : items_) {
    if (item.old != nullptr) FreeQuietly(std::exchange(item.old, nullptr));
  }
}

}  // namespace trellis
