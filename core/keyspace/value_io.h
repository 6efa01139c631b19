// What a type's save and load speak: the primitives of RDB (lengths, strings, doubles) without the
// file around them. persistence/ implements both ends; DUMP and RESTORE use the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace trellis {

// Failures (disk full) are kept by the implementation and reported at the end of the file.
class ValueWriter {
 public:
  virtual ~ValueWriter() = default;
  // Raw bytes, as they are.
  virtual void Bytes(const void* data, size_t size) = 0;
  // An RDB length: 1 to 9 bytes.
  virtual void Length(uint64_t length) = 0;
  // An RDB string; small integers and compressible text are packed.
  virtual void String(std::string_view text) = 0;
  // 8 bytes IEEE, little-endian.
  virtual void Double(double value) = 0;
  // The database of the key that is being written; -1 if it is of none.
  [[nodiscard]] virtual int db() const { return -1; }
};

// Once a read fails, ok() is false for good and all reads return zeros and empty strings. Lengths
// are what the file says: compare with remaining() before using one as a size.
class ValueReader {
 public:
  virtual ~ValueReader() = default;
  virtual void Bytes(void* out, size_t size) = 0;
  virtual uint64_t Length() = 0;
  virtual std::string String() = 0;
  virtual double Double() = 0;
  // An upper bound of the bytes that are still to come.
  [[nodiscard]] virtual uint64_t remaining() const = 0;
  [[nodiscard]] virtual bool ok() const = 0;
  // Makes the read fail with this reason: the value is not what it should be.
  virtual void Fail(std::string reason) = 0;
  // Of a module's value or aux data: the id it was saved under (name and encoding version); else 0.
  [[nodiscard]] virtual uint64_t module_id() const { return 0; }
  // The database that the key will be in; -1 if that isn't known.
  [[nodiscard]] virtual int db() const { return -1; }
};

// DEBUG DIGEST's mixing (see persistence/digest.h); a type feeds its content, equal content feeds
// equally whatever its encoding.
class DigestSink {
 public:
  virtual ~DigestSink() = default;
  // Order matters among the strings of one element.
  virtual void AddOrdered(std::string_view text) = 0;
  // Something more about the element, apart from its strings.
  virtual void AddMark(std::string_view text) = 0;
  // Ends an element of an unordered collection: elements are combined whatever their order.
  virtual void EndElement() = 0;
  // The database of the key; -1 if it is of none.
  [[nodiscard]] virtual int db() const { return -1; }
};

// Receives commands that make a value anew, for a file of commands.
class CommandSink {
 public:
  virtual ~CommandSink() = default;
  virtual void Command(const std::string_view* words, size_t count) = 0;
};

}  // namespace trellis
