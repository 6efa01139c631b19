// Calling commands, replicating, notifying, logging. Part of what the fake host serves.
#include <cctype>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

// The words behind a format string, as call.h lays them out.
std::vector<std::string> Words(const char* format, va_list arguments) {
  std::vector<std::string> words;
  for (const char* code = format; *code != '\0'; code++) {
    switch (*code) {
      case 'c': words.emplace_back(va_arg(arguments, const char*)); break;
      case 's': words.push_back(va_arg(arguments, RedisModuleString*)->text); break;
      case 'l': words.push_back(std::to_string(va_arg(arguments, long long))); break;
      case 'b': {
        const char* bytes = va_arg(arguments, const char*);
        words.emplace_back(bytes, va_arg(arguments, size_t));
        break;
      }
      case 'v': {
        auto** strings = va_arg(arguments, RedisModuleString**);
        const size_t count = va_arg(arguments, size_t);
        for (size_t i = 0; i < count; i++)
          words.push_back(strings[i]->text);
        break;
      }
      default: break;  // a modifier
    }
  }
  return words;
}
std::string Line(const char* command, const std::vector<std::string>& words) {
  std::string line = command;
  for (const std::string& word : words)
    line += " " + word;
  return line;
}

// Reads the text form of a reply; the rest of `text` follows it.
RedisModuleCallReply Parse(std::string_view& text) {
  RedisModuleCallReply reply;
  const auto until = [&](std::string_view ends) {
    const std::string_view part = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(part.size());
    return std::string(part);
  };
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    reply.type = REDISMODULE_REPLY_STRING;
    reply.text = until("\"");
    text.remove_prefix(1);
  } else if (text.starts_with('[')) {
    text.remove_prefix(1);
    reply.type = REDISMODULE_REPLY_ARRAY;
    while (!text.empty() && !text.starts_with(']')) {
      reply.elements.push_back(Parse(text));
      while (text.starts_with(',') || text.starts_with(' '))
        text.remove_prefix(1);
    }
    if (!text.empty()) text.remove_prefix(1);
    reply.expected = static_cast<long>(reply.elements.size());
  } else if (text.starts_with('-') && text.size() > 1 && std::isalpha(text[1]) != 0) {
    reply.type = REDISMODULE_REPLY_ERROR;
    reply.text = until("]").substr(1);
  } else if (text.starts_with('+')) {
    reply.type = REDISMODULE_REPLY_STRING;
    reply.text = until(",]").substr(1);
  } else if (const std::string word = until(",]"); word == "waits") {
    reply.type = REDISMODULE_REPLY_PROMISE;
  } else if (word != "nil") {
    reply.type = REDISMODULE_REPLY_INTEGER;
    reply.integer = strtoll(word.c_str(), nullptr, 10);
  }
  return reply;
}

RedisModuleCallReply* Call(RedisModuleCtx* /*ctx*/, const char* command, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const std::vector<std::string> words = Words(format, arguments);
  va_end(arguments);
  std::string name = command;
  for (char& c : name)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (strchr(format, '!') != nullptr) Current()->replicated.push_back(Line(command, words));
  const auto answer = Current()->answers.find(name);
  if (answer == Current()->answers.end()) {
    errno = ENOENT;
    return nullptr;
  }
  const std::string text = answer->second(words);
  std::string_view rest = text;
  auto* reply = new RedisModuleCallReply(Parse(rest));
  if (reply->type != REDISMODULE_REPLY_PROMISE) return reply;
  if (strchr(format, 'K') == nullptr) {
    reply->type = REDISMODULE_REPLY_NULL;  // as if its time were up
    return reply;
  }
  Current()->calls.push_back(std::make_unique<FakeCall>(FakeCall{reply}));
  reply->waiting = Current()->calls.back().get();
  return reply;
}
void FreeCallReply(RedisModuleCallReply* reply) {
  if (reply->waiting != nullptr) reply->waiting->promise = nullptr;
  delete reply;
}
void CallReplyPromiseSetUnblockHandler(RedisModuleCallReply* reply, RedisModuleOnUnblocked handler,
                                       void* data) {
  if (reply->waiting == nullptr) return;
  reply->waiting->handler = handler;
  reply->waiting->data = data;
}
int CallReplyPromiseAbort(RedisModuleCallReply* reply, void** data) {
  if (reply->waiting == nullptr) return REDISMODULE_ERR;
  const auto call = Current()->TakeCall(reply->waiting);
  if (data != nullptr) *data = call->data;
  return REDISMODULE_OK;
}
int CallReplyType(RedisModuleCallReply* reply) {
  return reply->type;
}
long long CallReplyInteger(RedisModuleCallReply* reply) {
  return reply->integer;
}
size_t CallReplyLength(RedisModuleCallReply* reply) {
  return reply->elements.size();
}
const char* CallReplyStringPtr(RedisModuleCallReply* reply, size_t* size) {
  *size = reply->text.size();
  return reply->text.c_str();
}
RedisModuleCallReply* CallReplyArrayElement(RedisModuleCallReply* reply, size_t i) {
  return i < reply->elements.size() ? &reply->elements[i] : nullptr;
}

