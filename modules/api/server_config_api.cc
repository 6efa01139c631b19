// Settings of the server and of all modules, read and changed by a module as CONFIG GET and CONFIG SET do.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/number_text.h"
#include "core/command/command_table.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "modules/api_table.h"
#include "modules/call_reply.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

// The names that matched when the walk began.
struct RedisModuleConfigIterator {
  std::vector<std::string> names;
  size_t next = 0;
};

namespace {

using trellis::Client;
using trellis::Config;
using trellis::Directive;
using trellis::Host;

RedisModuleConfigType TypeOf(Directive id) {
  // The kinds of directives.def.
  constexpr auto kBool = REDISMODULE_CONFIG_TYPE_BOOL;
  constexpr auto kEnum = REDISMODULE_CONFIG_TYPE_ENUM;
  constexpr auto kInteger = REDISMODULE_CONFIG_TYPE_NUMERIC;
  [[maybe_unused]] constexpr auto kOctal = REDISMODULE_CONFIG_TYPE_NUMERIC;
  [[maybe_unused]] constexpr auto kMemory = REDISMODULE_CONFIG_TYPE_NUMERIC;
  [[maybe_unused]] constexpr auto kMemoryOrPercent = REDISMODULE_CONFIG_TYPE_NUMERIC;
  [[maybe_unused]] constexpr auto kText = REDISMODULE_CONFIG_TYPE_STRING;
  [[maybe_unused]] constexpr auto kWords = REDISMODULE_CONFIG_TYPE_STRING;
  constexpr RedisModuleConfigType kTypes[] = {
#define TRELLIS_DIRECTIVE(id, name, kind, value, when, least, most, words) kind,
#include "core/config/directives.def"
#undef TRELLIS_DIRECTIVE
  };
  return kTypes[static_cast<size_t>(id)];
}

bool FindType(const char* name, RedisModuleConfigType& type) {
  if (const trellis::ModuleSetting* setting = Host().settings().Find(name)) {
    type = setting->type();
    return true;
  }
  const std::optional<Directive> id = Config::Find(name);
  if (!id) return false;
  type = TypeOf(*id);
  return true;
}

bool IsOf(const char* name, RedisModuleConfigType wanted) {
  RedisModuleConfigType type{};
  return FindType(name, type) && type == wanted;
}

// CONFIG's subcommand, whatever rename-command makes clients call it; null if it takes CONFIG away.
const trellis::RegisteredCommand* FindConfig(std::string_view subcommand) {
  const auto& all = Host().services().commands->all();
  const auto found = std::find_if(
      all.begin(), all.end(), [](const auto* command) { return command->row().name == "config"; });
  return found == all.end() ? nullptr : (*found)->Subcommand(subcommand);
}

// What CONFIG with these words replies; to be freed.
RedisModuleCallReply* RunConfig(const std::vector<std::string_view>& words) {
  trellis::ModuleHost& host = Host();
  const trellis::RegisteredCommand* command = FindConfig(words[1]);
  if (command == nullptr) {
    return RedisModuleCallReply::Create("-ERR rename-command has taken CONFIG away\r\n", 2,
                                        nullptr);
  }
  Client* client = host.TakeClient();
  (void)host.services().dispatcher->Call(*client, *command, words);
  std::string bytes = client->output().Text();
  host.ReturnClient(client);
  return RedisModuleCallReply::Create(std::move(bytes), 2, nullptr);
}

// Of names and values in turn, every second one, beginning with `first`; of an error none.
std::vector<std::string> Texts(RedisModuleCallReply* reply, size_t first) {
  std::vector<std::string> texts;
  if (reply->type() != REDISMODULE_REPLY_ARRAY) return texts;
  for (size_t i = first; i < reply->length(); i += 2)
    texts.emplace_back(reply->Element(i)->text());
  return texts;
}

bool Value(const char* name, std::string& value) {
  RedisModuleConfigType type{};
  if (!FindType(name, type)) return false;
  RedisModuleCallReply* reply = RunConfig({"config", "get", name});
  const std::vector<std::string> values = Texts(reply, 1);
  RedisModuleCallReply::Free(reply);
  if (values.size() != 1) return false;
  value = values[0];
  return true;
}

// A reason as Redis tells it to modules: without the words that CONFIG SET puts before it.
std::string_view Reason(std::string_view error) {
  constexpr std::string_view kBehind = "') - ";
  const size_t words = error.find(kBehind);
  if (!error.starts_with("ERR CONFIG SET failed") || words == std::string_view::npos) return error;
  const std::string_view reason = error.substr(words + kBehind.size());
  if (reason == "can't set immutable config") return "Config is immutable";
  if (reason == "can't set protected config") return "Config is protected";
  return reason;
}

int Fail(RedisModuleCtx* ctx, std::string_view reason, RedisModuleString** error) {
  if (error != nullptr) *error = RM_CreateString(ctx, reason.data(), reason.size());
  return REDISMODULE_ERR;
}

int Assign(RedisModuleCtx* ctx, const char* name, std::string_view value,
           RedisModuleString** error) {
  RedisModuleConfigType type{};
  if (!FindType(name, type)) return Fail(ctx, "Config name not found", error);
  RedisModuleCallReply* reply = RunConfig({"config", "set", name, value});
  const bool failed = reply->type() == REDISMODULE_REPLY_ERROR;
  if (failed) (void)Fail(ctx, Reason(reply->text()), error);
  RedisModuleCallReply::Free(reply);
  return failed ? REDISMODULE_ERR : REDISMODULE_OK;
}

// Of another kind; no reason is told, as in Redis. One of no such name has one.
int WrongType(RedisModuleCtx* ctx, const char* name, RedisModuleString** error) {
  RedisModuleConfigType type{};
  if (FindType(name, type)) return REDISMODULE_ERR;
  return Fail(ctx, "Config name not found", error);
}

void ReleaseIterator(void* iterator) {
  delete static_cast<RedisModuleConfigIterator*>(iterator);
}

}  // namespace

