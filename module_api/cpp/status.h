// How a module's code fails: a Status, or a Result<T> that holds either a value or a Status.
//
// An error is the whole line that the client sees, without the '-': "ERR no such key",
// "WRONGTYPE Operation ...". Texts that clients match on live once, as ErrorReply constants; a Status
// made of one holds a pointer and costs nothing. A handler that returns an error has replied with it.
#pragma once

#include <cassert>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "module_api/redismodule.h"

namespace trellis {

// An error text with static storage duration.
struct ErrorReply {
  const char* line;
};

namespace errors {
inline constexpr ErrorReply kWrongType{REDISMODULE_ERRORMSG_WRONGTYPE};
inline constexpr ErrorReply kSyntax{"ERR syntax error"};
inline constexpr ErrorReply kNotInteger{"ERR value is not an integer or out of range"};
inline constexpr ErrorReply kNotFloat{"ERR value is not a valid float"};
}  // namespace errors

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(const Status& other) : constant_(other.constant_) {
    if (other.made_ != nullptr) made_ = std::make_unique<std::string>(*other.made_);
  }
  Status(Status&& other) noexcept = default;
  Status& operator=(Status other) noexcept {
    std::swap(constant_, other.constant_);
    std::swap(made_, other.made_);
    return *this;
  }
  ~Status() = default;
  Status(const ErrorReply& error) : constant_(error.line) {}  // NOLINT(google-explicit-constructor)

  static Status Ok() { return {}; }
  // An error made at run time.
  static Status Error(std::string line) {
    Status status;
    status.made_ = std::make_unique<std::string>(std::move(line));
    return status;
  }
  // As Error, of a text that outlives the program's use of it.
  static Status Constant(const char* line) { return Status(ErrorReply{line}); }

  [[nodiscard]] bool ok() const { return constant_ == nullptr && made_ == nullptr; }
  // The whole line, NUL-terminated; empty when ok.
  [[nodiscard]] const char* line() const {
    if (made_ != nullptr) return made_->c_str();
    return constant_ != nullptr ? constant_ : "";
  }

 private:
  const char* constant_ = nullptr;
  std::unique_ptr<std::string> made_;
};

// A value, or the error that kept it from being made.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Status error) : error_(std::move(error)) {  // NOLINT(google-explicit-constructor)
    assert(!error_.ok());
  }
  Result(const ErrorReply& error) : error_(error) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Status& error() const {
    assert(!ok());
    return error_;
  }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status error_;
};

}  // namespace trellis
