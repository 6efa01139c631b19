// Writes the primitives of RDB to a file or to memory.
//
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/keyspace/value_io.h"

namespace trellis {

class RdbWriter : public ValueWriter {
 public:
  struct Options {
    bool compression = true;
    bool checksum = true;
  };

  // To a file, borrowed; or appended to a string, borrowed.
  RdbWriter(int fd, Options options);
  RdbWriter(std::string& memory, Options options);

  void Bytes(const void* data, size_t size) override;
  void Length(uint64_t length) override;
  void String(std::string_view text) override;
  void Double(double value) override;
  [[nodiscard]] int db() const override { return db_; }

  // Whose keys are written from now on.
  void set_db(int db) { db_ = db; }
  void Byte(uint8_t byte) { Bytes(&byte, 1); }
  // Little-endian.
  void Int64(int64_t value);
  void AuxField(std::string_view name, std::string_view value);

  // The type byte, the key and its value. The entry must not be empty.
  void Record(const Entry& entry);
  // The value without its type byte; of a module, with the id in front.
  void Value(const Entry& entry, uint8_t tag);

  // Ends a file: opcode and checksum (0 if there is to be none).
  void End();
  // The checksum of all that was written.
  [[nodiscard]] uint64_t checksum() const { return crc_; }
  // Brings what is buffered to the file.
  void Flush();

  // 0, or the errno of the first write that failed; what follows it is dropped.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] uint64_t bytes_written() const { return written_; }

 private:
  bool PackedInteger(std::string_view text);
  bool Compressed(std::string_view text);
  void WriteOut(const char* data, size_t size);

  int fd_ = -1;
  std::string* memory_ = nullptr;
  Options options_;
  std::string buffer_;   // of a file
  std::string scratch_;  // compressed text
  uint64_t crc_ = 0;
  uint64_t written_ = 0;
  uint64_t unsynced_ = 0;
  int error_ = 0;
  int db_ = -1;
};

}  // namespace trellis
