// Commands: registered, described, asked where their keys are.
#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "core/command/command_table.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/memory_account.h"
#include "modules/module_command.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace {

using trellis::Host;
using trellis::KeyPosition;

RedisModuleCommand* FindOwn(const std::vector<std::unique_ptr<RedisModuleCommand>>& commands,
                            std::string_view name) {
  for (const auto& command : commands) {
    if (command->name() == name) return command.get();
  }
  return nullptr;
}

std::vector<std::string_view> Views(RedisModuleString** argv, int argc) {
  std::vector<std::string_view> views;
  views.reserve(static_cast<size_t>(argc));
  for (int i = 0; i < argc; ++i)
    views.push_back(argv[i]->view());
  return views;
}

}  // namespace

extern "C" {

int RM_CreateCommand(RedisModuleCtx* ctx, const char* name, RedisModuleCmdFunc cmdfunc,
                     const char* strflags, int firstkey, int lastkey, int keystep) {
  trellis::Module* module = ctx->module;
  if (module == nullptr || !module->loading || name == nullptr ||
      !trellis::ValidCommandName(name)) {
    return REDISMODULE_ERR;
  }
  auto command = std::make_unique<RedisModuleCommand>(*module, name, cmdfunc);
  if (!command->MakeRow(strflags == nullptr ? "" : strflags, firstkey, lastkey, keystep, false)) {
    return REDISMODULE_ERR;
  }
  trellis::RegisteredCommand* registered = Host().services().commands->AddOne(command->row());
  if (registered == nullptr) return REDISMODULE_ERR;
  command->set_registered(registered);
  module->commands.push_back(std::move(command));
  return REDISMODULE_OK;
}

RedisModuleCommand* RM_GetCommand(RedisModuleCtx* ctx, const char* name) {
  if (ctx->module == nullptr) return nullptr;
  // "container|subcommand", as COMMAND shows it.
  const std::string_view full = name;
  const size_t bar = full.find('|');
  RedisModuleCommand* command = FindOwn(ctx->module->commands, full.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return FindOwn(command->subcommands(), full.substr(bar + 1));
}

int RM_CreateSubcommand(RedisModuleCommand* parent, const char* name, RedisModuleCmdFunc cmdfunc,
                        const char* strflags, int firstkey, int lastkey, int keystep) {
  // A container has no function of its own, and a subcommand no subcommands.
  if (parent == nullptr || !parent->module().loading || parent->is_subcommand() ||
      parent->function() != nullptr || cmdfunc == nullptr || name == nullptr ||
      !trellis::ValidCommandName(name)) {
    return REDISMODULE_ERR;
  }
  auto command = std::make_unique<RedisModuleCommand>(parent->module(), name, cmdfunc);
  if (!command->MakeRow(strflags == nullptr ? "" : strflags, firstkey, lastkey, keystep, true)) {
    return REDISMODULE_ERR;
  }
  trellis::RegisteredCommand* registered = parent->registered()->AddSubcommand(command->row());
  if (registered == nullptr) return REDISMODULE_ERR;
  command->set_registered(registered);
  parent->subcommands().push_back(std::move(command));
  return REDISMODULE_OK;
}

int RM_SetCommandInfo(RedisModuleCommand* command, const RedisModuleCommandInfo* info) {
  return command->Describe(*info) ? REDISMODULE_OK : REDISMODULE_ERR;
}

int RM_IsKeysPositionRequest(RedisModuleCtx* ctx) {
  return ctx->reason == RedisModuleCtx::Reason::kKeysRequest ? 1 : 0;
}

int RM_IsChannelsPositionRequest(RedisModuleCtx* ctx) {
  return ctx->reason == RedisModuleCtx::Reason::kChannelsRequest ? 1 : 0;
}

void RM_KeyAtPosWithFlags(RedisModuleCtx* ctx, int pos, int flags) {
  if (ctx->key_positions == nullptr || pos <= 0) return;
  ctx->key_positions->push_back(
      {static_cast<size_t>(pos), static_cast<uint64_t>(static_cast<unsigned int>(flags))});
}

void RM_KeyAtPos(RedisModuleCtx* ctx, int pos) {
  RM_KeyAtPosWithFlags(ctx, pos, trellis::kKeyRw | trellis::kAccess | trellis::kUpdate);
}

int* RM_GetCommandKeysWithFlags(RedisModuleCtx* ctx, RedisModuleString** argv, int argc,
                                int* num_keys, int** out_flags) {
  *num_keys = 0;
  if (out_flags != nullptr) *out_flags = nullptr;
  const std::vector<std::string_view> args = Views(argv, argc);
  const trellis::RegisteredCommand* command =
      args.empty() ? nullptr : Host().services().commands->Resolve(args);
  if (command == nullptr) {
    errno = ENOENT;
    return nullptr;
  }
  if (!command->ArityFits(args.size())) {
    errno = EINVAL;
    return nullptr;
  }
  std::vector<KeyPosition> keys;
  errno = 0;
  if (!trellis::FindKeys(*command, args, keys)) errno = EINVAL;
  if (keys.empty()) return nullptr;
  const size_t size = keys.size() * sizeof(int);
  int* positions = static_cast<int*>(ctx->account().Allocate(size));
  int* flags = out_flags == nullptr ? nullptr : static_cast<int*>(ctx->account().Allocate(size));
  for (size_t i = 0; i < keys.size(); ++i) {
    positions[i] = static_cast<int>(keys[i].index);
    if (flags != nullptr) flags[i] = static_cast<int>(keys[i].flags);
  }
  *num_keys = static_cast<int>(keys.size());
  if (out_flags != nullptr) *out_flags = flags;
  return positions;
}

int* RM_GetCommandKeys(RedisModuleCtx* ctx, RedisModuleString** argv, int argc, int* num_keys) {
  return RM_GetCommandKeysWithFlags(ctx, argv, argc, num_keys, nullptr);
}

const char* RM_GetCurrentCommandName(RedisModuleCtx* ctx) {
  return ctx->command == nullptr ? nullptr : ctx->command->command().full_name().c_str();
}

}  // extern "C"
