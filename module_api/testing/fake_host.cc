#include "module_api/testing/fake_host.h"

#include <algorithm>
#include <cctype>

#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::vector<std::string> Take(std::vector<std::string>& lines) {
  return std::exchange(lines, {});
}

RedisModuleIO IoFor(std::string_view bytes, RedisModuleString* key) {
  RedisModuleIO io;
  io.bytes = bytes;
  io.key = key;
  return io;
}

// The value that `bytes` hold, or null.
void* LoadValue(const RedisModuleType& type, std::string_view bytes, RedisModuleString* key) {
  RedisModuleIO io = IoFor(bytes, key);
  void* value = type.methods.rdb_load(&io, type.encoding);
  if (value == nullptr) return nullptr;
  if (!io.failed && io.position == io.bytes.size()) return value;
  type.methods.free(value);
  return nullptr;
}

std::string SaveValue(const RedisModuleType& type, void* value, RedisModuleString* key) {
  RedisModuleIO io = IoFor("", key);
  type.methods.rdb_save(&io, value);
  return io.bytes;
}

// Dump's payload is the type's name, then what its save wrote.
constexpr size_t kTypeNameSize = 9;

}  // namespace

FakeState*& Current() {
  static FakeState* current = nullptr;
  return current;
}

FakeValue* ValueOf(const RedisModuleKey* key) {
  return key == nullptr ? nullptr : Current()->Find(key->name->text);
}

// -- FakeState -----------------------------------------------------------------------------------

std::unique_ptr<RedisModuleCtx> FakeState::MakeContext(
    const std::vector<std::string>& words) const {
  auto ctx = std::make_unique<RedisModuleCtx>();
  ctx->get_api = GetFakeApi;
  for (const std::string& word : words)
    ctx->args.push_back(new RedisModuleString{word});
  if (!words.empty()) ctx->command = words[0];
  return ctx;
}

void FakeState::Release(RedisModuleCtx& ctx) {
  for (RedisModuleString* arg : ctx.args)
    RedisModule_FreeString(nullptr, arg);
}

RedisModuleCommand* FakeState::FindCommand(std::string_view name) {
  const auto found = commands.find(Lower(name));
  return found == commands.end() ? nullptr : found->second.get();
}

FakeValue* FakeState::Find(const std::string& key) {
  const auto found = keys.find(key);
  return found == keys.end() ? nullptr : &found->second;
}

void FakeState::FreeValue(FakeValue& value) {
  if (value.module_value != nullptr) value.module_type->methods.free(value.module_value);
  value = FakeValue();
}

bool FakeState::Erase(const std::string& key) {
  const auto found = keys.find(key);
  if (found == keys.end()) return false;
  FakeValue value = found->second;
  keys.erase(found);
  if (value.module_value != nullptr && value.module_type->methods.unlink != nullptr) {
    RedisModuleString name{key};
    value.module_type->methods.unlink(&name, value.module_value);
  }
  FreeValue(value);
  return true;
}

void FakeState::Notify(int kind, const char* event, const std::string& key) {
  events.push_back(std::string(event) + " " + key);
  for (const Subscription& subscription : subscriptions) {
    if ((subscription.kinds & kind) == 0) continue;
    const auto ctx = MakeContext();
    auto* name = new RedisModuleString{key};
    subscription.function(ctx.get(), kind, event, name);
    RedisModule_FreeString(nullptr, name);
  }
}

std::string FakeState::Dump(const std::string& key) {
  const FakeValue* value = Find(key);
  if (value == nullptr || value->module_value == nullptr) return {};
  RedisModuleString name{key};
  return value->module_type->name + SaveValue(*value->module_type, value->module_value, &name);
}

bool FakeState::Restore(const std::string& key, std::string_view payload) {
  if (keys.contains(key)) return false;
  for (const auto& type : types) {
    if (payload.substr(0, kTypeNameSize) != type->name || type->methods.rdb_load == nullptr)
      continue;
    RedisModuleString name{key};
    void* loaded = LoadValue(*type, payload.substr(kTypeNameSize), &name);
    if (loaded == nullptr) return false;
    FakeValue value;
    value.type = REDISMODULE_KEYTYPE_MODULE;
    value.module_type = type.get();
    value.module_value = loaded;
    keys[key] = value;
    return true;
  }
  return false;
}

