// The RDB file: its numbers.
//
//   "REDIS" version:4 digits
//   aux*  module aux*  functions*
//   { select db, resize hint, { [expiry] [idle | freq] type:1 key value }* }*
//   module aux*  end:1  CRC-64:8 little-endian
//
// A length is 1 to 9 bytes; the two top bits of the first tell which form:
//   00 six bits   01 fourteen bits   10000000 u32 big-endian   10000001 u64 big-endian
//   11 no length but a packed string: an 8, 16 or 32-bit integer, or LZF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trellis::rdb {

// What we write: any server since Redis 7.0 opens it; or, only if fields of hashes expire, since 7.4.
// And the newest that we read.
inline constexpr int kWrittenVersion = 10;
inline constexpr int kWrittenFieldExpiryVersion = 12;
inline constexpr int kNewestVersion = 12;
inline constexpr std::string_view kMagic = "REDIS";
// Versions before this have no checksum at the end.
inline constexpr int kChecksumVersion = 5;

enum Opcode : uint8_t {
  kSlotInfo = 244,
  kFunction = 245,
  kFunctionPrerelease = 246,
  kModuleAux = 247,
  kIdle = 248,
  kFrequency = 249,
  kAux = 250,
  kResize = 251,
  kExpiryMs = 252,
  kExpirySeconds = 253,
  kSelectDb = 254,
  kEnd = 255,
};

// Value types that are not a native type's own.
inline constexpr uint8_t kModulePrerelease = 6;
inline constexpr uint8_t kModuleValue = 7;
// From here on the native types' own need kWrittenFieldExpiryVersion.
inline constexpr uint8_t kFirstFieldExpiryTag = 22;

// The low six bits of a first byte whose top bits are 11.
enum Packed : uint8_t {
  kInt8 = 0,
  kInt16 = 1,
  kInt32 = 2,
  kLzf = 3,
};

// LZF is tried on longer strings, and kept if it saves this much.
inline constexpr size_t kLzfWorthTrying = 20;
inline constexpr size_t kLzfLeastSaving = 4;

// Opcodes inside a module's value or aux data.
inline constexpr uint64_t kModuleUnsigned = 2;

// A DUMP payload ends in its version (2 bytes, little-endian) and the CRC-64 of all before.
inline constexpr size_t kDumpFooter = 10;

// The 9 characters of a module type's name, out of its id.
std::string ModuleTypeName(uint64_t id);

}  // namespace trellis::rdb