extern "C" {

int RM_ConfigGetType(const char* name, RedisModuleConfigType* type) {
  return FindType(name, *type) ? REDISMODULE_OK : REDISMODULE_ERR;
}

int RM_ConfigGet(RedisModuleCtx* ctx, const char* name, RedisModuleString** value) {
  std::string text;
  if (!Value(name, text)) return REDISMODULE_ERR;
  *value = RM_CreateString(ctx, text.data(), text.size());
  return REDISMODULE_OK;
}

int RM_ConfigGetBool(RedisModuleCtx*, const char* name, int* value) {
  std::string text;
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_BOOL) || !Value(name, text)) return REDISMODULE_ERR;
  *value = text == "yes" ? 1 : 0;
  return REDISMODULE_OK;
}

int RM_ConfigGetEnum(RedisModuleCtx* ctx, const char* name, RedisModuleString** value) {
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_ENUM)) return REDISMODULE_ERR;
  return RM_ConfigGet(ctx, name, value);
}

int RM_ConfigGetNumeric(RedisModuleCtx*, const char* name, long long* value) {
  std::string text;
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_NUMERIC) || !Value(name, text)) return REDISMODULE_ERR;
  const bool percentage = text.ends_with('%');
  if (percentage) text.pop_back();
  const std::optional<int64_t> number = trellis::ParseInt64(text);
  if (!number) return REDISMODULE_ERR;
  *value = percentage ? -*number : *number;
  return REDISMODULE_OK;
}

int RM_ConfigSet(RedisModuleCtx* ctx, const char* name, RedisModuleString* value,
                 RedisModuleString** error) {
  return Assign(ctx, name, value->view(), error);
}

int RM_ConfigSetBool(RedisModuleCtx* ctx, const char* name, int value, RedisModuleString** error) {
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_BOOL)) return WrongType(ctx, name, error);
  if (value != 0 && value != 1) return Fail(ctx, "argument must be 'yes' or 'no'", error);
  return Assign(ctx, name, value != 0 ? "yes" : "no", error);
}

int RM_ConfigSetEnum(RedisModuleCtx* ctx, const char* name, RedisModuleString* value,
                     RedisModuleString** error) {
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_ENUM)) return WrongType(ctx, name, error);
  return Assign(ctx, name, value->view(), error);
}

int RM_ConfigSetNumeric(RedisModuleCtx* ctx, const char* name, long long value,
                        RedisModuleString** error) {
  if (!IsOf(name, REDISMODULE_CONFIG_TYPE_NUMERIC)) return WrongType(ctx, name, error);
  return Assign(ctx, name, std::to_string(value), error);
}

RedisModuleConfigIterator* RM_ConfigIteratorCreate(RedisModuleCtx* ctx, const char* pattern) {
  RedisModuleCallReply* reply = RunConfig({"config", "get", pattern == nullptr ? "*" : pattern});
  auto* iterator = new RedisModuleConfigIterator{Texts(reply, 0)};
  RedisModuleCallReply::Free(reply);
  ctx->OwnIfAuto(iterator, ReleaseIterator);
  return iterator;
}

const char* RM_ConfigIteratorNext(RedisModuleConfigIterator* iter) {
  return iter->next < iter->names.size() ? iter->names[iter->next++].c_str() : nullptr;
}

void RM_ConfigIteratorRelease(RedisModuleCtx* ctx, RedisModuleConfigIterator* iter) {
  ctx->Disown(iter);
  delete iter;
}

}  // extern "C"
