#include "core/persistence/dump_payload.h"

#include <cstring>

#include "core/base/crc64.h"
#include "core/base/log.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"
#include "core/persistence/rdb_reader.h"
#include "core/persistence/rdb_writer.h"

namespace trellis {
namespace {

constexpr ErrorReply kBadFooter{"ERR", "DUMP payload version or checksum are wrong"};
constexpr ErrorReply kBadData{"ERR", "Bad data format"};

}  // namespace

std::string DumpPayload(const Entry& entry, int db) {
  std::string payload;
  RdbWriter out(payload, {});
  out.set_db(db);
  const uint8_t tag = types::Of(entry).RdbTag(entry);
  out.Byte(tag);
  out.Value(entry, tag);
  const uint16_t version =
      tag < rdb::kFirstFieldExpiryTag ? rdb::kWrittenVersion : rdb::kWrittenFieldExpiryVersion;
  out.Bytes(&version, sizeof version);
  const uint64_t crc = out.checksum();
  payload.append(reinterpret_cast<const char*>(&crc), sizeof crc);
  return payload;
}

Result<Value> ReadDumpPayload(std::string_view payload, const DumpTarget& target,
                              bool skip_checksum) {
  if (payload.size() < rdb::kDumpFooter) return kBadFooter;
  uint16_t version = 0;
  std::memcpy(&version, payload.data() + payload.size() - rdb::kDumpFooter, sizeof version);
  if (version > rdb::kNewestVersion) return kBadFooter;
  uint64_t crc = 0;
  const size_t summed = payload.size() - sizeof crc;
  std::memcpy(&crc, payload.data() + summed, sizeof crc);
  if (!skip_checksum && crc != Crc64(0, payload.data(), summed)) return kBadFooter;

  RdbReader in(payload.substr(0, payload.size() - rdb::kDumpFooter));
  in.set_db(target.db);
  const uint8_t tag = in.Byte();
  if (!in.ok()) return kBadData;
  Result<Value> value = in.LoadValue(tag, target.key);
  if (!value) {
    Log(LogLevel::kVerbose, "Bad DUMP payload at byte {}: {}", in.offset(), in.error());
    return kBadData;
  }
  if (value->empty() || in.remaining() != 0) return kBadData;
  return value;
}

}  // namespace trellis
