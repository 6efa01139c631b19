// What a module adds to the server, said once while it is loaded.
//
// Rows, types and callbacks are template arguments, `registrar.Add<kCommands>()`: the C ABI calls them back
// without a word about whose they are, so each needs a function of its own, which the compiler makes. They are
// constexpr variables or functions at namespace scope.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "module_api/cpp/command.h"
#include "module_api/cpp/info_writer.h"
#include "module_api/cpp/setting.h"
#include "module_api/cpp/type.h"
#include "module_api/redismodule.h"

namespace trellis {

// Something that happened to a key.
struct KeyspaceEvent {
  int kind;               // REDISMODULE_NOTIFY_...
  std::string_view name;  // "set", "del", "expired" ...; ends in a NUL
  RedisModuleString* key;
};

// Runs before the module leaves; an error keeps it. Stop threads and timers here.
using UnloadHandler = Status (*)(Context& ctx);
inline UnloadHandler unload_handler = nullptr;

class Registrar {
 public:
  Registrar(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) : context_(ctx, argv, argc) {}

  // The words after the file's name in MODULE LOAD or loadmodule; 0 is the first of them.
  [[nodiscard]] size_t argc() const { return context_.argc(); }
  [[nodiscard]] std::string_view Arg(size_t i) const { return context_.Arg(i); }
  [[nodiscard]] const CommandContext& args() const { return context_; }
  Context& context() { return context_; }

  // Adds each: a Type, a Setting, or the rows of an array of Commands.
  template <const auto&... kWhat>
  void Add() {
    (AddOne<kWhat>(kWhat), ...);
  }

  // Calls kOnEvent(Context&, const KeyspaceEvent&) inside each command that does something to a key, right
  // after it. `kinds`: REDISMODULE_NOTIFY_... joined by |.
  template <void (*kOnEvent)(Context& ctx, const KeyspaceEvent& event)>
  void OnKeyspaceEvent(int kinds) {
    const auto run = [](RedisModuleCtx* raw, int kind, const char* name, RedisModuleString* key) {
      Guarded([&] {
        Context ctx(raw);
        kOnEvent(ctx, {kind, name, key});
      });
      return REDISMODULE_OK;
    };
    Check(RedisModule_SubscribeToKeyspaceEvents(raw(), kinds, run), "keyspace notifications");
  }
  // Calls kOnEvent(Context&, subevent, data): `event` is one of RedisModuleEvent_..., the two others stand
  // beside it in redismodule.h. A host that hasn't got the event goes without.
  template <void (*kOnEvent)(Context& ctx, uint64_t subevent, void* data)>
  void OnServerEvent(RedisModuleEvent event) {
    const auto run = [](RedisModuleCtx* raw, RedisModuleEvent /*event*/, uint64_t subevent,
                        void* data) {
      Guarded([&] {
        Context ctx(raw);
        kOnEvent(ctx, subevent, data);
      });
    };
    RedisModule_SubscribeToServerEvent(raw(), event, run);
  }
  // Calls kWrite(InfoWriter&) for INFO.
  template <void (*kWriteInfo)(InfoWriter& info)>
  void AddInfo() {
    const auto run = [](RedisModuleInfoCtx* raw, int /*for_crash_report*/) {
      Guarded([&] {
        InfoWriter info(raw);
        kWriteInfo(info);
      });
    };
    Check(RedisModule_RegisterInfoFunc(raw(), run), "INFO");
  }

  // Lets other modules find `table` by `name` (Context::Import).
  void Export(const char* name, const void* table) {
    Check(RedisModule_ExportSharedAPI(raw(), name, const_cast<void*>(table)), name);
  }

  void OnUnload(UnloadHandler handler) { unload_handler = handler; }

  // The first refusal, or Ok; to be returned by the module's load function.
  Status Done() {
    if (has_settings_ && refused_.empty()) Check(RedisModule_LoadConfigs(raw()), "its settings");
    if (refused_.empty()) return Status::Ok();
    return Status::Error("ERR the server refused " + refused_);
  }

 private:
  [[nodiscard]] RedisModuleCtx* raw() const { return context_.get(); }
  void Check(int result, std::string_view what) {
    if (result != REDISMODULE_OK && refused_.empty()) refused_ = what;
  }

