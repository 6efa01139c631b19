// The replies of called commands. A reply of another type than asked for gives what Redis gives.
#include <climits>
#include <limits>

#include "core/base/number_text.h"
#include "modules/api_table.h"
#include "modules/call_reply.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace {

bool Is(RedisModuleCallReply* reply, int type) {
  return reply != nullptr && reply->type() == type;
}

// The i-th pair of a map or of attributes.
int Pair(RedisModuleCallReply* container, size_t i, RedisModuleCallReply** key,
         RedisModuleCallReply** value) {
  RedisModuleCallReply* found = container->Element(2 * i);
  if (found == nullptr) return REDISMODULE_ERR;
  if (key != nullptr) *key = found;
  if (value != nullptr) *value = container->Element(2 * i + 1);
  return REDISMODULE_OK;
}

const char* TextOf(RedisModuleCallReply* reply, size_t* len) {
  if (len != nullptr) *len = reply->text().size();
  return reply->text().data();
}

}  // namespace

extern "C" {

void RM_FreeCallReply(RedisModuleCallReply* reply) {
  if (reply != nullptr) RedisModuleCallReply::Free(reply);
}

int RM_CallReplyType(RedisModuleCallReply* reply) {
  return reply == nullptr ? REDISMODULE_REPLY_UNKNOWN : reply->type();
}

size_t RM_CallReplyLength(RedisModuleCallReply* reply) {
  return reply == nullptr ? 0 : reply->length();
}

long long RM_CallReplyInteger(RedisModuleCallReply* reply) {
  return Is(reply, REDISMODULE_REPLY_INTEGER) ? reply->integer() : LLONG_MIN;
}

double RM_CallReplyDouble(RedisModuleCallReply* reply) {
  return Is(reply, REDISMODULE_REPLY_DOUBLE) ? reply->number() : static_cast<double>(LLONG_MIN);
}

int RM_CallReplyBool(RedisModuleCallReply* reply) {
  return Is(reply, REDISMODULE_REPLY_BOOL) ? static_cast<int>(reply->integer()) : INT_MIN;
}

const char* RM_CallReplyBigNumber(RedisModuleCallReply* reply, size_t* len) {
  return Is(reply, REDISMODULE_REPLY_BIG_NUMBER) ? TextOf(reply, len) : nullptr;
}

const char* RM_CallReplyVerbatim(RedisModuleCallReply* reply, size_t* len, const char** format) {
  if (!Is(reply, REDISMODULE_REPLY_VERBATIM_STRING)) return nullptr;
  if (format != nullptr) *format = reply->verbatim_format().data();
  return TextOf(reply, len);
}

const char* RM_CallReplyStringPtr(RedisModuleCallReply* reply, size_t* len) {
  const bool text = Is(reply, REDISMODULE_REPLY_STRING) || Is(reply, REDISMODULE_REPLY_ERROR);
  return text ? TextOf(reply, len) : nullptr;
}

RedisModuleCallReply* RM_CallReplyArrayElement(RedisModuleCallReply* reply, size_t index) {
  return Is(reply, REDISMODULE_REPLY_ARRAY) ? reply->Element(index) : nullptr;
}

RedisModuleCallReply* RM_CallReplySetElement(RedisModuleCallReply* reply, size_t index) {
  return Is(reply, REDISMODULE_REPLY_SET) ? reply->Element(index) : nullptr;
}

int RM_CallReplyMapElement(RedisModuleCallReply* reply, size_t index, RedisModuleCallReply** key,
                           RedisModuleCallReply** value) {
  return Is(reply, REDISMODULE_REPLY_MAP) ? Pair(reply, index, key, value) : REDISMODULE_ERR;
}

RedisModuleCallReply* RM_CallReplyAttribute(RedisModuleCallReply* reply) {
  return reply == nullptr ? nullptr : reply->attribute();
}

int RM_CallReplyAttributeElement(RedisModuleCallReply* reply, size_t index,
                                 RedisModuleCallReply** key, RedisModuleCallReply** value) {
  return Is(reply, REDISMODULE_REPLY_ATTRIBUTE) ? Pair(reply, index, key, value) : REDISMODULE_ERR;
}

const char* RM_CallReplyProto(RedisModuleCallReply* reply, size_t* len) {
  if (len != nullptr) *len = reply->proto().size();
  return reply->proto().data();
}

RedisModuleString* RM_CreateStringFromCallReply(RedisModuleCallReply* reply) {
  if (reply == nullptr) return nullptr;
  switch (reply->type()) {
    case REDISMODULE_REPLY_STRING:
    case REDISMODULE_REPLY_ERROR:
      return RM_CreateString(reply->context(), reply->text().data(), reply->text().size());
    case REDISMODULE_REPLY_INTEGER:
      return RM_CreateStringFromLongLong(reply->context(), reply->integer());
    default: return nullptr;
  }
}

void RM_CallReplyPromiseSetUnblockHandler(RedisModuleCallReply* reply,
                                          RedisModuleOnUnblocked on_unblock, void* privdata) {
  if (reply == nullptr || reply->pending() == nullptr) return;
  reply->pending()->handler = on_unblock;
  reply->pending()->data = privdata;
}

int RM_CallReplyPromiseAbort(RedisModuleCallReply* reply, void** privdata) {
  if (reply == nullptr || reply->pending() == nullptr) return REDISMODULE_ERR;
  void* data = reply->pending()->data;
  if (!trellis::Host().pending_calls().Abort(*reply->pending())) return REDISMODULE_ERR;
  if (privdata != nullptr) *privdata = data;
  return REDISMODULE_OK;
}

}  // extern "C"
