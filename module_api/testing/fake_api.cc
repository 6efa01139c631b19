// The functions of the ABI that the fake host serves. What each promises stands in functions.def.
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

FakeState& Host() {
  return *Current();
}

// -- memory and strings ---------------------------------------------------------------------------

void* Alloc(size_t bytes) {
  return malloc(bytes);
}
void* Calloc(size_t count, size_t bytes) {
  return calloc(count, bytes);
}
void* Realloc(void* block, size_t bytes) {
  return realloc(block, bytes);
}
void Free(void* block) {
  free(block);
}

RedisModuleString* CreateString(RedisModuleCtx* /*ctx*/, const char* bytes, size_t size) {
  return new RedisModuleString{std::string(bytes, size)};
}
RedisModuleString* CreateStringFromLongLong(RedisModuleCtx* /*ctx*/, long long value) {
  return new RedisModuleString{std::to_string(value)};
}
void FreeString(RedisModuleCtx* /*ctx*/, RedisModuleString* string) {
  if (--string->references == 0) delete string;
}
void RetainString(RedisModuleCtx* /*ctx*/, RedisModuleString* string) {
  string->references++;
}
const char* StringPtrLen(const RedisModuleString* string, size_t* size) {
  if (size != nullptr) *size = string->text.size();
  return string->text.c_str();
}
int StringToLongLong(const RedisModuleString* string, long long* value) {
  char* end = nullptr;
  *value = strtoll(string->text.c_str(), &end, 10);
  return *end == '\0' && end != string->text.c_str() ? REDISMODULE_OK : REDISMODULE_ERR;
}
int StringToDouble(const RedisModuleString* string, double* value) {
  char* end = nullptr;
  *value = strtod(string->text.c_str(), &end);
  const bool whole = *end == '\0' && end != string->text.c_str() && !std::isnan(*value);
  return whole ? REDISMODULE_OK : REDISMODULE_ERR;
}

// -- loading, commands, settings ------------------------------------------------------------------

int IsModuleNameBusy(const char* /*name*/) {
  return 0;
}
void SetModuleAttribs(RedisModuleCtx* /*ctx*/, const char* /*name*/, int /*version*/, int /*api*/) {
}
void SetModuleOptions(RedisModuleCtx* /*ctx*/, int /*options*/) {}
int GetServerVersion() {
  return 0x00070400;
}

int CreateCommand(RedisModuleCtx* /*ctx*/, const char* name, RedisModuleCmdFunc function,
                  const char* flags, int /*first*/, int /*last*/, int /*step*/) {
  auto& place = Host().commands[name];
  if (place != nullptr) return REDISMODULE_ERR;
  place = std::make_unique<RedisModuleCommand>(RedisModuleCommand{name, function, flags, "", 0});
  return REDISMODULE_OK;
}
RedisModuleCommand* GetCommand(RedisModuleCtx* /*ctx*/, const char* name) {
  return Host().FindCommand(name);
}
int CreateSubcommand(RedisModuleCommand* parent, const char* name, RedisModuleCmdFunc function,
                     const char* flags, int first, int last, int step) {
  const std::string whole = parent->name + "|" + name;
  return CreateCommand(nullptr, whole.c_str(), function, flags, first, last, step);
}
int SetCommandInfo(RedisModuleCommand* command, const RedisModuleCommandInfo* info) {
  command->arity = info->arity;
  if (info->summary != nullptr) command->summary = info->summary;
  return REDISMODULE_OK;
}
int IsKeysPositionRequest(RedisModuleCtx* /*ctx*/) {
  return 0;
}

