#include "modules/module_aux.h"

#include <fmt/core.h>

#include <string>

#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"
#include "core/persistence/rdb_reader.h"
#include "core/persistence/rdb_writer.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_io.h"
#include "modules/module_type.h"

namespace trellis {
namespace {

// 247, the type's id, and `when` as an item of its own.
std::string Header(const RedisModuleType& type, int when) {
  std::string header;
  RdbWriter out(header, {.checksum = false});
  out.Byte(rdb::kModuleAux);
  out.Length(type.module_id());
  out.Length(rdb::kModuleUnsigned);
  out.Length(static_cast<uint64_t>(when));
  return header;
}

void SaveOne(const RedisModuleType& type, ValueWriter& out, int when) {
  const RedisModuleTypeMethods& methods = type.methods();
  if ((methods.aux_save_triggers & when) == 0) return;
  RedisModuleIO io(type, {}, out);
  const std::string header = Header(type, when);
  if (methods.aux_save2 != nullptr) {
    // Whoever saves nothing leaves no trace: the file opens without the module.
    io.HoldBackHeader(header);
    methods.aux_save2(&io, when);
    if (io.wrote_anything()) out.Length(RedisModuleIO::kEnd);
  } else if (methods.aux_save != nullptr) {
    out.Bytes(header.data(), header.size());
    methods.aux_save(&io, when);
    out.Length(RedisModuleIO::kEnd);
  }
}

constexpr int kEncodingBits = 10;

// What follows the header of a record that was saved under this id.
Status LoadItems(const RedisModuleType& type, uint64_t id, int when, ValueReader& in) {
  if (type.methods().aux_load == nullptr) {
    return Status::Error(fmt::format("the module type '{}' can't load aux data", type.name()));
  }
  RedisModuleIO io(type, {}, in);
  const int encoding = static_cast<int>(id & ((1U << kEncodingBits) - 1));
  const int loaded = type.methods().aux_load(&io, encoding, when);
  if (loaded != REDISMODULE_OK || io.failed() || !in.ok() || in.Length() != RedisModuleIO::kEnd) {
    return Status::Error(fmt::format("the module type '{}' refuses its aux data", type.name()));
  }
  return {};
}

Status LoadOne(uint64_t id, int when, ValueReader& in) {
  const TypeOps* ops = types::ByModuleName(id >> kEncodingBits);
  if (ops == nullptr) {
    return Status::Error(fmt::format("aux data of the module type '{}', which no module knows",
                                     rdb::ModuleTypeName(id)));
  }
  return LoadItems(static_cast<const RedisModuleType&>(*ops), id, when, in);
}

}  // namespace

std::string AuxRecord(const RedisModuleType& type, int when) {
  std::string record;
  RdbWriter out(record, {.compression = false, .checksum = false});
  SaveOne(type, out, when);
  return record;
}

Status LoadAuxRecord(const RedisModuleType& type, std::string_view record) {
  RdbReader in(record);
  (void)in.Byte();
  const uint64_t id = in.Length();
  (void)in.Length();
  const auto when = static_cast<int>(in.Length());
  in.set_module_id(id);
  return LoadItems(type, id, when, in);
}

ModuleAux ModuleAuxHooks(const ModuleHost& host) {
  return {.save =
              [&host](ValueWriter& out, int when) {
                for (const auto& module : host.modules()) {
                  for (const auto& type : module->types)
                    SaveOne(*type, out, when);
                }
              },
          .load = LoadOne};
}

}  // namespace trellis
