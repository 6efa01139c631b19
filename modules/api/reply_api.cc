// Replies: each function writes one item, or the head of a container, in the client's protocol.
//
// A context of a module thread has a client of its own, whose bytes reach the real client when it is
// unblocked: nothing here needs the keyspace.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/base/log.h"
#include "core/base/number_text.h"
#include "core/dispatch/dispatch.h"
#include "modules/api_table.h"
#include "modules/blocked_client.h"
#include "modules/call_reply.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace {

// Nobody listens to a detached context.
bool Heard(RedisModuleCtx* ctx) {
  return ctx->client != nullptr;
}

// `text` begins with the error's code.
void NoteError(RedisModuleCtx* ctx, std::string_view text) {
  ctx->reply_had_error = true;
  const std::string_view code = text.substr(0, text.find(' '));
  if (ctx->reason != RedisModuleCtx::Reason::kThread) {
    trellis::Host().services().dispatcher->CountError(code);
  } else if (ctx->blocked != nullptr) {
    // Threads reply without the keyspace, and may not count.
    ctx->blocked->thread_errors.emplace_back(code);
    ctx->blocked->failed = true;
  }
}

// `postponed` containers wait for ReplySet...Length.
int Container(RedisModuleCtx* ctx, char kind, long len) {
  if (!Heard(ctx)) return REDISMODULE_OK;
  if (len == REDISMODULE_POSTPONED_LEN) {
    ctx->OpenContainer(kind);
    return REDISMODULE_OK;
  }
  const auto size = static_cast<size_t>(len);
  trellis::ReplyWriter& reply = ctx->reply();
  switch (kind) {
    case '%': (void)reply.Map(size); break;
    case '~': (void)reply.Set(size); break;
    case '|': (void)reply.Attribute(size); break;
    default: (void)reply.Array(size); break;
  }
  return REDISMODULE_OK;
}

void SetLength(RedisModuleCtx* ctx, char kind, long len) {
  if (!Heard(ctx) || ctx->CloseContainer(kind, static_cast<size_t>(len))) return;
  trellis::Log(trellis::LogLevel::kWarning,
               "API misuse detected in module {}: ReplySet*Length() not matching the previous "
               "ReplyWith*(REDISMODULE_POSTPONED_LEN) call.",
               ctx->module == nullptr ? "module" : ctx->module->log_name());
}

int Error(RedisModuleCtx* ctx, std::string_view text) {
  if (!Heard(ctx)) return REDISMODULE_OK;
  (void)ctx->reply().Error({}, text);
  NoteError(ctx, text);
  return REDISMODULE_OK;
}

template <typename Write>
int Reply(RedisModuleCtx* ctx, Write write) {
  if (Heard(ctx)) (void)write(ctx->reply());
  return REDISMODULE_OK;
}

using trellis::ReplyWriter;

}  // namespace

extern "C" {

int RM_WrongArity(RedisModuleCtx* ctx) {
  const std::string name = ctx->command == nullptr ? "" : ctx->command->command().full_name();
  return Error(ctx, "ERR wrong number of arguments for '" + name + "' command");
}

int RM_ReplyWithLongLong(RedisModuleCtx* ctx, long long value) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Integer(value); });
}

int RM_ReplyWithError(RedisModuleCtx* ctx, const char* error) {
  return Error(ctx, error);
}

int RM_ReplyWithErrorFormat(RedisModuleCtx* ctx, const char* format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return Error(ctx, text);
}

int RM_ReplyWithSimpleString(RedisModuleCtx* ctx, const char* msg) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Simple(msg); });
}

int RM_ReplyWithArray(RedisModuleCtx* ctx, long len) {
  return Container(ctx, '*', len);
}

int RM_ReplyWithMap(RedisModuleCtx* ctx, long len) {
  return Container(ctx, '%', len);
}

int RM_ReplyWithSet(RedisModuleCtx* ctx, long len) {
  return Container(ctx, '~', len);
}