// NOLINTNEXTLINE(readability-function-size): the ABI has that many parameters
int RegisterNumericConfig(RedisModuleCtx* /*ctx*/, const char* name, long long standard,
                          unsigned int /*flags*/, long long /*min*/, long long /*max*/,
                          RedisModuleConfigGetNumericFunc /*get*/,
                          RedisModuleConfigSetNumericFunc set, RedisModuleConfigApplyFunc /*apply*/,
                          void* data) {
  Host().apply_settings.emplace_back([=] { set(name, standard, data, nullptr); });
  return REDISMODULE_OK;
}
int RegisterBoolConfig(RedisModuleCtx* /*ctx*/, const char* name, int standard,
                       unsigned int /*flags*/, RedisModuleConfigGetBoolFunc /*get*/,
                       RedisModuleConfigSetBoolFunc set, RedisModuleConfigApplyFunc /*apply*/,
                       void* data) {
  Host().apply_settings.emplace_back([=] { set(name, standard, data, nullptr); });
  return REDISMODULE_OK;
}
int RegisterStringConfig(RedisModuleCtx* /*ctx*/, const char* name, const char* standard,
                         unsigned int /*flags*/, RedisModuleConfigGetStringFunc /*get*/,
                         RedisModuleConfigSetStringFunc set, RedisModuleConfigApplyFunc /*apply*/,
                         void* data) {
  Host().apply_settings.emplace_back([=] {
    auto* value = new RedisModuleString{standard};
    set(name, value, data, nullptr);
    FreeString(nullptr, value);
  });
  return REDISMODULE_OK;
}
int LoadConfigs(RedisModuleCtx* /*ctx*/) {
  for (const auto& apply : Host().apply_settings)
    apply();
  return REDISMODULE_OK;
}

int ExportSharedAPI(RedisModuleCtx* /*ctx*/, const char* name, void* table) {
  Host().shared[name] = table;
  return REDISMODULE_OK;
}
void* GetSharedAPI(RedisModuleCtx* /*ctx*/, const char* name) {
  const auto found = Host().shared.find(name);
  return found == Host().shared.end() ? nullptr : found->second;
}
int RegisterInfoFunc(RedisModuleCtx* /*ctx*/, RedisModuleInfoFunc /*write*/) {
  return REDISMODULE_OK;
}

// -- replies --------------------------------------------------------------------------------------

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

// -- keys -----------------------------------------------------------------------------------------

FakeValue* ValueOf(RedisModuleKey* key) {
  return key == nullptr ? nullptr : Host().Find(key->name->text);
}
bool Writable(const RedisModuleKey* key) {
  return (key->mode & REDISMODULE_WRITE) != 0;
}

RedisModuleKey* OpenKey(RedisModuleCtx* /*ctx*/, RedisModuleString* name, int mode) {
  if ((mode & REDISMODULE_WRITE) == 0 && Host().Find(name->text) == nullptr) return nullptr;
  name->references++;
  return new RedisModuleKey{name, mode, ""};
}
void CloseKey(RedisModuleKey* key) {
  if (key == nullptr) return;
  FreeString(nullptr, key->name);
  delete key;
}
int KeyType(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? REDISMODULE_KEYTYPE_EMPTY : value->type;
}
const RedisModuleString* GetKeyNameFromModuleKey(RedisModuleKey* key) {
  return key->name;
}
int DeleteKey(RedisModuleKey* key) {
  if (!Writable(key)) return REDISMODULE_ERR;
  Host().Erase(key->name->text);
  return REDISMODULE_OK;
}
mstime_t GetExpire(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? REDISMODULE_NO_EXPIRE : value->expire_ms;
}
int SetExpire(RedisModuleKey* key, mstime_t left) {
  FakeValue* value = ValueOf(key);
  if (value == nullptr || !Writable(key)) return REDISMODULE_ERR;
  value->expire_ms = left;
  return REDISMODULE_OK;
}
char* StringDMA(RedisModuleKey* key, size_t* size, int /*mode*/) {
  FakeValue* value = ValueOf(key);
  std::string& bytes = value == nullptr ? key->buffer : value->string;
  *size = bytes.size();
  return bytes.data();
}
int StringSet(RedisModuleKey* key, RedisModuleString* string) {
  if (!Writable(key)) return REDISMODULE_ERR;
  Host().Erase(key->name->text);
  FakeValue& value = Host().keys[key->name->text];
  value.type = REDISMODULE_KEYTYPE_STRING;
  value.string = string->text;
  return REDISMODULE_OK;
}
// Pairs of a field and where its value goes, ended by a null field.
int HashGet(RedisModuleKey* key, int flags, ...) {
  const FakeValue* value = ValueOf(key);
  if (value != nullptr && value->type != REDISMODULE_KEYTYPE_HASH) return REDISMODULE_ERR;
  va_list pairs;
  va_start(pairs, flags);
  while (const void* name = va_arg(pairs, const void*)) {
    const std::string field = (flags & REDISMODULE_HASH_CFIELDS) != 0
                                  ? static_cast<const char*>(name)
                                  : static_cast<const RedisModuleString*>(name)->text;
    const bool exists = value != nullptr && value->hash.contains(field);
    if ((flags & REDISMODULE_HASH_EXISTS) != 0) {
      *va_arg(pairs, int*) = exists ? 1 : 0;
    } else {
      auto** place = va_arg(pairs, RedisModuleString**);
      *place = exists ? new RedisModuleString{value->hash.at(field)} : nullptr;
    }
  }
  va_end(pairs);
  return REDISMODULE_OK;
}
int SignalModifiedKey(RedisModuleCtx* /*ctx*/, RedisModuleString* /*key*/) {
  return REDISMODULE_OK;
}
int SelectDb(RedisModuleCtx* ctx, int index) {
  ctx->db = index;
  return REDISMODULE_OK;
}
int GetSelectedDb(RedisModuleCtx* ctx) {
  return ctx->db;
}
int GetContextFlags(RedisModuleCtx* /*ctx*/) {
  return Host().context_flags;
}

