#include "core/persistence/rdb_reader.h"

#include <fmt/core.h>
#include <liblzf/lzf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/base/crc64.h"
#include "core/base/number_text.h"
#include "core/keyspace/type_ops.h"
#include "core/persistence/rdb_format.h"

namespace trellis {
namespace {

constexpr size_t kBufferSize = 1 << 18;
constexpr const char* kTruncated = "unexpected end";

}  // namespace

std::string rdb::ModuleTypeName(uint64_t id) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr int kNameLength = 9;
  std::string name(kNameLength, ' ');
  id >>= 10;
  for (int i = kNameLength - 1; i >= 0; --i, id >>= 6)
    name[static_cast<size_t>(i)] = kLetters[id & 63];
  return name;
}

RdbReader::RdbReader(int fd, uint64_t size) : fd_(fd), unread_(size) {
  buffer_.resize(kBufferSize);
  at_ = end_ = summed_ = buffer_.data();
}

RdbReader::RdbReader(std::string_view memory)
    : at_(memory.data()), end_(memory.data() + memory.size()), summed_(at_) {}

void RdbReader::Fail(std::string reason) {
  if (ok()) error_ = reason.empty() ? "bad data" : std::move(reason);
}

void RdbReader::AddToChecksum() {
  crc_ = Crc64(crc_, summed_, static_cast<size_t>(at_ - summed_));
  summed_ = at_;
}

uint64_t RdbReader::checksum() {
  AddToChecksum();
  return crc_;
}

// Only when the buffer is used up.
bool RdbReader::Fill() {
  AddToChecksum();
  const size_t wanted = static_cast<size_t>(std::min<uint64_t>(unread_, kBufferSize));
  ssize_t got = 0;
  if (wanted > 0) {
    do {
      got = read(fd_, buffer_.data(), wanted);
    } while (got < 0 && errno == EINTR);
    if (got < 0) Fail(std::generic_category().message(errno));
  }
  if (got <= 0) {
    Fail(kTruncated);
    return false;
  }
  unread_ -= static_cast<uint64_t>(got);
  at_ = summed_ = buffer_.data();
  end_ = at_ + got;
  return true;
}

void RdbReader::Bytes(void* out, size_t size) {
  char* to = static_cast<char*>(out);
  if (ok() && size > remaining()) Fail(kTruncated);
  while (ok() && size > 0) {
    if (at_ == end_ && !Fill()) break;
    const size_t part = std::min(size, static_cast<size_t>(end_ - at_));
    std::memcpy(to, at_, part);
    at_ += part;
    offset_ += part;
    to += part;
    size -= part;
  }
  if (!ok()) std::memset(to, 0, size);
}

uint8_t RdbReader::Byte() {
  uint8_t byte = 0;
  Bytes(&byte, 1);
  return byte;
}

int64_t RdbReader::Int64() {
  int64_t value = 0;
  Bytes(&value, sizeof value);
  return value;
}

int32_t RdbReader::Int32() {
  int32_t value = 0;
  Bytes(&value, sizeof value);
  return value;
}

double RdbReader::Double() {
  double value = 0;
  Bytes(&value, sizeof value);
  return value;
}

uint64_t RdbReader::LengthOr(bool& packed) {
  packed = false;
  const uint8_t first = Byte();
  switch (first >> 6) {
    case 0: return first;
    case 1: return static_cast<uint64_t>(first & 63) << 8 | Byte();
    case 3: packed = true; return first & 63;
    default: break;
  }
  if (first == 0x80) return __builtin_bswap32(static_cast<uint32_t>(Int32()));
  if (first == 0x81) return __builtin_bswap64(static_cast<uint64_t>(Int64()));
  Fail(fmt::format("unknown length form {}", first));
  return 0;
}

uint64_t RdbReader::Length() {
  bool packed = false;
  const uint64_t length = LengthOr(packed);
  if (packed) Fail("a packed string where a length belongs");
  return ok() ? length : 0;
}

std::string RdbReader::String() {
  bool packed = false;
  const uint64_t length = LengthOr(packed);
  if (packed) return PackedString(length);
  if (length > remaining()) Fail(kTruncated);
  if (!ok()) return {};
  std::string text(length, '\0');
  Bytes(text.data(), text.size());
  if (!ok()) text.clear();
  return text;
}

std::string RdbReader::PackedString(uint64_t form) {
  int64_t number = 0;
  switch (form) {
    case rdb::kInt8: {
      const int64_t byte = Byte();
      number = byte < 128 ? byte : byte - 256;
      break;
    }
    case rdb::kInt16: {
      int16_t value = 0;
      Bytes(&value, sizeof value);
      number = value;
      break;
    }
    case rdb::kInt32: number = Int32(); break;
    case rdb::kLzf: {
      const uint64_t packed_size = Length();
      const uint64_t size = Length();
      if (packed_size > remaining()) Fail(kTruncated);
      // Three bytes make 264 at most.
      constexpr uint64_t kMostExpansion = 88;
      if (ok() && (packed_size == 0 || size / kMostExpansion > packed_size ||
                   packed_size > UINT32_MAX || size > UINT32_MAX)) {
        Fail("LZF sizes that can't be");
      }
      if (!ok()) return {};
      std::string bytes(packed_size, '\0');
      Bytes(bytes.data(), bytes.size());
      std::string text(size, '\0');
      if (ok() &&
          (size == 0 || lzf_decompress(bytes.data(), static_cast<unsigned int>(packed_size),
                                       text.data(), static_cast<unsigned int>(size)) != size)) {
        Fail("bad LZF data");
      }
      if (!ok()) text.clear();
      return text;
    }
    default: Fail(fmt::format("unknown string form {}", form));
  }
  if (!ok()) return {};
  char digits[kMaxInt64Text];
  return std::string(digits, FormatInt64(number, digits));
}

Result<Value> RdbReader::LoadValue(uint8_t tag, std::string_view key) {
  const TypeOps* ops = nullptr;
  module_id_ = 0;
  if (tag == rdb::kModuleValue) {
    module_id_ = Length();
    ops = types::ByModuleName(module_id_ >> 10);
    if (ok() && ops == nullptr) {
      Fail(fmt::format("no module is loaded that knows the type '{}'",
                       rdb::ModuleTypeName(module_id_)));
    }
  } else {
    ops = types::ByRdbTag(tag);
    if (ops == nullptr) Fail(fmt::format("unknown value type {}", tag));
  }
  if (!ok()) return Status::Error(error_);
  Result<Value> value = ops->Load(tag, key, *this);
  module_id_ = 0;
  if (!value) {
    Fail(std::string(value.error().text()));
  } else if (!ok()) {
    return Status::Error(error_);
  }
  return value;
}

}  // namespace trellis
