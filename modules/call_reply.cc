#include "modules/call_reply.h"

#include <algorithm>
#include <limits>

#include "core/base/number_text.h"
#include "modules/api_table.h"
#include "modules/module_context.h"
#include "modules/pending_calls.h"

namespace {

struct Head {
  char kind;
  std::string_view line;  // behind the kind, without the line break
  size_t size;            // with it
};

Head ReadHead(std::string_view bytes) {
  const size_t end = std::min(bytes.find("\r\n"), bytes.size());
  if (end == 0) return {'_', {}, bytes.size()};
  return {bytes[0], bytes.substr(1, end - 1), std::min(end + 2, bytes.size())};
}

int64_t Number(std::string_view text) {
  return trellis::ParseInt64(text).value_or(0);
}

// How many items follow the head of a container; 0 for what is none.
size_t ItemsBehind(const Head& head) {
  const int64_t count = Number(head.line);
  if (count <= 0) return 0;
  switch (head.kind) {
    case '*':
    case '~':
    case '>': return static_cast<size_t>(count);
    case '%':
    case '|': return static_cast<size_t>(count) * 2;
    default: return 0;
  }
}

// Bytes of the head with the text behind it.
size_t ScalarSize(const Head& head) {
  if (head.kind != '$' && head.kind != '=') return head.size;
  const int64_t size = Number(head.line);
  return size < 0 ? head.size : head.size + static_cast<size_t>(size) + 2;
}

// Bytes of the `items` items that begin here, without recursion.
size_t SizeOfItems(std::string_view bytes, size_t items) {
  size_t at = 0;
  for (size_t left = items; left > 0 && at < bytes.size(); --left) {
    const Head head = ReadHead(bytes.substr(at));
    at += ScalarSize(head);
    left += ItemsBehind(head) + (head.kind == '|' ? 1 : 0);
  }
  return std::min(at, bytes.size());
}

void FreeOwned(void* reply) {
  delete static_cast<RedisModuleCallReply*>(reply);
}

}  // namespace

RedisModuleCallReply* RedisModuleCallReply::Create(std::string bytes, int protocol,
                                                   RedisModuleCtx* context) {
  auto* reply = new RedisModuleCallReply;
  reply->root_ = true;
  reply->bytes_ = std::move(bytes);
  reply->context_ = context;
  reply->protocol_ = protocol;
  reply->Parse(reply->bytes_);
  if (context != nullptr) context->OwnIfAuto(reply, FreeOwned);
  return reply;
}

RedisModuleCallReply* RedisModuleCallReply::FromOutput(trellis::Client& client,
                                                       RedisModuleCtx* context) {
  std::string bytes =
      client.output().cut_off() ? "-ERR the reply is too long\r\n" : client.output().Text();
  return Create(std::move(bytes), client.protocol(), context);
}

RedisModuleCallReply* RedisModuleCallReply::CreatePromise(trellis::PendingCall& call,
                                                          RedisModuleCtx& context) {
  auto* promise = new RedisModuleCallReply;
  promise->root_ = true;
  promise->type_ = REDISMODULE_REPLY_PROMISE;
  promise->pending_ = &call;
  // It is made to outlive the context; with automatic memory it doesn't.
  if (context.auto_memory) promise->context_ = &context;
  context.OwnIfAuto(promise, FreeOwned);
  return promise;
}

RedisModuleCallReply::~RedisModuleCallReply() {
  if (pending_ != nullptr) pending_->promise = nullptr;
}

void RedisModuleCallReply::Free(RedisModuleCallReply* reply) {
  if (!reply->root_) return;
  if (reply->context_ != nullptr && reply->context_->auto_memory) reply->context_->Disown(reply);
  delete reply;
}

// What most calls get, a string: its length is read on the way to the end of the line.
bool RedisModuleCallReply::ParseString(std::string_view bytes) {
  constexpr size_t kLongestHead = 12;  // "$" and ten digits
  if (bytes.empty() || bytes[0] != '$') return false;
  size_t size = 0;
  size_t at = 1;
  for (; at < std::min(bytes.size(), kLongestHead) && bytes[at] >= '0' && bytes[at] <= '9'; ++at)
    size = size * 10 + static_cast<size_t>(bytes[at] - '0');
  const size_t head = at + 2;
  if (at == 1 || bytes.size() < head + size + 2 || bytes[at] != '\r') return false;
  type_ = REDISMODULE_REPLY_STRING;
  text_ = bytes.substr(head, size);
  length_ = size;
  proto_ = bytes.substr(0, head + size + 2);
  return true;
}