// The one step of a scan is the whole of it.
struct FakeCursor {
  bool done = false;
};
RedisModuleScanCursor* ScanCursorCreate() {
  return reinterpret_cast<RedisModuleScanCursor*>(new FakeCursor());
}
void ScanCursorDestroy(RedisModuleScanCursor* cursor) {
  delete reinterpret_cast<FakeCursor*>(cursor);
}
bool FirstStep(RedisModuleScanCursor* cursor) {
  return !std::exchange(reinterpret_cast<FakeCursor*>(cursor)->done, true);
}
int Scan(RedisModuleCtx* ctx, RedisModuleScanCursor* cursor, RedisModuleScanCB each, void* data) {
  if (!FirstStep(cursor)) return 0;
  std::vector<std::string> names;
  for (const auto& [name, value] : Host().keys)
    names.push_back(name);
  for (const std::string& name : names) {
    auto* string = new RedisModuleString{name};
    RedisModuleKey* key = OpenKey(ctx, string, REDISMODULE_READ);
    each(ctx, string, key, data);
    CloseKey(key);
    FreeString(nullptr, string);
  }
  return 0;
}
int ScanKey(RedisModuleKey* key, RedisModuleScanCursor* cursor, RedisModuleScanKeyCB each,
            void* data) {
  const FakeValue* value = ValueOf(key);
  if (!FirstStep(cursor) || value == nullptr) return 0;
  for (const auto& [name, text] : value->hash) {
    auto* field = new RedisModuleString{name};
    auto* content = new RedisModuleString{text};
    each(key, field, content, data);
    FreeString(nullptr, field);
    FreeString(nullptr, content);
  }
  return 0;
}

// -- types and their streams ----------------------------------------------------------------------

RedisModuleType* CreateDataType(RedisModuleCtx* /*ctx*/, const char* name, int encoding,
                                RedisModuleTypeMethods* methods) {
  if (strlen(name) != 9 || encoding < 0 || encoding > 1023) return nullptr;
  Host().types.push_back(
      std::make_unique<RedisModuleType>(RedisModuleType{name, encoding, *methods}));
  return Host().types.back().get();
}
RedisModuleType* ModuleTypeGetType(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? nullptr : value->module_type;
}
void* ModuleTypeGetValue(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? nullptr : value->module_value;
}
int ModuleTypeSetValue(RedisModuleKey* key, RedisModuleType* type, void* content) {
  if (!Writable(key)) return REDISMODULE_ERR;
  Host().Erase(key->name->text);
  FakeValue value;
  value.type = REDISMODULE_KEYTYPE_MODULE;
  value.module_type = type;
  value.module_value = content;
  Host().keys[key->name->text] = value;
  return REDISMODULE_OK;
}

enum Opcode : char {
  kUnsigned = 2,
  kFloat = 3,
  kDouble = 4,
  kString = 5
};

