// How our code fails: a Status, or a Result<T> that holds either a value or a Status.
//
// An error is a RESP error: a code ("ERR", "WRONGTYPE") and a text; a handler that returns one has
// replied with it. Texts that clients match on live once, in core/resp/error_replies.h, as
// ErrorReply constants; a Status made of one holds a pointer and costs nothing.
// Nothing here throws.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace trellis {

// An error text with static storage duration.
struct ErrorReply {
  std::string_view code;
  std::string_view text;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  // `error` must outlive the program's use of it: pass constants only.
  Status(const ErrorReply& error)  // NOLINT(google-explicit-constructor): `return errors::kX;`
      : bits_(reinterpret_cast<uintptr_t>(&error)) {}
  Status(const Status& other) { *this = other; }
  Status(Status&& other) noexcept : bits_(std::exchange(other.bits_, 0)) {}
  ~Status() { Reset(); }

  Status& operator=(const Status& other) {
    if (this == &other) return *this;
    Reset();
    bits_ = other.owned() ? Own(new Text(*other.text_block())) : other.bits_;
    return *this;
  }
  Status& operator=(Status&& other) noexcept {
    if (this == &other) return *this;
    Reset();
    bits_ = std::exchange(other.bits_, 0);
    return *this;
  }

  static Status Ok() { return {}; }
  // An error with a text made at run time. `code` has no space in it.
  static Status Error(std::string_view code, std::string text) {
    Status status;
    status.bits_ = Own(new Text{std::string(code), std::move(text)});
    return status;
  }
  static Status Error(std::string text) { return Error("ERR", std::move(text)); }

  [[nodiscard]] bool ok() const { return bits_ == 0; }
  // Both are empty when ok.
  [[nodiscard]] std::string_view code() const {
    if (ok()) return {};
    return owned() ? std::string_view(text_block()->code) : constant()->code;
  }
  [[nodiscard]] std::string_view text() const {
    if (ok()) return {};
    return owned() ? std::string_view(text_block()->text) : constant()->text;
  }

 private:
  struct Text {
    std::string code;
    std::string text;
  };
  static uintptr_t Own(Text* text) { return reinterpret_cast<uintptr_t>(text) | 1; }
  [[nodiscard]] bool owned() const { return (bits_ & 1) != 0; }
  [[nodiscard]] Text* text_block() const { return reinterpret_cast<Text*>(bits_ & ~uintptr_t{1}); }
  [[nodiscard]] const ErrorReply* constant() const {
    return reinterpret_cast<const ErrorReply*>(bits_);
  }
  void Reset() {
    if (owned()) delete text_block();
    bits_ = 0;
  }

  // 0 is success, an even value a constant ErrorReply, an odd one a Text that we own.
  uintptr_t bits_ = 0;
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