size_t RedisModuleCallReply::Parse(std::string_view bytes) {
  if (ParseString(bytes)) return proto_.size();
  size_t at = 0;
  if (!bytes.empty() && bytes[0] == '|') {
    attribute_.reset(new RedisModuleCallReply);
    attribute_->protocol_ = protocol_;
    const Head head = ReadHead(bytes);
    attribute_->type_ = REDISMODULE_REPLY_ATTRIBUTE;
    attribute_->element_count_ = ItemsBehind(head);
    attribute_->length_ = attribute_->element_count_ / 2;
    const size_t pairs = SizeOfItems(bytes.substr(head.size), attribute_->element_count_);
    attribute_->body_ = bytes.substr(head.size, pairs);
    at = head.size + pairs;
    attribute_->proto_ = bytes.substr(0, at);
  }
  const Head head = ReadHead(bytes.substr(at));
  const std::string_view rest = bytes.substr(at + head.size);
  size_t body = 0;
  switch (head.kind) {
    case '*':
    case '~':
    case '>':
    case '%': {
      const bool null = !head.line.empty() && head.line[0] == '-';
      type_ = null               ? REDISMODULE_REPLY_NULL
              : head.kind == '~' ? REDISMODULE_REPLY_SET
              : head.kind == '%' ? REDISMODULE_REPLY_MAP
                                 : REDISMODULE_REPLY_ARRAY;
      element_count_ = ItemsBehind(head);
      length_ = head.kind == '%' ? element_count_ / 2 : element_count_;
      body = SizeOfItems(rest, element_count_);
      body_ = rest.substr(0, body);
      break;
    }
    case '$':
    case '=': {
      const int64_t size = Number(head.line);
      type_ = size < 0           ? REDISMODULE_REPLY_NULL
              : head.kind == '$' ? REDISMODULE_REPLY_STRING
                                 : REDISMODULE_REPLY_VERBATIM_STRING;
      if (size < 0) break;
      text_ = rest.substr(0, static_cast<size_t>(size));
      body = std::min(rest.size(), static_cast<size_t>(size) + 2);
      if (head.kind == '=' && text_.size() >= 4) {
        format_ = text_.substr(0, 3);
        text_.remove_prefix(4);
      }
      length_ = text_.size();
      break;
    }
    default: ParseScalar(head.kind, head.line); break;
  }
  const size_t size = at + head.size + body;
  proto_ = bytes.substr(0, size);
  return size;
}

void RedisModuleCallReply::ParseScalar(char kind, std::string_view line) {
  switch (kind) {
    case '+': type_ = REDISMODULE_REPLY_STRING; break;
    case '-': type_ = REDISMODULE_REPLY_ERROR; break;
    case '(': type_ = REDISMODULE_REPLY_BIG_NUMBER; break;
    case ':':
      type_ = REDISMODULE_REPLY_INTEGER;
      integer_ = Number(line);
      return;
    case '#':
      type_ = REDISMODULE_REPLY_BOOL;
      integer_ = line == "t" ? 1 : 0;
      return;
    case ',':
      type_ = REDISMODULE_REPLY_DOUBLE;
      number_ = trellis::ParseDouble(line).value_or(std::numeric_limits<double>::quiet_NaN());
      return;
    default: type_ = REDISMODULE_REPLY_NULL; return;
  }
  text_ = line;
  length_ = line.size();
}

void RedisModuleCallReply::ParseElements() {
  elements_.reserve(element_count_);
  std::string_view rest = body_;
  for (size_t i = 0; i < element_count_ && !rest.empty(); ++i) {
    RedisModuleCallReply element;
    element.protocol_ = protocol_;
    rest.remove_prefix(element.Parse(rest));
    elements_.push_back(std::move(element));
  }
}

RedisModuleCallReply* RedisModuleCallReply::Element(size_t i) {
  if (i >= element_count_) return nullptr;
  if (elements_.empty()) ParseElements();
  return i < elements_.size() ? &elements_[i] : nullptr;
}

bool RedisModuleCallReply::has_resp3() const {
  constexpr std::string_view kNew = "%~|#,(=_>";
  for (size_t at = 0; at < proto_.size();) {
    const Head head = ReadHead(proto_.substr(at));
    if (kNew.find(head.kind) != std::string_view::npos) return true;
    at += ScalarSize(head);
  }
  return false;
}
