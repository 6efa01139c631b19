// RedisModuleIO: the stream that a type's save, load and rewrite methods speak to.
//
// A module's value is a row of items, each with its kind in front, so that it can be skipped, and
// checked, by who doesn't know the module; a kind of 0 ends it. The first failure is kept. After
// it, loads give zeros and empty strings. Source: Redis's RDB, value type 7.
// Threads: the one that the method runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/keyspace/value_io.h"
#include "modules/module_string.h"

struct RedisModuleCtx;
struct RedisModuleType;

struct RedisModuleIO {
 public:
  enum Kind : uint64_t {
    kEnd = 0,
    kSigned = 1,
    kUnsigned = 2,
    kFloat = 3,
    kDouble = 4,
    kString = 5,
  };

  RedisModuleIO(const RedisModuleType& type, std::string_view key, trellis::ValueWriter& out)
      : type_(type), key_(key), out_(&out) {}
  RedisModuleIO(const RedisModuleType& type, std::string_view key, trellis::ValueReader& in)
      : type_(type), key_(key), in_(&in) {}
  RedisModuleIO(const RedisModuleType& type, std::string_view key, trellis::CommandSink& commands)
      : type_(type), key_(key), commands_(&commands) {}
  RedisModuleIO(const RedisModuleIO&) = delete;
  RedisModuleIO& operator=(const RedisModuleIO&) = delete;
  ~RedisModuleIO();

  // What stands before the first item, written with it: aux data that is left out when it's empty.
  void HoldBackHeader(std::string header) { header_ = std::move(header); }
  [[nodiscard]] bool wrote_anything() const { return wrote_; }

  void SaveUnsigned(uint64_t value);
  void SaveFloat(float value);
  void SaveDouble(double value);
  void SaveString(std::string_view text);

  // 0, or an empty string, after a failure.
  uint64_t LoadInteger();
  float LoadFloat();
  double LoadDouble();
  std::string LoadString();

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const RedisModuleType& type() const { return type_; }
  // The key's name, borrowed from the stream; null for aux data.
  const RedisModuleString* KeyName();
  // The database of the key; -1 if it is of none.
  [[nodiscard]] int db() const {
    return out_ != nullptr ? out_->db() : in_ != nullptr ? in_->db() : -1;
  }
  // A context on behalf of the type's module, the stream's own.
  RedisModuleCtx* Context();
  // Of a rewrite; else null.
  [[nodiscard]] trellis::CommandSink* commands() const { return commands_; }

 private:
  void BeginItem(Kind kind);
  // Reads the kind of the next item; false if it is another one than expected.
  bool Expect(Kind kind, Kind alternative);
  void Fail(std::string reason);

  const RedisModuleType& type_;
  std::string_view key_;
  trellis::ValueWriter* out_ = nullptr;
  trellis::ValueReader* in_ = nullptr;
  trellis::CommandSink* commands_ = nullptr;
  std::string header_;
  bool wrote_ = false;
  bool failed_ = false;
  uint64_t loads_after_failure_ = 0;
  RedisModuleString* key_name_ = nullptr;
  std::unique_ptr<RedisModuleCtx> context_;
};
