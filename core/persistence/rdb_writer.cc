#include "core/persistence/rdb_writer.h"

#include <liblzf/lzf.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/base/crc64.h"
#include "core/base/number_text.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"

namespace trellis {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr size_t kBufferSize = 1 << 18;
// Handing the disk a little at a time keeps the final fsync short.
constexpr uint64_t kSyncEvery = 4 << 20;

}  // namespace

RdbWriter::RdbWriter(int fd, Options options) : fd_(fd), options_(options) {
  buffer_.reserve(kBufferSize);
}

RdbWriter::RdbWriter(std::string& memory, Options options) : memory_(&memory), options_(options) {}

void RdbWriter::Bytes(const void* data, size_t size) {
  if (error_ != 0) return;
  const char* bytes = static_cast<const char*>(data);
  if (options_.checksum) crc_ = Crc64(crc_, data, size);
  written_ += size;
  if (memory_ != nullptr) {
    memory_->append(bytes, size);
    return;
  }
  if (buffer_.size() + size > kBufferSize) {
    Flush();
    if (size > kBufferSize) {
      WriteOut(bytes, size);
      return;
    }
  }
  buffer_.append(bytes, size);
}

void RdbWriter::Flush() {
  WriteOut(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void RdbWriter::WriteOut(const char* data, size_t size) {
  unsynced_ += size;
  while (size > 0 && error_ == 0) {
    const ssize_t done = write(fd_, data, size);
    if (done < 0) {
      if (errno != EINTR) error_ = errno;
      continue;
    }
    data += done;
    size -= static_cast<size_t>(done);
  }
  if (unsynced_ < kSyncEvery || error_ != 0) return;
  unsynced_ = 0;
  // A pipe can't be synced, and needn't be.
  if (fdatasync(fd_) != 0 && errno != EINVAL && errno != EROFS) error_ = errno;
}

void RdbWriter::Length(uint64_t length) {
  uint8_t bytes[9];
  if (length < 64) {
    bytes[0] = static_cast<uint8_t>(length);
    Bytes(bytes, 1);
  } else if (length < 16384) {
    bytes[0] = static_cast<uint8_t>(0x40 | length >> 8);
    bytes[1] = static_cast<uint8_t>(length);
    Bytes(bytes, 2);
  } else if (length <= UINT32_MAX) {
    bytes[0] = 0x80;
    const uint32_t big = __builtin_bswap32(static_cast<uint32_t>(length));
    std::memcpy(bytes + 1, &big, sizeof big);
    Bytes(bytes, 5);
  } else {
    bytes[0] = 0x81;
    const uint64_t big = __builtin_bswap64(length);
    std::memcpy(bytes + 1, &big, sizeof big);
    Bytes(bytes, 9);
  }
}

void RdbWriter::String(std::string_view text) {
  if (PackedInteger(text)) return;
  if (options_.compression && text.size() > rdb::kLzfWorthTrying && Compressed(text)) return;
  Length(text.size());
  Bytes(text.data(), text.size());
}

bool RdbWriter::PackedInteger(std::string_view text) {
  constexpr size_t kLongestInt32 = 11;
  if (text.size() > kLongestInt32) return false;
  const std::optional<int64_t> number = ParseInt64(text);
  if (!number) return false;
  uint8_t bytes[5];
  size_t size = 0;
  if (*number >= INT8_MIN && *number <= INT8_MAX) {
    bytes[0] = 0xc0 | rdb::kInt8;
    size = 1;
  } else if (*number >= INT16_MIN && *number <= INT16_MAX) {
    bytes[0] = 0xc0 | rdb::kInt16;
    size = 2;
  } else if (*number >= INT32_MIN && *number <= INT32_MAX) {
    bytes[0] = 0xc0 | rdb::kInt32;
    size = 4;
  } else {
    return false;
  }
  std::memcpy(bytes + 1, &*number, size);
  Bytes(bytes, size + 1);
  return true;
}

bool RdbWriter::Compressed(std::string_view text) {
  // liblzf counts in unsigned int.
  if (text.size() > UINT32_MAX) return false;
  scratch_.resize(text.size() - rdb::kLzfLeastSaving);
  const unsigned int size =
      lzf_compress(text.data(), static_cast<unsigned int>(text.size()), scratch_.data(),
                   static_cast<unsigned int>(scratch_.size()));
  if (size == 0) return false;
  Byte(0xc0 | rdb::kLzf);
  Length(size);
  Length(text.size());
  Bytes(scratch_.data(), size);
  // One huge value shouldn't keep its scratch space.
  if (scratch_.size() > kBufferSize) std::string().swap(scratch_);
  return true;
}

void RdbWriter::Double(double value) {
  Bytes(&value, sizeof value);
}

void RdbWriter::Int64(int64_t value) {
  Bytes(&value, sizeof value);
}

void RdbWriter::AuxField(std::string_view name, std::string_view value) {
  Byte(rdb::kAux);
  String(name);
  String(value);
}

void RdbWriter::Record(const Entry& entry) {
  const uint8_t tag = types::Of(entry).RdbTag(entry);
  Byte(tag);
  String(entry.key());
  Value(entry, tag);
}

void RdbWriter::Value(const Entry& entry, uint8_t tag) {
  const TypeOps& ops = types::Of(entry);
  if (tag == rdb::kModuleValue) Length(ops.module_id());
  ops.Save(entry, *this);
}

void RdbWriter::End() {
  Byte(rdb::kEnd);
  const uint64_t crc = options_.checksum ? crc_ : 0;
  Bytes(&crc, sizeof crc);
  if (memory_ == nullptr) Flush();
}

}  // namespace trellis
