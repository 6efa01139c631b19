// What stands behind the fake host's handles.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "module_api/testing/fake_host.h"

struct RedisModuleString {
  std::string text;
  int references = 1;
};

// A reply under construction, or one that RM_Call returned. Aggregates hold their elements; a map's are
// key, value, key, value.
struct RedisModuleCallReply;

// A call that waits, until the test ends it.
struct FakeCall {
  RedisModuleCallReply* promise;  // null once it has been freed
  RedisModuleOnUnblocked handler = nullptr;
  void* data = nullptr;
};

struct RedisModuleCallReply {
  int type = REDISMODULE_REPLY_NULL;
  bool simple = false;  // of a string: a status line
  std::string text;     // of a string, error or number
  long long integer = 0;
  long expected = 0;  // elements announced, REDISMODULE_POSTPONED_LEN while unknown
  std::vector<RedisModuleCallReply> elements;
  FakeCall* waiting = nullptr;  // of a promise, until its call is over

  [[nodiscard]] bool complete() const {
    return expected != REDISMODULE_POSTPONED_LEN &&
           elements.size() >= static_cast<size_t>(expected);
  }
  [[nodiscard]] std::string Text(int protocol) const;
};

struct RedisModuleType {
  std::string name;
  int encoding = 0;
  RedisModuleTypeMethods methods{};
};

struct RedisModuleCommand {
  std::string name;
  RedisModuleCmdFunc function = nullptr;
  std::string flags;
  std::string summary;
  int arity = 0;
  std::string categories;
};

namespace trellis::testing {

// The top of a reply is an array of what was replied: one element, if all is well.
class ReplyTree {
 public:
  void Add(RedisModuleCallReply reply);
  void Open(int type, long elements);
  // Tells the length of the innermost aggregate of this type that hasn't got one.
  void SetLength(int type, long elements);
  [[nodiscard]] std::string Text(int protocol) const;

 private:
  RedisModuleCallReply* Innermost();

  RedisModuleCallReply top_{.type = REDISMODULE_REPLY_ARRAY, .expected = 1};
};

struct FakeValue {
  int type = REDISMODULE_KEYTYPE_EMPTY;
  std::string string;
  std::map<std::string, std::string> hash;
  RedisModuleType* module_type = nullptr;
  void* module_value = nullptr;
  mstime_t expire_ms = REDISMODULE_NO_EXPIRE;  // left
};

struct FakeTimer {
  int64_t due_ms;
  RedisModuleTimerProc run;
  void* data;
};

struct FakeSetting {
  bool started = false;  // has been given a value
  std::function<std::string()> get;
  // The error, or nothing.
  std::function<std::string(const std::string& text)> set;
  unsigned flags = 0;
  RedisModuleConfigApplyFunc apply = nullptr;
  void* data = nullptr;
  std::string standard;
};

struct Subscription {
  int kinds;
  RedisModuleNotificationFunc function;
};

}  // namespace trellis::testing

struct RedisModuleBlockedClient {
  std::vector<std::string> words;
  RedisModuleCmdFunc reply = nullptr;
  RedisModuleCmdFunc timeout = nullptr;
  void (*free_data)(RedisModuleCtx* ctx, void* data) = nullptr;
  RedisModuleDisconnectFunc disconnected = nullptr;
  int64_t due_ms = 0;  // 0: never
  bool unblocked = false;
  bool gone = false;              // has had its reply, or will get none
  std::vector<std::string> keys;  // that it waits for
  void* data = nullptr;
  void* private_data = nullptr;
  trellis::testing::ReplyTree written;  // by threads
};

struct RedisModuleCtx {
  int (*get_api)(const char* name, void* out);  // the ABI's one promise about a context
  std::vector<RedisModuleString*> args;
  std::string command;
  trellis::testing::ReplyTree replies;
  RedisModuleBlockedClient* blocked = nullptr;  // whose callback runs, or whom a thread answers
  RedisModuleString* ready_key = nullptr;
  bool waits = false;
  bool authenticated = false;
  int db = 0;
};

struct RedisModuleKey {
  RedisModuleString* name;
  int mode;
  std::string buffer;
  [[nodiscard]] bool writable() const { return (mode & REDISMODULE_WRITE) != 0; }
};

// Items are an opcode byte and eight bytes, or a length and bytes: near enough to RDB's module values.
struct RedisModuleIO {
  std::string bytes;
  size_t position = 0;
  bool failed = false;
  RedisModuleString* key = nullptr;
  std::vector<std::string> commands;  // of EmitAOF
};

struct RedisModuleInfoCtx {
  std::string text;
  bool in_dict = false;
};

// Elements of a sequence are hashed in their order, sequences are added up in any.
struct RedisModuleDigest {
  size_t sum = 0;
  std::string sequence;
};

namespace trellis::testing {

class FakeState {
 public:
  // A context whose argument strings live until it is released.
  std::unique_ptr<RedisModuleCtx> MakeContext(const std::vector<std::string>& words = {}) const;
  static void Release(RedisModuleCtx& ctx);
  RedisModuleCommand* FindCommand(std::string_view name);
  FakeValue* Find(const std::string& key);
  void FreeValue(FakeValue& value);
  bool Erase(const std::string& key);
  // As FakeHost's.
  std::string Dump(const std::string& key);
  bool Restore(const std::string& key, std::string_view payload);
  // Takes out the call; its handler is the caller's to call, or not.
  std::unique_ptr<FakeCall> TakeCall(const FakeCall* call);
  void Notify(int kind, const char* event, const std::string& key);

  bool loaded = false;
  std::string module_name;
  int protocol = 3;
  int context_flags = REDISMODULE_CTX_FLAGS_MASTER;
  int64_t now_ms = 1'000'000;
  std::map<std::string, std::unique_ptr<RedisModuleCommand>> commands;
  std::vector<std::unique_ptr<RedisModuleType>> types;
  std::map<std::string, FakeValue> keys;
  std::map<std::string, std::function<std::string(const FakeHost::Words&)>> answers;
  std::map<std::string, void*> shared;
  std::vector<Subscription> subscriptions;
  std::map<RedisModuleTimerID, FakeTimer> timers;
  RedisModuleTimerID next_timer = 1;
  std::vector<std::pair<RedisModuleEventLoopOneShotFunc, void*>> posted;
  std::vector<std::unique_ptr<RedisModuleBlockedClient>> waiting;
  std::vector<std::string> ready_keys;           // signalled, not yet looked at
  std::vector<std::unique_ptr<FakeCall>> calls;  // that wait, oldest first
  std::map<std::string, FakeSetting> settings;
  std::map<uint64_t, RedisModuleEventCallback> event_callbacks;
  // What RdbSave has written: values of modules as Dump has them.
  struct SavedKey {
    FakeValue value;
    std::string payload;
  };
  std::map<std::string, std::map<std::string, SavedKey>> files;
  RedisModuleInfoFunc info = nullptr;
  std::vector<RedisModuleAuthCallback> auth_callbacks;
  std::set<std::string> categories;
  std::vector<std::string> hidden;
  std::vector<std::string> replicated;
  std::vector<std::string> events;
  std::vector<std::string> log;
};

// The host that the functions of fake_..._api.cc serve.
FakeState*& Current();
// The replies of clients that waited for one of the keys that are ready.
std::vector<std::string> ServeReadyKeys();
// As FakeHost::SetSetting.
std::string ChangeSetting(const std::string& name, const std::string& value);
// Null if the key is empty, or there is no handle.
FakeValue* ValueOf(const RedisModuleKey* key);
int GetFakeApi(const char* name, void* out);

}  // namespace trellis::testing