int RM_ReplyWithAttribute(RedisModuleCtx* ctx, long len) {
  // RESP2 has none: the module must leave the pairs out.
  if (Heard(ctx) && ctx->reply().protocol() == 2) return REDISMODULE_ERR;
  return Container(ctx, '|', len);
}

int RM_ReplyWithNullArray(RedisModuleCtx* ctx) {
  return Reply(ctx, [](ReplyWriter& reply) { return reply.NullArray(); });
}

int RM_ReplyWithEmptyArray(RedisModuleCtx* ctx) {
  return Container(ctx, '*', 0);
}

void RM_ReplySetArrayLength(RedisModuleCtx* ctx, long len) {
  SetLength(ctx, '*', len);
}

void RM_ReplySetMapLength(RedisModuleCtx* ctx, long len) {
  SetLength(ctx, '%', len);
}

void RM_ReplySetSetLength(RedisModuleCtx* ctx, long len) {
  SetLength(ctx, '~', len);
}

void RM_ReplySetAttributeLength(RedisModuleCtx* ctx, long len) {
  if (Heard(ctx) && ctx->reply().protocol() == 2) return;
  SetLength(ctx, '|', len);
}

int RM_ReplyWithStringBuffer(RedisModuleCtx* ctx, const char* buf, size_t len) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Bulk({buf, len}); });
}

int RM_ReplyWithCString(RedisModuleCtx* ctx, const char* str) {
  return RM_ReplyWithStringBuffer(ctx, str, std::strlen(str));
}

int RM_ReplyWithString(RedisModuleCtx* ctx, RedisModuleString* str) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Bulk(str->view()); });
}

int RM_ReplyWithEmptyString(RedisModuleCtx* ctx) {
  return RM_ReplyWithStringBuffer(ctx, "", 0);
}

int RM_ReplyWithVerbatimStringType(RedisModuleCtx* ctx, const char* buf, size_t len,
                                   const char* ext) {
  // The format is three letters, whatever the module gives.
  std::string format = ext == nullptr ? "txt" : ext;
  format.resize(3, ' ');
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Verbatim(format, {buf, len}); });
}

int RM_ReplyWithVerbatimString(RedisModuleCtx* ctx, const char* buf, size_t len) {
  return RM_ReplyWithVerbatimStringType(ctx, buf, len, "txt");
}

int RM_ReplyWithNull(RedisModuleCtx* ctx) {
  return Reply(ctx, [](ReplyWriter& reply) { return reply.Null(); });
}

int RM_ReplyWithBool(RedisModuleCtx* ctx, int value) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Bool(value != 0); });
}

int RM_ReplyWithDouble(RedisModuleCtx* ctx, double value) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Double(value); });
}

int RM_ReplyWithBigNumber(RedisModuleCtx* ctx, const char* digits, size_t len) {
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.BigNumber({digits, len}); });
}

int RM_ReplyWithLongDouble(RedisModuleCtx* ctx, long double value) {
  const std::string text = trellis::FormatLongDouble(value);
  return Reply(ctx, [&](ReplyWriter& reply) {
    return reply.protocol() == 3 ? reply.Raw("," + text + "\r\n") : reply.Bulk(text);
  });
}

int RM_ReplyWithCallReply(RedisModuleCtx* ctx, RedisModuleCallReply* call_reply) {
  if (call_reply->type() == REDISMODULE_REPLY_PROMISE) return REDISMODULE_ERR;
  if (call_reply->type() == REDISMODULE_REPLY_ERROR) NoteError(ctx, call_reply->text());
  // A reply that was asked for in RESP3 can't be told to a client that speaks RESP2.
  if (call_reply->protocol() == 3 && ctx->reply().protocol() == 2 && call_reply->has_resp3()) {
    return REDISMODULE_ERR;
  }
  return Reply(ctx, [&](ReplyWriter& reply) { return reply.Raw(call_reply->proto()); });
}

}  // extern "C"
