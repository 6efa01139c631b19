// Replies. Part of what the fake host serves.
#include <cstdio>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

int Say(RedisModuleCtx* ctx, RedisModuleCallReply reply) {
  // A thread-safe context of a blocked client has no command: it writes to the client.
  const bool from_thread = ctx->blocked != nullptr && ctx->command.empty();
  ReplyTree& replies = from_thread ? ctx->blocked->written : ctx->replies;
  const bool aggregate = reply.type == REDISMODULE_REPLY_ARRAY ||
                         reply.type == REDISMODULE_REPLY_SET || reply.type == REDISMODULE_REPLY_MAP;
  if (aggregate && reply.elements.empty()) {
    replies.Open(reply.type, reply.expected);
  } else {
    replies.Add(std::move(reply));
  }
  return REDISMODULE_OK;
}
int ReplyWithLongLong(RedisModuleCtx* ctx, long long value) {
  return Say(ctx, {.type = REDISMODULE_REPLY_INTEGER, .integer = value});
}
int ReplyWithBool(RedisModuleCtx* ctx, int value) {
  return Say(ctx, {.type = REDISMODULE_REPLY_BOOL, .integer = value});
}
int ReplyWithDouble(RedisModuleCtx* ctx, double value) {
  char text[64];
  snprintf(text, sizeof(text), "%.17g", value);
  return Say(ctx, {.type = REDISMODULE_REPLY_DOUBLE, .text = text});
}
int ReplyWithStringBuffer(RedisModuleCtx* ctx, const char* bytes, size_t size) {
  return Say(ctx, {.type = REDISMODULE_REPLY_STRING, .text = std::string(bytes, size)});
}
int ReplyWithString(RedisModuleCtx* ctx, RedisModuleString* string) {
  return Say(ctx, {.type = REDISMODULE_REPLY_STRING, .text = string->text});
}
int ReplyWithSimpleString(RedisModuleCtx* ctx, const char* text) {
  return Say(ctx, {.type = REDISMODULE_REPLY_STRING, .simple = true, .text = text});
}
int ReplyWithVerbatimStringType(RedisModuleCtx* ctx, const char* bytes, size_t size,
                                const char* /*format*/) {
  return ReplyWithStringBuffer(ctx, bytes, size);
}
int ReplyWithBigNumber(RedisModuleCtx* ctx, const char* digits, size_t size) {
  return Say(ctx, {.type = REDISMODULE_REPLY_BIG_NUMBER, .text = std::string(digits, size)});
}
int ReplyWithError(RedisModuleCtx* ctx, const char* text) {
  return Say(ctx, {.type = REDISMODULE_REPLY_ERROR, .text = text});
}
int ReplyWithNull(RedisModuleCtx* ctx) {
  return Say(ctx, {.type = REDISMODULE_REPLY_NULL});
}
int ReplyWithNullArray(RedisModuleCtx* ctx) {
  return ReplyWithNull(ctx);
}
// Lengths count elements here, of maps too: twice the ABI's.
long Elements(int type, long length) {
  return type == REDISMODULE_REPLY_MAP && length > 0 ? 2 * length : length;
}
template <int kType>
int ReplyWithAggregate(RedisModuleCtx* ctx, long length) {
  return Say(ctx, {.type = kType, .expected = Elements(kType, length)});
}
template <int kType>
void ReplySetLength(RedisModuleCtx* ctx, long length) {
  ctx->replies.SetLength(kType, Elements(kType, length));
}
int ReplyWithCallReply(RedisModuleCtx* ctx, RedisModuleCallReply* reply) {
  return Say(ctx, *reply);
}
int WrongArity(RedisModuleCtx* ctx) {
  const std::string text = "ERR wrong number of arguments for '" + ctx->command + "' command";
  return ReplyWithError(ctx, text.c_str());
}

}  // namespace

std::vector<ServedFunction> FakeReplies() {
  return {
      TRELLIS_SERVE(ReplyWithLongLong, ReplyWithLongLong),
      TRELLIS_SERVE(ReplyWithBool, ReplyWithBool),
      TRELLIS_SERVE(ReplyWithDouble, ReplyWithDouble),
      TRELLIS_SERVE(ReplyWithStringBuffer, ReplyWithStringBuffer),
      TRELLIS_SERVE(ReplyWithString, ReplyWithString),
      TRELLIS_SERVE(ReplyWithSimpleString, ReplyWithSimpleString),
      TRELLIS_SERVE(ReplyWithVerbatimStringType, ReplyWithVerbatimStringType),
      TRELLIS_SERVE(ReplyWithBigNumber, ReplyWithBigNumber),
      TRELLIS_SERVE(ReplyWithError, ReplyWithError),
      TRELLIS_SERVE(ReplyWithNull, ReplyWithNull),
      TRELLIS_SERVE(ReplyWithNullArray, ReplyWithNullArray),
      TRELLIS_SERVE(ReplyWithArray, ReplyWithAggregate<REDISMODULE_REPLY_ARRAY>),
      TRELLIS_SERVE(ReplyWithMap, ReplyWithAggregate<REDISMODULE_REPLY_MAP>),
      TRELLIS_SERVE(ReplyWithSet, ReplyWithAggregate<REDISMODULE_REPLY_SET>),
      TRELLIS_SERVE(ReplySetArrayLength, ReplySetLength<REDISMODULE_REPLY_ARRAY>),
      TRELLIS_SERVE(ReplySetMapLength, ReplySetLength<REDISMODULE_REPLY_MAP>),
      TRELLIS_SERVE(ReplySetSetLength, ReplySetLength<REDISMODULE_REPLY_SET>),
      TRELLIS_SERVE(ReplyWithCallReply, ReplyWithCallReply),
      TRELLIS_SERVE(WrongArity, WrongArity),
  };
}

}  // namespace trellis::testing