std::unique_ptr<FakeCall> FakeState::TakeCall(const FakeCall* call) {
  const auto place = std::find_if(calls.begin(), calls.end(),
                                  [&](const auto& held) { return held.get() == call; });
  std::unique_ptr<FakeCall> taken = std::move(*place);
  calls.erase(place);
  if (taken->promise != nullptr) taken->promise->waiting = nullptr;
  return taken;
}

// -- FakeHost ------------------------------------------------------------------------------------

FakeHost::FakeHost(OnLoad load, const Words& load_words) : state_(std::make_unique<FakeState>()) {
  Current() = state_.get();
  const auto ctx = state_->MakeContext(load_words);
  state_->loaded =
      load(ctx.get(), ctx->args.data(), static_cast<int>(ctx->args.size())) == REDISMODULE_OK;
  FakeState::Release(*ctx);
}

FakeHost::~FakeHost() {
  while (!state_->keys.empty()) {
    state_->FreeValue(state_->keys.begin()->second);
    state_->keys.erase(state_->keys.begin());
  }
  Current() = nullptr;
}

bool FakeHost::loaded() const {
  return state_->loaded;
}
void FakeHost::set_protocol(int protocol) {
  state_->protocol = protocol;
  state_->context_flags &= ~REDISMODULE_CTX_FLAGS_RESP3;
  if (protocol == 3) state_->context_flags |= REDISMODULE_CTX_FLAGS_RESP3;
}
void FakeHost::set_context_flags(int flags) {
  state_->context_flags = flags;
}

std::string FakeHost::Run(const Words& words) {
  RedisModuleCommand* command = nullptr;
  if (words.size() > 1) command = state_->FindCommand(words[0] + "|" + words[1]);
  if (command == nullptr) command = state_->FindCommand(words[0]);
  if (command == nullptr || command->function == nullptr) return "-ERR unknown command";
  const auto ctx = state_->MakeContext(words);
  ctx->command = command->name;
  command->function(ctx.get(), ctx->args.data(), static_cast<int>(ctx->args.size()));
  FakeState::Release(*ctx);
  return ctx->waits ? "blocked" : ctx->replies.Text(state_->protocol);
}

void FakeHost::SetString(const std::string& key, const std::string& value) {
  state_->Erase(key);
  state_->keys[key].type = REDISMODULE_KEYTYPE_STRING;
  state_->keys[key].string = value;
  state_->Notify(REDISMODULE_NOTIFY_STRING, "set", key);
}

void FakeHost::SetHash(const std::string& key, const std::map<std::string, std::string>& fields) {
  state_->Erase(key);
  state_->keys[key].type = REDISMODULE_KEYTYPE_HASH;
  state_->keys[key].hash = fields;
  state_->Notify(REDISMODULE_NOTIFY_HASH, "hset", key);
}

bool FakeHost::Delete(const std::string& key) {
  if (!state_->Erase(key)) return false;
  state_->Notify(REDISMODULE_NOTIFY_GENERIC, "del", key);
  return true;
}

bool FakeHost::Exists(const std::string& key) const {
  return state_->keys.contains(key);
}

std::string FakeHost::Dump(const std::string& key) {
  return state_->Dump(key);
}

bool FakeHost::Restore(const std::string& key, std::string_view payload) {
  return state_->Restore(key, payload);
}

size_t FakeHost::RestoreCorrupted(std::string_view payload) {
  const std::string key = "restored from corrupted bytes";
  size_t loaded = 0;
  const auto attempt = [&](std::string_view bytes) {
    if (!Restore(key, bytes)) return;
    loaded++;
    (void)Dump(key);
    (void)MemoryBytes(key);
    Delete(key);
  };
  for (size_t size = kTypeNameSize; size < payload.size(); size++)
    attempt(payload.substr(0, size));
  for (size_t place = kTypeNameSize; place < payload.size(); place++) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string changed(payload);
      changed[place] = static_cast<char>(changed[place] ^ mask);
      attempt(changed);
    }
  }
  return loaded;
}