template <typename Value>
void Put(RedisModuleIO* io, Opcode opcode, Value value) {
  io->bytes += static_cast<char>(opcode);
  io->bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
template <typename Value>
Value Get(RedisModuleIO* io, Opcode opcode) {
  Value value{};
  if (io->failed || io->bytes.size() - io->position < 1 + sizeof(value) ||
      io->bytes[io->position] != opcode) {
    io->failed = true;
    return Value{};
  }
  memcpy(&value, io->bytes.data() + io->position + 1, sizeof(value));
  io->position += 1 + sizeof(value);
  return value;
}
void SaveUnsigned(RedisModuleIO* io, uint64_t value) {
  Put(io, kUnsigned, value);
}
uint64_t LoadUnsigned(RedisModuleIO* io) {
  return Get<uint64_t>(io, kUnsigned);
}
void SaveSigned(RedisModuleIO* io, int64_t value) {
  Put(io, kUnsigned, value);
}
int64_t LoadSigned(RedisModuleIO* io) {
  return Get<int64_t>(io, kUnsigned);
}
void SaveDouble(RedisModuleIO* io, double value) {
  Put(io, kDouble, value);
}
double LoadDouble(RedisModuleIO* io) {
  return Get<double>(io, kDouble);
}
void SaveFloat(RedisModuleIO* io, float value) {
  Put(io, kFloat, value);
}
float LoadFloat(RedisModuleIO* io) {
  return Get<float>(io, kFloat);
}
void SaveStringBuffer(RedisModuleIO* io, const char* bytes, size_t size) {
  Put(io, kString, uint64_t{size});
  io->bytes.append(bytes, size);
}
char* LoadStringBuffer(RedisModuleIO* io, size_t* size) {
  const auto length = Get<uint64_t>(io, kString);
  if (io->failed || length > io->bytes.size() - io->position) {
    io->failed = true;
    return nullptr;
  }
  auto* bytes = static_cast<char*>(malloc(length + 1));
  memcpy(bytes, io->bytes.data() + io->position, length);
  bytes[length] = '\0';
  io->position += length;
  if (size != nullptr) *size = length;
  return bytes;
}
int IsIOError(RedisModuleIO* io) {
  return io->failed ? 1 : 0;
}
const RedisModuleString* GetKeyNameFromIO(RedisModuleIO* io) {
  return io->key;
}
int GetDbIdFromIO(RedisModuleIO* /*io*/) {
  return 0;
}

// -- calling, replicating, notifying --------------------------------------------------------------

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
  } else if (const std::string word = until(",]"); word != "nil") {
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
  if (strchr(format, '!') != nullptr) Host().replicated.push_back(Line(command, words));
  const auto answer = Host().answers.find(name);
  if (answer == Host().answers.end()) {
    errno = ENOENT;
    return nullptr;
  }
  const std::string text = answer->second(words);
  std::string_view rest = text;
  return new RedisModuleCallReply(Parse(rest));
}
void FreeCallReply(RedisModuleCallReply* reply) {
  delete reply;
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
  Host().replicated.push_back(Line(name.c_str(), words));
  return REDISMODULE_OK;
}
int Replicate(RedisModuleCtx* /*ctx*/, const char* command, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  Host().replicated.push_back(Line(command, Words(format, arguments)));
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
  Host().Notify(kind, event, key->text);
  return REDISMODULE_OK;
}
int SubscribeToKeyspaceEvents(RedisModuleCtx* /*ctx*/, int kinds,
                              RedisModuleNotificationFunc function) {
  Host().subscriptions.push_back({kinds, function});
  return REDISMODULE_OK;
}
int SubscribeToServerEvent(RedisModuleCtx* /*ctx*/, RedisModuleEvent /*event*/,
                           RedisModuleEventCallback /*function*/) {
  return REDISMODULE_OK;
}

