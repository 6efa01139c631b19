// Reads the primitives of RDB from a file or from memory. Nothing it reads is trusted: a length
// becomes a size only when that many bytes are really there.
//
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/keyspace/value.h"
#include "core/keyspace/value_io.h"

namespace trellis {

class RdbReader : public ValueReader {
 public:
  // A file from its current position on, borrowed; `size` bytes are there.
  RdbReader(int fd, uint64_t size);
  // Bytes that outlive the reader.
  explicit RdbReader(std::string_view memory);

  void Bytes(void* out, size_t size) override;
  uint64_t Length() override;
  std::string String() override;
  double Double() override;
  [[nodiscard]] uint64_t remaining() const override {
    return static_cast<uint64_t>(end_ - at_) + unread_;
  }
  [[nodiscard]] bool ok() const override { return error_.empty(); }
  void Fail(std::string reason) override;
  [[nodiscard]] uint64_t module_id() const override { return module_id_; }
  [[nodiscard]] int db() const override { return db_; }

  uint8_t Byte();
  // Little-endian.
  int64_t Int64();
  int32_t Int32();

  // The value of a record whose type byte and key have been read. Of an error, nothing is left; an
  // empty collection gives an empty Value.
  Result<Value> LoadValue(uint8_t tag, std::string_view key);
  void set_module_id(uint64_t id) { module_id_ = id; }
  void set_db(int db) { db_ = db; }

  // Bytes read so far: where a failure was met.
  [[nodiscard]] uint64_t offset() const { return offset_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  // CRC-64 of what was read so far.
  [[nodiscard]] uint64_t checksum();

 private:
  // A length, or (packed set) the number of a packed string's form.
  uint64_t LengthOr(bool& packed);
  std::string PackedString(uint64_t form);
  bool Fill();
  void AddToChecksum();

  int fd_ = -1;
  uint64_t unread_ = 0;  // bytes of the file that aren't in the buffer yet
  std::string buffer_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* summed_ = nullptr;  // what lies before is in crc_
  uint64_t crc_ = 0;
  uint64_t offset_ = 0;
  uint64_t module_id_ = 0;
  int db_ = -1;
  std::string error_;
};

}  // namespace trellis