bool FakeHost::Reload() {
  struct Saved {
    RedisModuleType* type;
    std::string bytes;
    int when;
  };
  std::vector<Saved> aux;
  for (const auto& type : state_->types) {
    const auto save =
        type->methods.aux_save2 != nullptr ? type->methods.aux_save2 : type->methods.aux_save;
    for (const int when : {REDISMODULE_AUX_BEFORE_RDB, REDISMODULE_AUX_AFTER_RDB}) {
      if (save == nullptr || (type->methods.aux_save_triggers & when) == 0) continue;
      RedisModuleIO io;
      save(&io, when);
      if (!io.bytes.empty()) aux.push_back({type.get(), io.bytes, when});
    }
  }
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : state_->keys) {
    if (value.module_value != nullptr) values[key] = Dump(key);
  }
  for (const auto& [key, payload] : values) {
    state_->FreeValue(state_->keys[key]);
    state_->keys.erase(key);
  }

  const auto load_aux = [&](int when) {
    return std::all_of(aux.begin(), aux.end(), [&](const Saved& saved) {
      if (saved.when != when) return true;
      RedisModuleIO io = IoFor(saved.bytes, nullptr);
      return saved.type->methods.aux_load(&io, saved.type->encoding, when) == REDISMODULE_OK &&
             !io.failed && io.position == io.bytes.size();
    });
  };
  bool good = load_aux(REDISMODULE_AUX_BEFORE_RDB);
  for (const auto& [key, payload] : values) {
    good = Restore(key, payload) && good;
    state_->Notify(REDISMODULE_NOTIFY_LOADED, "loaded", key);
  }
  return load_aux(REDISMODULE_AUX_AFTER_RDB) && good;
}

std::vector<std::string> FakeHost::Rewrite(const std::string& key) {
  const FakeValue* value = state_->Find(key);
  if (value == nullptr || value->module_value == nullptr) return {};
  RedisModuleIO io;
  RedisModuleString name{key};
  value->module_type->methods.aof_rewrite(&io, &name, value->module_value);
  return io.commands;
}

bool FakeHost::Copy(const std::string& from, const std::string& to) {
  const FakeValue* value = state_->Find(from);
  if (value == nullptr || value->module_value == nullptr || state_->keys.contains(to)) return false;
  const auto copy = value->module_type->methods.copy;
  if (copy == nullptr) return false;
  RedisModuleString from_name{from};
  RedisModuleString to_name{to};
  FakeValue copied = *value;
  copied.module_value = copy(&from_name, &to_name, value->module_value);
  if (copied.module_value == nullptr) return false;
  state_->keys[to] = copied;
  state_->Notify(REDISMODULE_NOTIFY_GENERIC, "copy_to", to);
  return true;
}

size_t FakeHost::MemoryBytes(const std::string& key) {
  const FakeValue* value = state_->Find(key);
  if (value == nullptr || value->module_value == nullptr) return 0;
  const auto usage = value->module_type->methods.mem_usage;
  return usage == nullptr ? 0 : usage(value->module_value);
}

std::string FakeHost::Digest(const std::string& key) {
  const FakeValue* value = state_->Find(key);
  if (value == nullptr || value->module_value == nullptr) return {};
  if (value->module_type->methods.digest == nullptr) return {};
  RedisModuleDigest digest;
  value->module_type->methods.digest(&digest, value->module_value);
  RedisModule_DigestEndSequence(&digest);  // of what a type has left open
  return std::to_string(digest.sum);
}

std::vector<std::string> FakeHost::TakeReplicated() {
  return Take(state_->replicated);
}
std::vector<std::string> FakeHost::TakeEvents() {
  return Take(state_->events);
}
std::vector<std::string> FakeHost::TakeLog() {
  return Take(state_->log);
}

void FakeHost::Answer(const std::string& command,
                      std::function<std::string(const Words& words)> answer) {
  state_->answers[Lower(command)] = std::move(answer);
}