void LogLine(const char* level, const char* format, va_list arguments) {
  char text[1024];
  vsnprintf(text, sizeof(text), format, arguments);
  Host().log.push_back(std::string(level) + ": " + text);
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

// -- blocked clients, threads, timers -------------------------------------------------------------

RedisModuleBlockedClient* BlockClient(RedisModuleCtx* ctx, RedisModuleCmdFunc reply,
                                      RedisModuleCmdFunc timeout,
                                      void (*free_data)(RedisModuleCtx*, void*),
                                      long long timeout_ms) {
  auto client = std::make_unique<RedisModuleBlockedClient>();
  for (const RedisModuleString* arg : ctx->args)
    client->words.push_back(arg->text);
  client->reply = reply;
  client->timeout = timeout;
  client->free_data = free_data;
  client->due_ms = timeout_ms == 0 ? 0 : Host().now_ms + timeout_ms;
  ctx->waits = true;
  Host().waiting.push_back(std::move(client));
  return Host().waiting.back().get();
}
int UnblockClient(RedisModuleBlockedClient* client, void* data) {
  client->unblocked = true;
  client->data = data;
  return REDISMODULE_OK;
}
void* GetBlockedClientPrivateData(RedisModuleCtx* ctx) {
  return ctx->blocked == nullptr ? nullptr : ctx->blocked->data;
}
RedisModuleCtx* GetThreadSafeContext(RedisModuleBlockedClient* client) {
  RedisModuleCtx* ctx = Host().MakeContext().release();
  ctx->blocked = client;
  return ctx;
}
RedisModuleCtx* GetDetachedThreadSafeContext(RedisModuleCtx* /*ctx*/) {
  return GetThreadSafeContext(nullptr);
}
void FreeThreadSafeContext(RedisModuleCtx* ctx) {
  delete ctx;
}
void ThreadSafeContextLock(RedisModuleCtx* /*ctx*/) {}
void ThreadSafeContextUnlock(RedisModuleCtx* /*ctx*/) {}
int MeasureTime(RedisModuleBlockedClient* /*client*/) {
  return REDISMODULE_OK;
}

RedisModuleTimerID CreateTimer(RedisModuleCtx* /*ctx*/, mstime_t delay, RedisModuleTimerProc run,
                               void* data) {
  const RedisModuleTimerID id = Host().next_timer++;
  Host().timers[id] = {Host().now_ms + delay, run, data};
  return id;
}
int StopTimer(RedisModuleCtx* /*ctx*/, RedisModuleTimerID id, void** data) {
  const auto found = Host().timers.find(id);
  if (found == Host().timers.end()) return REDISMODULE_ERR;
  if (data != nullptr) *data = found->second.data;
  Host().timers.erase(found);
  return REDISMODULE_OK;
}
int EventLoopAddOneShot(RedisModuleEventLoopOneShotFunc run, void* data) {
  Host().posted.emplace_back(run, data);
  return REDISMODULE_OK;
}
mstime_t Milliseconds() {
  return Host().now_ms;
}

}  // namespace

