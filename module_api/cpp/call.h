// Calling commands of the server (RM_Call), and the words of a command as Replicate, EmitAOF and Call
// take them.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "module_api/cpp/module_string.h"
#include "module_api/redismodule.h"

namespace trellis {

// The words of a command, in the forms that the ABI's format strings know. A word is a std::string_view
// or std::string, a C string, an integer, a host string (String or RedisModuleString*), or a span of
// host strings, which stands for several words.
namespace words {

inline auto Flat(const char* text) {
  return std::make_tuple(text);
}
inline auto Flat(std::string_view bytes) {
  return std::make_tuple(bytes.data(), bytes.size());
}
inline auto Flat(const std::string& bytes) {
  return Flat(std::string_view(bytes));
}
inline auto Flat(RedisModuleString* string) {
  return std::make_tuple(string);
}
inline auto Flat(const String& string) {
  return std::make_tuple(string.get());
}
inline auto Flat(std::span<RedisModuleString* const> strings) {
  return std::make_tuple(strings.data(), strings.size());
}
template <std::integral Integer>
auto Flat(Integer value) {
  return std::make_tuple(static_cast<long long>(value));
}

template <typename Word>
constexpr char Code() {
  using Bare = std::remove_cvref_t<Word>;
  if constexpr (std::integral<Bare>) return 'l';
  if constexpr (std::is_convertible_v<Bare, const char*>) return 'c';
  if constexpr (std::is_convertible_v<Bare, std::string_view>) return 'b';
  if constexpr (std::is_same_v<Bare, String> || std::is_convertible_v<Bare, RedisModuleString*>) {
    return 's';
  }
  if constexpr (std::is_convertible_v<Bare, std::span<RedisModuleString* const>>) return 'v';
  return 0;
}

// Calls `function(format, flattened words ...)`; `modifiers` come first in the format.
template <typename Function, typename... Words>
auto Spread(Function function, std::string_view modifiers, const Words&... each) {
  static_assert(((Code<Words>() != 0) && ...), "a word of a type that the ABI can't pass");
  constexpr size_t kMostModifiers = 12;
  std::array<char, kMostModifiers + sizeof...(Words) + 1> format{};
  size_t size = modifiers.copy(format.data(), kMostModifiers);
  ((format[size++] = Code<Words>()), ...);
  return std::apply([&](auto... flat) { return function(format.data(), flat...); },
                    std::tuple_cat(Flat(each)...));
}

}  // namespace words

// A part of a reply: borrowed from the CallReply that holds it. Asked of another type than its own, it
// gives 0, nothing, or an absent element. An absent element has type REDISMODULE_REPLY_UNKNOWN.
class ReplyView {
 public:
  explicit ReplyView(RedisModuleCallReply* reply) : reply_(reply) {}

  [[nodiscard]] int type() const {
    return reply_ == nullptr ? REDISMODULE_REPLY_UNKNOWN : RedisModule_CallReplyType(reply_);
  }
  [[nodiscard]] bool is_error() const { return type() == REDISMODULE_REPLY_ERROR; }
  [[nodiscard]] bool is_null() const { return type() == REDISMODULE_REPLY_NULL; }
  [[nodiscard]] bool is_array() const { return type() == REDISMODULE_REPLY_ARRAY; }
  [[nodiscard]] long long integer() const {
    return type() == REDISMODULE_REPLY_INTEGER ? RedisModule_CallReplyInteger(reply_) : 0;
  }
  [[nodiscard]] double number() const {
    return type() == REDISMODULE_REPLY_DOUBLE ? RedisModule_CallReplyDouble(reply_) : 0;
  }
  [[nodiscard]] bool boolean() const {
    return type() == REDISMODULE_REPLY_BOOL && RedisModule_CallReplyBool(reply_) != 0;
  }
  // Of a string, an error, or a simple string.
  [[nodiscard]] std::string_view text() const {
    if (type() != REDISMODULE_REPLY_STRING && !is_error()) return {};
    size_t length = 0;
    const char* bytes = RedisModule_CallReplyStringPtr(reply_, &length);
    return {bytes, length};
  }
  // Elements of an array or set, pairs of a map.
  [[nodiscard]] size_t size() const {
    const int type = this->type();
    const bool has_size = type == REDISMODULE_REPLY_ARRAY || type == REDISMODULE_REPLY_MAP ||
                          type == REDISMODULE_REPLY_SET;
    return has_size ? RedisModule_CallReplyLength(reply_) : 0;
  }
  [[nodiscard]] ReplyView operator[](size_t i) const {
    if (type() == REDISMODULE_REPLY_ARRAY) {
      return ReplyView(RedisModule_CallReplyArrayElement(reply_, i));
    }
    if (type() == REDISMODULE_REPLY_SET) {
      return ReplyView(RedisModule_CallReplySetElement(reply_, i));
    }
    return ReplyView(nullptr);
  }
  [[nodiscard]] std::pair<ReplyView, ReplyView> pair(size_t i) const {
    RedisModuleCallReply* key = nullptr;
    RedisModuleCallReply* value = nullptr;
    if (type() == REDISMODULE_REPLY_MAP) RedisModule_CallReplyMapElement(reply_, i, &key, &value);
    return {ReplyView(key), ReplyView(value)};
  }
  [[nodiscard]] RedisModuleCallReply* get() const { return reply_; }

 private:
  RedisModuleCallReply* reply_;
};

// What a called command replied; frees it. Its type is REDISMODULE_REPLY_UNKNOWN if the command could not
// be called at all (no such command, wrong arity): then `errno` says why.
class CallReply : public ReplyView {
 public:
  explicit CallReply(RedisModuleCallReply* reply) : ReplyView(reply) {}
  CallReply(CallReply&& other) noexcept : ReplyView(other.get()) {
    static_cast<ReplyView&>(other) = ReplyView(nullptr);
  }
  CallReply& operator=(CallReply&& other) noexcept {
    std::swap(static_cast<ReplyView&>(*this), static_cast<ReplyView&>(other));
    return *this;
  }
  ~CallReply() {
    if (get() != nullptr) RedisModule_FreeCallReply(get());
  }
};

}  // namespace trellis