std::string FakeHost::Authenticate(const std::string& user, const std::string& password) {
  const auto ctx = state_->MakeContext();
  auto* name = new RedisModuleString{user};
  auto* secret = new RedisModuleString{password};
  std::string verdict;
  for (size_t i = state_->auth_callbacks.size(); i > 0 && verdict.empty(); --i) {
    RedisModuleString* error = nullptr;
    const int answer = state_->auth_callbacks[i - 1](ctx.get(), name, secret, &error);
    if (answer == REDISMODULE_AUTH_HANDLED) {
      verdict = ctx->authenticated ? "+OK" : "-WRONGPASS";
      if (error != nullptr && !ctx->authenticated) verdict = error->text;
    }
    if (error != nullptr) RedisModule_FreeString(nullptr, error);
  }
  RedisModule_FreeString(nullptr, name);
  RedisModule_FreeString(nullptr, secret);
  return verdict;
}
std::string FakeHost::Categories(const std::string& command) const {
  const RedisModuleCommand* found = state_->FindCommand(command);
  return found == nullptr ? "" : found->categories;
}
std::vector<std::string> FakeHost::TakeHidden() {
  return Take(state_->hidden);
}

std::string FakeHost::SetSetting(const std::string& name, const std::string& value) {
  return ChangeSetting(name, value);
}
std::string FakeHost::Setting(const std::string& name) const {
  const auto found = state_->settings.find(name);
  return found == state_->settings.end() ? std::string() : found->second.get();
}

std::string FakeHost::Info() {
  RedisModuleInfoCtx info;
  if (state_->info != nullptr) state_->info(&info, 0);
  return info.text;
}

void FakeHost::Fire(RedisModuleEvent event, uint64_t subevent, void* data) {
  const auto found = state_->event_callbacks.find(event.id);
  if (found == state_->event_callbacks.end()) return;
  const auto ctx = state_->MakeContext();
  found->second(ctx.get(), event, subevent, data);
}

void* FakeHost::Shared(const std::string& name) const {
  const auto found = state_->shared.find(name);
  return found == state_->shared.end() ? nullptr : found->second;
}
void FakeHost::Share(const std::string& name, void* table) {
  state_->shared[name] = table;
}

void FakeHost::AdvanceMs(int64_t ms) {
  state_->now_ms += ms;
  for (auto next = state_->timers.begin(); next != state_->timers.end();) {
    if (next->second.due_ms > state_->now_ms) {
      ++next;
      continue;
    }
    const FakeTimer due = next->second;
    state_->timers.erase(next);
    const auto ctx = state_->MakeContext();
    due.run(ctx.get(), due.data);
    next = state_->timers.begin();  // the callback may have changed the timers
  }
  for (const auto& [run, data] : std::exchange(state_->posted, {}))
    run(data);
}

std::vector<std::string> FakeHost::TakeUnblocked() {
  std::vector<std::string> replies = ServeReadyKeys();
  for (auto& client : state_->waiting) {
    const bool late = client->due_ms != 0 && client->due_ms <= state_->now_ms;
    if (!client->unblocked && !late) continue;
    const auto ctx = state_->MakeContext(client->words);
    ctx->blocked = client.get();
    const RedisModuleCmdFunc callback = client->unblocked ? client->reply : client->timeout;
    if (callback != nullptr) {
      callback(ctx.get(), ctx->args.data(), static_cast<int>(ctx->args.size()));
    }
    const ReplyTree& reply = callback != nullptr ? ctx->replies : client->written;
    if (!client->gone) replies.push_back(reply.Text(state_->protocol));
    FakeState::Release(*ctx);
    // A client whose time is up stays, and gets nothing more, until it is unblocked.
    client->gone = true;
    client->due_ms = 0;
    client->reply = nullptr;
    if (!client->unblocked && client->keys.empty()) continue;
    if (client->free_data != nullptr && client->data != nullptr) {
      client->free_data(ctx.get(), client->data);
    }
    client.reset();
  }
  std::erase(state_->waiting, nullptr);
  return replies;
}

void FakeHost::DisconnectWaiting() {
  for (const auto& client : state_->waiting) {
    if (client->unblocked || client->gone) continue;
    client->gone = true;
    client->due_ms = 0;
    client->reply = nullptr;
    const auto ctx = state_->MakeContext();
    if (client->disconnected != nullptr) client->disconnected(ctx.get(), client.get());
  }
}

}  // namespace trellis::testing