  template <const auto& kSetting, typename T>
  void AddOne(const Setting<T>& setting) {
    has_settings_ = true;
    Check(settings::Register<kSetting>(raw(), setting), kSetting.name);
  }
  template <const auto& kRows, size_t kCount>
  void AddOne(const Command (&/*kRows*/)[kCount]) {
    AddRows<kRows>(std::make_index_sequence<kCount>());
  }
  template <const auto& kType, typename T>
  void AddOne(const Type<T>& /*kType*/) {
    RedisModuleTypeMethods methods = TypeCallbacks<T, kType>::Methods();
    type_handle<T> = RedisModule_CreateDataType(raw(), kType.name, kType.encoding, &methods);
    Check(type_handle<T> == nullptr ? REDISMODULE_ERR : REDISMODULE_OK, kType.name);
  }

  template <const auto& kRows, size_t... kIndexes>
  void AddRows(std::index_sequence<kIndexes...> /*rows*/) {
    (AddRow(kRows[kIndexes], Callback<kRows, kIndexes>()), ...);
  }
  template <const auto& kRows, size_t kIndex>
  static RedisModuleCmdFunc Callback() {
    // Not `if constexpr`: with the sanitizers on, GCC doesn't compare the address of a function that another
    // file defines at compile time.
    return kRows[kIndex].handler == nullptr ? nullptr : RunCommand<kRows, kIndex>;
  }
  void AddRow(const Command& row, RedisModuleCmdFunc callback) {
    const std::string_view name = row.name;
    const size_t bar = name.find('|');
    const std::string words = FlagWords(row);
    int result = REDISMODULE_ERR;
    if (bar == std::string_view::npos) {
      result = RedisModule_CreateCommand(raw(), row.name, callback, words.c_str(), row.keys.first,
                                         row.keys.last, row.keys.step);
    } else if (RedisModuleCommand* container =
                   RedisModule_GetCommand(raw(), std::string(name.substr(0, bar)).c_str())) {
      result = RedisModule_CreateSubcommand(container, row.name + bar + 1, callback, words.c_str(),
                                            row.keys.first, row.keys.last, row.keys.step);
    }
    Check(result, name);
    if (result == REDISMODULE_OK) Describe(row);
  }
  // What newer hosts can be told of a command; older ones go without.
  void Describe(const Command& row) {
    if (RedisModule_GetCommand == nullptr) return;
    RedisModuleCommand* command = RedisModule_GetCommand(raw(), row.name);
    if (command == nullptr) return;
    if (RedisModule_SetCommandInfo != nullptr) {
      RedisModuleCommandInfo info{};
      info.version = REDISMODULE_COMMAND_INFO_VERSION;
      info.summary = row.summary;
      info.since = row.since;
      info.arity = row.arity;
      RedisModule_SetCommandInfo(command, &info);
    }
    if (row.acl != nullptr && RedisModule_SetCommandACLCategories != nullptr) {
      // Refused if an earlier row or another module has added it already: that is as good.
      RedisModule_AddACLCategory(raw(), row.acl);
      RedisModule_SetCommandACLCategories(command, row.acl);
    }
  }
  static std::string FlagWords(const Command& row) {
    struct FlagWord {
      CommandFlag flag;
      const char* word;
    };
    constexpr FlagWord kWords[] = {{kWrite, "write"},
                                   {kReadonly, "readonly"},
                                   {kDenyOom, "deny-oom"},
                                   {kAdmin, "admin"},
                                   {kFast, "fast"},
                                   {kBlocking, "blocking"},
                                   {kDenyScript, "deny-script"},
                                   {kAllowLoading, "allow-loading"},
                                   {kAllowStale, "allow-stale"},
                                   {kNoCluster, "no-cluster"},
                                   {kNoMandatoryKeys, "no-mandatory-keys"},
                                   {kMayReplicate, "may-replicate"},
                                   {kFindsKeys, "getkeys-api"}};
    std::string words;
    for (const FlagWord& known : kWords) {
      if ((row.flags & known.flag) == 0) continue;
      if (!words.empty()) words += ' ';
      words += known.word;
    }
    return words;
  }

  CommandContext context_;
  std::string refused_;
  bool has_settings_ = false;
};

}  // namespace trellis
