// The reply to the client. A map, set, boolean or verbatim text becomes what the client's protocol has
// for it, as the host decides.
//
// Every command gets exactly one whole reply, whatever its handler does: elements that an aggregate
// still lacks when the handler returns or throws are filled with nulls, so that a failure half-way
// never leaves the client waiting or its protocol out of step.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "module_api/cpp/module_string.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

// A reply was sent: a handler's Ok, which need not be looked at.
struct Replied {
  operator Status() const { return Status::Ok(); }  // NOLINT(google-explicit-constructor)
};

class Reply {
 public:
  explicit Reply(RedisModuleCtx* ctx) : ctx_(ctx) {}
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  // Each returns what a handler may end with.
  Replied Ok() { return Simple("OK"); }
  Replied Simple(const char* text) { return Sent(RedisModule_ReplyWithSimpleString(ctx_, text)); }
  Replied Error(const Status& error) { return Error(error.line()); }
  Replied Error(const char* line) { return Sent(RedisModule_ReplyWithError(ctx_, line)); }
  Replied Integer(long long value) { return Sent(RedisModule_ReplyWithLongLong(ctx_, value)); }
  Replied Double(double value) { return Sent(RedisModule_ReplyWithDouble(ctx_, value)); }
  Replied Bool(bool value) { return Sent(RedisModule_ReplyWithBool(ctx_, value ? 1 : 0)); }
  Replied Bulk(std::string_view bytes) {
    return Sent(RedisModule_ReplyWithStringBuffer(ctx_, bytes.data(), bytes.size()));
  }
  Replied Bulk(RedisModuleString* string) {
    return Sent(RedisModule_ReplyWithString(ctx_, string));
  }
  Replied Null() { return Sent(RedisModule_ReplyWithNull(ctx_)); }
  Replied NullArray() { return Sent(RedisModule_ReplyWithNullArray(ctx_)); }
  Replied BigNumber(std::string_view digits) {
    return Sent(RedisModule_ReplyWithBigNumber(ctx_, digits.data(), digits.size()));
  }
  // `format` has three characters, as "txt" or "mkd".
  Replied Verbatim(std::string_view text, const char* format) {
    return Sent(RedisModule_ReplyWithVerbatimStringType(ctx_, text.data(), text.size(), format));
  }
  // What a called command replied, passed on.
  Replied Forward(RedisModuleCallReply* reply) {
    return Sent(RedisModule_ReplyWithCallReply(ctx_, reply));
  }

  // An aggregate whose size is known: the elements are the next `items` replies, or twice as many.
  Replied Array(size_t items) {
    return Opened(RedisModule_ReplyWithArray(ctx_, static_cast<long>(items)), items);
  }
  Replied Set(size_t items) {
    return Opened(RedisModule_ReplyWithSet(ctx_, static_cast<long>(items)), items);
  }
  Replied Map(size_t pairs) {
    return Opened(RedisModule_ReplyWithMap(ctx_, static_cast<long>(pairs)), 2 * pairs);
  }

  // An aggregate whose size shows while it is written; it ends with the returned object's scope:
  //
  //   const auto array = ctx.reply().OpenArray();
  //   for (const Sample& sample : samples) ctx.reply().Integer(sample.value);
  class [[nodiscard]] Scope {
   public:
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { reply_.Close(kind_, outer_); }

   private:
    friend class Reply;
    enum class Kind : uint8_t {
      kArray,
      kMap,
      kSet
    };
    struct Place {
      size_t owed;
      size_t made;
    };
    Scope(Reply& reply, Kind kind, Place outer) : reply_(reply), kind_(kind), outer_(outer) {}

    Reply& reply_;
    Kind kind_;
    Place outer_;
  };
  Scope OpenArray() {
    return Open(RedisModule_ReplyWithArray(ctx_, REDISMODULE_POSTPONED_LEN), Scope::Kind::kArray);
  }
  Scope OpenMap() {
    return Open(RedisModule_ReplyWithMap(ctx_, REDISMODULE_POSTPONED_LEN), Scope::Kind::kMap);
  }
  Scope OpenSet() {
    return Open(RedisModule_ReplyWithSet(ctx_, REDISMODULE_POSTPONED_LEN), Scope::Kind::kSet);
  }

  // Elements written at the current level so far; at the outermost, 0 or 1.
  [[nodiscard]] size_t made() const { return made_; }

  // Ends a handler's reply: fills what is owed, then replies with `status` if nothing was replied.
  void Finish(const Status& status) {
    FillOwed();
    if (made_ == 0) status.ok() ? Null() : Error(status);
  }

 private:
  Replied Sent(int /*always REDISMODULE_OK*/) {
    owed_ > 0 ? --owed_ : ++made_;
    return {};
  }
  Replied Opened(int sent, size_t elements) {
    Sent(sent);
    owed_ += elements;
    return {};
  }
  Scope Open(int sent, Scope::Kind kind) {
    Sent(sent);
    return {*this, kind, {std::exchange(owed_, 0), std::exchange(made_, 0)}};
  }
  void Close(Scope::Kind kind, Scope::Place outer) {
    FillOwed();
    if (kind == Scope::Kind::kMap && made_ % 2 == 1) Null();
    const auto length = static_cast<long>(made_);
    switch (kind) {
      case Scope::Kind::kArray: RedisModule_ReplySetArrayLength(ctx_, length); break;
      case Scope::Kind::kMap: RedisModule_ReplySetMapLength(ctx_, length / 2); break;
      case Scope::Kind::kSet: RedisModule_ReplySetSetLength(ctx_, length); break;
    }
    owed_ = outer.owed;
    made_ = outer.made;
  }
  void FillOwed() {
    while (owed_ > 0)
      Null();
  }

  RedisModuleCtx* ctx_;
  size_t owed_ = 0;  // elements that open aggregates of known size still lack
  size_t made_ = 0;  // elements written outside of those, at this level
};

}  // namespace trellis
