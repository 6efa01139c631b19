#include "modules/module_aux.h"

#include <fmt/core.h>

#include <string>

#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"
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

Status LoadOne(uint64_t id, int when, ValueReader& in) {
  constexpr int kEncodingBits = 10;
  const TypeOps* ops = types::ByModuleName(id >> kEncodingBits);
  if (ops == nullptr) {
    return Status::Error(fmt::format("aux data of the module type '{}', which no module knows",
                                     rdb::ModuleTypeName(id)));
  }
  const auto& type = static_cast<const RedisModuleType&>(*ops);
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

}  // namespace

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
