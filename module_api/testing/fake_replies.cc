// Replies as trees and as text.
#include <cstdio>

#include "module_api/testing/fake_state.h"

namespace {

std::string Joined(const RedisModuleCallReply& reply, int protocol, const char* open,
                   const char* close, bool pairs) {
  std::string text = open;
  for (size_t i = 0; i < reply.elements.size(); i++) {
    if (i > 0) text += pairs && i % 2 == 1 ? ": " : ", ";
    text += reply.elements[i].Text(protocol);
  }
  const bool whole = reply.expected == static_cast<long>(reply.elements.size());
  return text + (whole ? "" : " INCOMPLETE") + close;
}

}  // namespace

std::string RedisModuleCallReply::Text(int protocol) const {
  switch (type) {
    case REDISMODULE_REPLY_STRING: return simple ? "+" + text : "\"" + text + "\"";
    case REDISMODULE_REPLY_ERROR: return "-" + text;
    case REDISMODULE_REPLY_INTEGER: return std::to_string(integer);
    case REDISMODULE_REPLY_DOUBLE: return protocol == 3 ? text : "\"" + text + "\"";
    case REDISMODULE_REPLY_BIG_NUMBER: return text;
    case REDISMODULE_REPLY_BOOL:
      if (protocol == 3) return integer != 0 ? "true" : "false";
      return std::to_string(integer);
    case REDISMODULE_REPLY_ARRAY: return Joined(*this, protocol, "[", "]", false);
    case REDISMODULE_REPLY_SET:
      return Joined(*this, protocol, protocol == 3 ? "~[" : "[", "]", false);
    case REDISMODULE_REPLY_MAP:
      if (protocol == 3) return Joined(*this, protocol, "{", "}", true);
      return Joined(*this, protocol, "[", "]", false);
    default: return "nil";
  }
}

namespace trellis::testing {

void ReplyTree::Add(RedisModuleCallReply reply) {
  Innermost()->elements.push_back(std::move(reply));
}

void ReplyTree::Open(int type, long elements) {
  Add({.type = type, .expected = elements});
}

void ReplyTree::SetLength(int type, long elements) {
  RedisModuleCallReply* found = nullptr;
  for (RedisModuleCallReply* at = &top_; !at->elements.empty();) {
    at = &at->elements.back();
    if (at->type == type && at->expected == REDISMODULE_POSTPONED_LEN) found = at;
  }
  if (found != nullptr) found->expected = elements;
}

RedisModuleCallReply* ReplyTree::Innermost() {
  // Along the last elements, the deepest aggregate that still lacks some.
  RedisModuleCallReply* open = &top_;
  for (RedisModuleCallReply* at = &top_; !at->elements.empty();) {
    at = &at->elements.back();
    const bool aggregate = at->type == REDISMODULE_REPLY_ARRAY ||
                           at->type == REDISMODULE_REPLY_SET || at->type == REDISMODULE_REPLY_MAP;
    if (aggregate && !at->complete()) open = at;
  }
  return open;
}

std::string ReplyTree::Text(int protocol) const {
  if (top_.elements.size() == 1) return top_.elements[0].Text(protocol);
  std::string text = "NOT ONE REPLY BUT " + std::to_string(top_.elements.size()) + ":";
  for (const RedisModuleCallReply& reply : top_.elements)
    text += " " + reply.Text(protocol);
  return text;
}

}  // namespace trellis::testing
