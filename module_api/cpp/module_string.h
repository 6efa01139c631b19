// Strings of the host: a view of one, and one that is owned.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "module_api/redismodule.h"

namespace trellis {

// The bytes of a host string; valid as long as the string is.
inline std::string_view View(const RedisModuleString* string) {
  size_t length = 0;
  const char* bytes = RedisModule_StringPtrLen(string, &length);
  return {bytes, length};
}

// A reference to a host string. Made without a context, so no automatic memory frees it behind our
// back, and usable on any thread that holds the lock.
class String {
 public:
  String() = default;
  explicit String(std::string_view bytes)
      : string_(RedisModule_CreateString(nullptr, bytes.data(), bytes.size())) {}
  // Takes over a reference that a function of the ABI returned.
  static String Adopt(RedisModuleString* string) {
    String result;
    result.string_ = string;
    return result;
  }
  // One more reference to a string that someone else keeps, such as an argument.
  static String Retain(RedisModuleString* string) {
    RedisModule_RetainString(nullptr, string);
    return Adopt(string);
  }
  String(const String& other) : string_(other.string_) {
    if (string_ != nullptr) RedisModule_RetainString(nullptr, string_);
  }
  String(String&& other) noexcept : string_(std::exchange(other.string_, nullptr)) {}
  String& operator=(String other) noexcept {
    std::swap(string_, other.string_);
    return *this;
  }
  ~String() {
    if (string_ != nullptr) RedisModule_FreeString(nullptr, string_);
  }

  [[nodiscard]] RedisModuleString* get() const { return string_; }
  [[nodiscard]] std::string_view view() const {
    return string_ == nullptr ? std::string_view() : View(string_);
  }
  explicit operator bool() const { return string_ != nullptr; }
  // Gives the reference away.
  [[nodiscard]] RedisModuleString* Release() { return std::exchange(string_, nullptr); }

 private:
  RedisModuleString* string_ = nullptr;
};

// A decimal integer that fills the whole text, as Redis's own commands read one.
inline std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace trellis
