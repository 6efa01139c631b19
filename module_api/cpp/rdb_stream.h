// The streams that a type's callbacks write and read: RDB values, AOF commands, digests.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "module_api/cpp/call.h"
#include "module_api/cpp/module_string.h"
#include "module_api/redismodule.h"

namespace trellis {

// Writes a value. Errors (a full disk) are the host's business; nothing needs to be checked.
class Writer {
 public:
  explicit Writer(RedisModuleIO* io) : io_(io) {}
  void SaveUnsigned(uint64_t value) { RedisModule_SaveUnsigned(io_, value); }
  void SaveSigned(int64_t value) { RedisModule_SaveSigned(io_, value); }
  void SaveDouble(double value) { RedisModule_SaveDouble(io_, value); }
  void SaveFloat(float value) { RedisModule_SaveFloat(io_, value); }
  void SaveString(std::string_view bytes) {
    RedisModule_SaveStringBuffer(io_, bytes.data(), bytes.size());
  }
  [[nodiscard]] RedisModuleIO* get() const { return io_; }

 private:
  RedisModuleIO* io_;
};

// Reads a value that a Writer wrote, now or in another version, or that someone made to do harm. After a
// failure every read gives 0 or nothing, so ok() may be asked once at the end; but a count that was read
// must be checked before it is believed.
class Reader {
 public:
  explicit Reader(RedisModuleIO* io) : io_(io) {}

  uint64_t LoadUnsigned() { return Load<uint64_t>(RedisModule_LoadUnsigned); }
  int64_t LoadSigned() { return Load<int64_t>(RedisModule_LoadSigned); }
  double LoadDouble() { return Load<double>(RedisModule_LoadDouble); }
  float LoadFloat() { return Load<float>(RedisModule_LoadFloat); }
  std::string LoadString() {
    const Bytes bytes = LoadBytes();
    return std::string(bytes.view());
  }
  // An unsigned number that must not exceed `most`; a greater one is a failure, and read as 0.
  uint64_t LoadCount(uint64_t most = std::numeric_limits<uint32_t>::max()) {
    const uint64_t count = LoadUnsigned();
    if (count <= most) return count;
    Fail("a count is larger than it can be");
    return 0;
  }

  // A string in the host's memory, freed with the object: for large ones, to be parsed in place.
  class Bytes {
   public:
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;
    ~Bytes() { RedisModule_Free(data_); }
    [[nodiscard]] std::string_view view() const { return {data_, size_}; }

   private:
    friend class Reader;
    Bytes(char* data, size_t size) : data_(data), size_(data == nullptr ? 0 : size) {}
    char* data_;
    size_t size_;
  };
  Bytes LoadBytes() {
    if (!ok()) return {nullptr, 0};
    size_t size = 0;
    char* data = RedisModule_LoadStringBuffer(io_, &size);
    return {data, size};
  }

  // The value is not what it must be, although the bytes could be read. The reason goes to the log.
  void Fail(std::string_view reason) {
    if (!ok()) return;
    failed_ = true;
    RedisModule_LogIOError(io_, REDISMODULE_LOGLEVEL_WARNING, "%.*s",
                           static_cast<int>(reason.size()), reason.data());
  }
  [[nodiscard]] bool ok() const { return !failed_ && RedisModule_IsIOError(io_) == 0; }

  // The key being loaded; empty in aux data.
  [[nodiscard]] std::string_view key_name() const {
    const RedisModuleString* name = RedisModule_GetKeyNameFromIO(io_);
    return name == nullptr ? std::string_view() : View(name);
  }
  [[nodiscard]] int db_index() const { return RedisModule_GetDbIdFromIO(io_); }
  [[nodiscard]] RedisModuleIO* get() const { return io_; }

 private:
  template <typename Value>
  Value Load(Value (*load)(RedisModuleIO*)) {
    return ok() ? load(io_) : Value{};
  }

  RedisModuleIO* io_;
  bool failed_ = false;
};

// Writes the commands that make a value anew, when the AOF is rewritten without an RDB preamble.
class AofWriter {
 public:
  explicit AofWriter(RedisModuleIO* io) : io_(io) {}
  template <typename... Words>
  void Emit(const char* command, const Words&... each) {
    words::Spread(
        [&](const char* format, auto... flat) {
          RedisModule_EmitAOF(io_, command, format, flat...);
          return 0;
        },
        "", each...);
  }
  [[nodiscard]] RedisModuleIO* get() const { return io_; }

 private:
  RedisModuleIO* io_;
};

// Sums up a value for DEBUG DIGEST: equal values must give equal digests.
class Digest {
 public:
  explicit Digest(RedisModuleDigest* digest) : digest_(digest) {}
  void Add(std::string_view bytes) {
    RedisModule_DigestAddStringBuffer(digest_, bytes.data(), bytes.size());
  }
  void Add(long long value) { RedisModule_DigestAddLongLong(digest_, value); }
  // Ends a group of elements whose order matters; the order of groups does not.
  void EndSequence() { RedisModule_DigestEndSequence(digest_); }

 private:
  RedisModuleDigest* digest_;
};

}  // namespace trellis