int GetFakeApi(const char* name, void* out) {
  // The cast to the header's own type checks the signature.
#define TRELLIS_SERVE(Name, function)                                                \
  {                                                                                  \
    "RedisModule_" #Name,                                                            \
        reinterpret_cast<void*>(static_cast<decltype(RedisModule_##Name)>(function)) \
  }
  static const std::map<std::string_view, void*> served = {
      TRELLIS_SERVE(Alloc, Alloc),
      TRELLIS_SERVE(Calloc, Calloc),
      TRELLIS_SERVE(Realloc, Realloc),
      TRELLIS_SERVE(Free, Free),
      TRELLIS_SERVE(CreateString, CreateString),
      TRELLIS_SERVE(CreateStringFromLongLong, CreateStringFromLongLong),
      TRELLIS_SERVE(FreeString, FreeString),
      TRELLIS_SERVE(RetainString, RetainString),
      TRELLIS_SERVE(StringPtrLen, StringPtrLen),
      TRELLIS_SERVE(StringToLongLong, StringToLongLong),
      TRELLIS_SERVE(StringToDouble, StringToDouble),
      TRELLIS_SERVE(IsModuleNameBusy, IsModuleNameBusy),
      TRELLIS_SERVE(SetModuleAttribs, SetModuleAttribs),
      TRELLIS_SERVE(SetModuleOptions, SetModuleOptions),
      TRELLIS_SERVE(GetServerVersion, GetServerVersion),
      TRELLIS_SERVE(CreateCommand, CreateCommand),
      TRELLIS_SERVE(CreateSubcommand, CreateSubcommand),
      TRELLIS_SERVE(GetCommand, GetCommand),
      TRELLIS_SERVE(SetCommandInfo, SetCommandInfo),
      TRELLIS_SERVE(IsKeysPositionRequest, IsKeysPositionRequest),
      TRELLIS_SERVE(RegisterNumericConfig, RegisterNumericConfig),
      TRELLIS_SERVE(RegisterBoolConfig, RegisterBoolConfig),
      TRELLIS_SERVE(RegisterStringConfig, RegisterStringConfig),
      TRELLIS_SERVE(LoadConfigs, LoadConfigs),
      TRELLIS_SERVE(ExportSharedAPI, ExportSharedAPI),
      TRELLIS_SERVE(GetSharedAPI, GetSharedAPI),
      TRELLIS_SERVE(RegisterInfoFunc, RegisterInfoFunc),
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
      TRELLIS_SERVE(OpenKey, OpenKey),
      TRELLIS_SERVE(CloseKey, CloseKey),
      TRELLIS_SERVE(KeyType, KeyType),
      TRELLIS_SERVE(GetKeyNameFromModuleKey, GetKeyNameFromModuleKey),
      TRELLIS_SERVE(DeleteKey, DeleteKey),
      TRELLIS_SERVE(UnlinkKey, DeleteKey),
      TRELLIS_SERVE(GetExpire, GetExpire),
      TRELLIS_SERVE(SetExpire, SetExpire),
      TRELLIS_SERVE(StringDMA, StringDMA),
      TRELLIS_SERVE(StringSet, StringSet),
      TRELLIS_SERVE(HashGet, HashGet),
      TRELLIS_SERVE(SignalModifiedKey, SignalModifiedKey),
      TRELLIS_SERVE(SelectDb, SelectDb),
      TRELLIS_SERVE(GetSelectedDb, GetSelectedDb),
      TRELLIS_SERVE(GetContextFlags, GetContextFlags),
      TRELLIS_SERVE(ScanCursorCreate, ScanCursorCreate),
      TRELLIS_SERVE(ScanCursorDestroy, ScanCursorDestroy),
      TRELLIS_SERVE(Scan, Scan),
      TRELLIS_SERVE(ScanKey, ScanKey),
      TRELLIS_SERVE(CreateDataType, CreateDataType),
      TRELLIS_SERVE(ModuleTypeGetType, ModuleTypeGetType),
      TRELLIS_SERVE(ModuleTypeGetValue, ModuleTypeGetValue),
      TRELLIS_SERVE(ModuleTypeSetValue, ModuleTypeSetValue),
      TRELLIS_SERVE(SaveUnsigned, SaveUnsigned),
      TRELLIS_SERVE(LoadUnsigned, LoadUnsigned),
      TRELLIS_SERVE(SaveSigned, SaveSigned),
      TRELLIS_SERVE(LoadSigned, LoadSigned),
      TRELLIS_SERVE(SaveDouble, SaveDouble),
      TRELLIS_SERVE(LoadDouble, LoadDouble),
      TRELLIS_SERVE(SaveFloat, SaveFloat),
      TRELLIS_SERVE(LoadFloat, LoadFloat),
      TRELLIS_SERVE(SaveStringBuffer, SaveStringBuffer),
      TRELLIS_SERVE(LoadStringBuffer, LoadStringBuffer),
      TRELLIS_SERVE(IsIOError, IsIOError),
      TRELLIS_SERVE(GetKeyNameFromIO, GetKeyNameFromIO),
      TRELLIS_SERVE(GetDbIdFromIO, GetDbIdFromIO),
      TRELLIS_SERVE(Call, Call),
      TRELLIS_SERVE(FreeCallReply, FreeCallReply),
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
      TRELLIS_SERVE(BlockClient, BlockClient),
      TRELLIS_SERVE(UnblockClient, UnblockClient),
      TRELLIS_SERVE(GetBlockedClientPrivateData, GetBlockedClientPrivateData),
      TRELLIS_SERVE(GetThreadSafeContext, GetThreadSafeContext),
      TRELLIS_SERVE(GetDetachedThreadSafeContext, GetDetachedThreadSafeContext),
      TRELLIS_SERVE(FreeThreadSafeContext, FreeThreadSafeContext),
      TRELLIS_SERVE(ThreadSafeContextLock, ThreadSafeContextLock),
      TRELLIS_SERVE(ThreadSafeContextUnlock, ThreadSafeContextUnlock),
      TRELLIS_SERVE(BlockedClientMeasureTimeStart, MeasureTime),
      TRELLIS_SERVE(BlockedClientMeasureTimeEnd, MeasureTime),
      TRELLIS_SERVE(CreateTimer, CreateTimer),
      TRELLIS_SERVE(StopTimer, StopTimer),
      TRELLIS_SERVE(EventLoopAddOneShot, EventLoopAddOneShot),
      TRELLIS_SERVE(Milliseconds, Milliseconds),
  };
#undef TRELLIS_SERVE
  const auto found = served.find(name);
  if (found == served.end()) return REDISMODULE_ERR;
  memcpy(out, &found->second, sizeof(found->second));
  return REDISMODULE_OK;
}

}  // namespace trellis::testing
