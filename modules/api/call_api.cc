// Call: a module runs a command of the server, or of another module, and gets its reply.
#include <fmt/core.h>

#include <cerrno>
#include <cstdarg>
#include <string>
#include <vector>

#include "core/command/command_table.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/dispatch/write_refusal.h"
#include "core/keyspace/evict.h"
#include "core/keyspace/keyspace.h"
#include "core/resp/error_replies.h"
#include "modules/api_table.h"
#include "modules/call_arguments.h"
#include "modules/call_reply.h"
#include "modules/host.h"
#include "modules/module_context.h"

namespace {

using trellis::CallArguments;
using trellis::Client;
using trellis::Host;
using trellis::RegisteredCommand;
using trellis::Status;

// Why a command isn't run: an errno for who asked for none, an error reply for who asked for those.
struct Refusal {
  int error = 0;
  Status reply;
};

Refusal Admit(RedisModuleCtx* ctx, const CallArguments& call, const RegisteredCommand* command) {
  const trellis::Services& services = Host().services();
  // Every call within a call takes some of the stack, and one without an end takes all.
  constexpr size_t kDeepest = 1000;
  if (Host().running().size() > kDeepest) {
    return {ELOOP, Status::Error("calls of modules are nested too deep")};
  }
  if (command == nullptr) return {ENOENT, services.dispatcher->UnknownCommand(call.words())};
  const uint64_t flags = command->row().flags;
  if (!command->ArityFits(call.words().size()) || command->row().handler == nullptr) {
    return {EINVAL, Status::Error(fmt::format("wrong number of arguments for '{}' command",
                                              command->full_name()))};
  }
  if (call.has(CallArguments::kScriptMode) && (flags & trellis::kNoScript) != 0) {
    return {ESPIPE, Status::Error(fmt::format("command '{}' is not allowed on script mode",
                                              command->full_name()))};
  }
  if (call.has(CallArguments::kNoWrites) && (flags & trellis::kWrite) != 0) {
    return {ENOSPC,
            Status::Error(fmt::format("Write command '{}' was called while write is not allowed.",
                                      command->full_name()))};
  }
  const bool gate = call.has(CallArguments::kDenyOom) || call.has(CallArguments::kScriptMode);
  if (gate && (flags & trellis::kDenyOom) != 0 && services.evictor->Over()) {
    return {ENOSPC, trellis::errors::kOom};
  }
  if (call.has(CallArguments::kScriptMode) && (flags & trellis::kWrite) != 0) {
    const Status why = trellis::WhyNoWrites(services);
    if (!why.ok()) return {ESPIPE, why};
  }
  // There is no user whose rights could be checked outside of a client's command.
  if (call.has(CallArguments::kCheckAcl) && ctx->client->has(Client::kInternal)) {
    return {ENOTSUP, Status::Error("acl verification failed, can't run the command because no "
                                   "user is set")};
  }
  return {};
}

int ProtocolOf(RedisModuleCtx* ctx, const CallArguments& call) {
  if (call.has(CallArguments::kResp3)) return 3;
  return call.has(CallArguments::kCallerResp) ? ctx->client->protocol() : 2;
}

RedisModuleCallReply* Run(RedisModuleCtx* ctx, const CallArguments& call,
                          const RegisteredCommand& command) {
  trellis::ModuleHost& host = Host();
  if (ctx->module != nullptr) ++ctx->module->calls;
  Client* client = host.TakeClient();
  client->set_db(ctx->db());
  client->user = ctx->client->user;
  client->reply().set_protocol(ProtocolOf(ctx, call));
  // Without a module nobody could be told of the end of a wait.
  const bool may_wait = call.has(CallArguments::kAllowBlocking) && ctx->module != nullptr;
  client->set(Client::kDenyBlocking, !may_wait);
  const uint64_t dirty = host.keyspace().stats().dirty;
  (void)host.services().dispatcher->Call(*client, command, call.words());
  host.EntriesMayHaveMoved();
  if (ctx->module != nullptr) --ctx->module->calls;
  if (call.has(CallArguments::kReplicate) && ctx->command != nullptr &&
      host.keyspace().stats().dirty != dirty) {
    ctx->command->PropagateAs(call.Copies());
  }
  if (client->has(Client::kBlocked)) return host.pending_calls().Add(*client, *ctx);
  RedisModuleCallReply* reply = RedisModuleCallReply::FromOutput(*client, ctx);
  host.ReturnClient(client);
  return reply;
}

}  // namespace

extern "C" RedisModuleCallReply* RM_Call(RedisModuleCtx* ctx, const char* command, const char* spec,
                                         ...) {
  CallArguments call(command);
  va_list args;
  va_start(args, spec);
  const bool parsed = call.Parse(spec, args);
  va_end(args);
  if (!parsed) {
    errno = EBADF;
    return nullptr;
  }
  errno = 0;
  std::vector<std::string> rewritten;
  if (!Host().filters().empty() &&
      Host().filters().Apply(*ctx->client, call.words(), ctx->module, rewritten)) {
    call.Rewrite(rewritten);
  }
  const RegisteredCommand* found = Host().services().commands->Resolve(call.words());
  const Refusal refusal = Admit(ctx, call, found);
  if (refusal.error == 0) {
    return call.has(CallArguments::kDryRun) ? nullptr : Run(ctx, call, *found);
  }
  errno = refusal.error;
  if (!call.has(CallArguments::kErrorsAsReplies)) return nullptr;
  return RedisModuleCallReply::Create(
      fmt::format("-{} {}\r\n", refusal.reply.code(), refusal.reply.text()), 2, ctx);
}