int ReplicateVerbatim(RedisModuleCtx* ctx) {
  std::vector<std::string> words;
  for (const RedisModuleString* arg : ctx->args)
    words.push_back(arg->text);
  const std::string name = words.front();
  words.erase(words.begin());
  Current()->replicated.push_back(Line(name.c_str(), words));
  return REDISMODULE_OK;
}
int Replicate(RedisModuleCtx* /*ctx*/, const char* command, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  Current()->replicated.push_back(Line(command, Words(format, arguments)));
  va_end(arguments);
  return REDISMODULE_OK;
}
void EmitAOF(RedisModuleIO* io, const char* command, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  io->commands.push_back(Line(command, Words(format, arguments)));
  va_end(arguments);
}
int NotifyKeyspaceEvent(RedisModuleCtx* /*ctx*/, int kind, const char* event,
                        RedisModuleString* key) {
  Current()->Notify(kind, event, key->text);
  return REDISMODULE_OK;
}
int SubscribeToKeyspaceEvents(RedisModuleCtx* /*ctx*/, int kinds,
                              RedisModuleNotificationFunc function) {
  Current()->subscriptions.push_back({kinds, function});
  return REDISMODULE_OK;
}
int SubscribeToServerEvent(RedisModuleCtx* /*ctx*/, RedisModuleEvent event,
                           RedisModuleEventCallback function) {
  Current()->event_callbacks[event.id] = function;
  return REDISMODULE_OK;
}

void LogLine(const char* level, const char* format, va_list arguments) {
  char text[1024];
  vsnprintf(text, sizeof(text), format, arguments);
  Current()->log.push_back(std::string(level) + ": " + text);
}
void LogWithContext(RedisModuleCtx* /*ctx*/, const char* level, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  LogLine(level, format, arguments);
  va_end(arguments);
}
void LogIOError(RedisModuleIO* /*io*/, const char* level, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  LogLine(level, format, arguments);
  va_end(arguments);
}

}  // namespace

bool FakeHost::EndCall(const std::string& reply) {
  if (state_->calls.empty()) return false;
  const auto call = state_->TakeCall(state_->calls.front().get());
  if (call->handler == nullptr) return true;
  const auto ctx = state_->MakeContext();
  std::string_view rest = reply;
  call->handler(ctx.get(), new RedisModuleCallReply(Parse(rest)), call->data);
  return true;
}

std::vector<ServedFunction> FakeCalls() {
  return {
      TRELLIS_SERVE(Call, Call),
      TRELLIS_SERVE(FreeCallReply, FreeCallReply),
      TRELLIS_SERVE(CallReplyPromiseSetUnblockHandler, CallReplyPromiseSetUnblockHandler),
      TRELLIS_SERVE(CallReplyPromiseAbort, CallReplyPromiseAbort),
      TRELLIS_SERVE(CallReplyType, CallReplyType),
      TRELLIS_SERVE(CallReplyInteger, CallReplyInteger),
      TRELLIS_SERVE(CallReplyLength, CallReplyLength),
      TRELLIS_SERVE(CallReplyStringPtr, CallReplyStringPtr),
      TRELLIS_SERVE(CallReplyArrayElement, CallReplyArrayElement),
      TRELLIS_SERVE(ReplicateVerbatim, ReplicateVerbatim),
      TRELLIS_SERVE(Replicate, Replicate),
      TRELLIS_SERVE(EmitAOF, EmitAOF),
      TRELLIS_SERVE(NotifyKeyspaceEvent, NotifyKeyspaceEvent),
      TRELLIS_SERVE(SubscribeToKeyspaceEvents, SubscribeToKeyspaceEvents),
      TRELLIS_SERVE(SubscribeToServerEvent, SubscribeToServerEvent),
      TRELLIS_SERVE(Log, LogWithContext),
      TRELLIS_SERVE(LogIOError, LogIOError),
  };
}

}  // namespace trellis::testing
