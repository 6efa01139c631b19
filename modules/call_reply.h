// RedisModuleCallReply: what a command that a module called has replied.
//
// The reply stays the protocol's bytes; a node looks at its part of them, and its elements are found
// when they are first asked for. Elements belong to their container, and all to the root.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct RedisModuleCtx;

namespace trellis {
class Client;
struct PendingCall;
}  // namespace trellis

struct RedisModuleCallReply {
 public:
  // A whole reply, with its bytes; `context` (may be null) frees it if it has automatic memory.
  static RedisModuleCallReply* Create(std::string bytes, int protocol, RedisModuleCtx* context);
  // What the client owes.
  static RedisModuleCallReply* FromOutput(trellis::Client& client, RedisModuleCtx* context);
  // Of a call that waits; it has no bytes.
  static RedisModuleCallReply* CreatePromise(trellis::PendingCall& call, RedisModuleCtx& context);
  // Frees a root; of an element, nothing: it goes with its root.
  static void Free(RedisModuleCallReply* reply);

  RedisModuleCallReply(const RedisModuleCallReply&) = delete;
  RedisModuleCallReply& operator=(const RedisModuleCallReply&) = delete;
  RedisModuleCallReply(RedisModuleCallReply&&) = default;
  RedisModuleCallReply& operator=(RedisModuleCallReply&&) = default;
  ~RedisModuleCallReply();

  // REDISMODULE_REPLY_*
  [[nodiscard]] int type() const { return type_; }
  [[nodiscard]] int protocol() const { return protocol_; }
  // The bytes, attributes included.
  [[nodiscard]] std::string_view proto() const { return proto_; }
  // Something in it can't be said in RESP2.
  [[nodiscard]] bool has_resp3() const;
  // Of strings, errors (without the '-'), big numbers, and verbatim strings (without the format).
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view verbatim_format() const { return format_; }
  [[nodiscard]] int64_t integer() const { return integer_; }
  [[nodiscard]] double number() const { return number_; }
  // Bytes of a string or error, elements of an array or set, pairs of a map.
  [[nodiscard]] size_t length() const { return length_; }
  // Null if there is none. Of a map: keys at even places, values at odd ones.
  RedisModuleCallReply* Element(size_t i);
  // The attributes in front of it, or null.
  RedisModuleCallReply* attribute() const { return attribute_.get(); }
  [[nodiscard]] RedisModuleCtx* context() const { return context_; }
  // Of a promise, until the call is over; else null.
  [[nodiscard]] trellis::PendingCall* pending() const { return pending_; }
  void Settle() { pending_ = nullptr; }

 private:
  RedisModuleCallReply() = default;
  // Reads the item that `bytes` begins with; returns how long it is.
  size_t Parse(std::string_view bytes);
  // If it is a string, reads it and says so.
  bool ParseString(std::string_view bytes);
  void ParseScalar(char kind, std::string_view line);
  void ParseElements();

  bool root_ = false;
  std::string bytes_;  // of a root: all of them; a root is never moved
  RedisModuleCtx* context_ = nullptr;
  trellis::PendingCall* pending_ = nullptr;
  int type_ = -1;
  int protocol_ = 2;
  std::string_view proto_;
  std::string_view body_;  // of a container: its elements' bytes
  std::string_view text_;
  std::string_view format_;
  int64_t integer_ = 0;
  double number_ = 0;
  size_t length_ = 0;
  size_t element_count_ = 0;
  std::vector<RedisModuleCallReply> elements_;
  std::unique_ptr<RedisModuleCallReply> attribute_;
};
