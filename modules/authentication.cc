#include "modules/authentication.h"

#include <string>
#include <utility>

#include "core/client/client_table.h"
#include "core/command/server_control.h"
#include "modules/arguments_scope.h"
#include "modules/blocked_client.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace trellis {
namespace {

// "-CODE text", or a text that is an ERR.
Status ErrorOf(std::string_view text) {
  if (!text.starts_with('-')) return Status::Error(std::string(text));
  const size_t space = std::min(text.find(' '), text.size());
  return Status::Error(text.substr(1, space - 1),
                       std::string(text.substr(std::min(space + 1, text.size()))));
}

}  // namespace

// Who wants to be whom: for the length of an AUTH.
struct Authentication::Question {
  Question(CommandContext& context, std::string_view name, std::string_view secret)
      : call(context),
        user(RedisModuleString::Create(name)),
        password(RedisModuleString::Create(secret)) {}
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;
  ~Question() {
    user->Release();
    password->Release();
  }

  CommandContext& call;
  RedisModuleString* user;
  RedisModuleString* password;
};

void Authentication::Add(Module& module, RedisModuleAuthCallback function) {
  callbacks_.push_back({++last_id_, &module, function});
}

const Authentication::Callback* Authentication::Before(uint64_t id) const {
  for (size_t i = callbacks_.size(); i > 0; --i) {
    if (callbacks_[i - 1].id < id) return &callbacks_[i - 1];
  }
  return nullptr;
}

std::optional<Result<AuthVerdict>> Authentication::AskOne(const Question& question,
                                                          const Callback& callback,
                                                          RedisModuleBlockedClient* ended) {
  Client& client = question.call.client();
  AuthAttempt attempt{callback.id};
  ArgumentsScope arguments(question.call.args());
  ContextScope context(
      *callback.module, client,
      ended == nullptr ? RedisModuleCtx::Reason::kCommand : RedisModuleCtx::Reason::kReply);
  context->command = &question.call;
  context->arguments = &arguments.get();
  context->auth = &attempt;
  context->blocked = ended;
  context->blocked_data = ended == nullptr ? nullptr : ended->data;
  const size_t owed = client.output().size();
  RedisModuleString* error = nullptr;
  const int answer = callback.function(context.get(), question.user, question.password, &error);
  std::optional<Status> refusal;
  if (error != nullptr) {
    refusal = ErrorOf(error->view());
    RM_FreeString(context.get(), error);
  }
  // A client must not be told twice, whatever the function says.
  if (attempt.waits || client.output().size() != owed) return AuthVerdict::kAnswered;
  // A function that was asked first must say that it has decided, one after a wait that it hasn't.
  const bool decided = ended == nullptr ? answer == REDISMODULE_AUTH_HANDLED
                                        : answer != REDISMODULE_AUTH_NOT_HANDLED;
  if (!decided) return std::nullopt;
  if (attempt.authenticated) return AuthVerdict::kAuthenticated;
  if (refusal) return *refusal;
  return AuthVerdict::kRefused;
}

// The wait that one of them began is over, if the command is being run again.
std::optional<Result<AuthVerdict>> Authentication::AskEnded(const Question& question,
                                                            uint64_t& before) {
  RedisModuleBlockedClient* ended = host_.blocked().TakeEndedAuth(question.call.client());
  if (ended == nullptr) return std::nullopt;
  before = ended->auth_callback;
  std::optional<Result<AuthVerdict>> verdict;
  if (ended->auth_reply != nullptr) {
    verdict = AskOne(question, {before, ended->module, ended->auth_reply}, ended);
  }
  host_.blocked().Delete(*ended);
  return verdict;
}

Result<AuthVerdict> Authentication::Ask(CommandContext& call, std::string_view user,
                                        std::string_view password) {
  const bool again = call.client().has(Client::kUnblocked);
  if (callbacks_.empty() && !again) return AuthVerdict::kUndecided;
  const Question question(call, user, password);
  uint64_t before = last_id_ + 1;
  if (again) {
    if (const auto verdict = AskEnded(question, before)) return *verdict;
  }
  while (const Callback* found = Before(before)) {
    const Callback callback = *found;  // a function may register another
    if (const auto verdict = AskOne(question, callback, nullptr)) return *verdict;
    before = callback.id;
  }
  return AuthVerdict::kUndecided;
}

void Authentication::Watch(const Client& client, Module& module, RedisModuleUserChangedFunc changed,
                           void* data) {
  watchers_[client.id()] = {&module, changed, data};
}

void Authentication::UserChanged(const Client& client) {
  const auto found = watchers_.find(client.id());
  if (found == watchers_.end()) return;
  const Watcher watcher = found->second;
  watchers_.erase(found);
  watcher.changed(client.id(), watcher.data);
}

void Authentication::Forget(const Module& module) {
  std::erase_if(callbacks_, [&](const Callback& each) { return each.module == &module; });
  std::vector<uint64_t> watched;
  for (const auto& [client, watcher] : watchers_) {
    if (watcher.module == &module) watched.push_back(client);
  }
  for (const uint64_t id : watched) {
    watchers_.erase(id);
    // Nobody could say any more whether the client may stay who it is.
    Client* client = host_.services().clients->Find(id);
    if (client == nullptr) continue;
    client->set(Client::kAuthenticated, false);
    host_.services().control->CloseClient(*client, true);
  }
}

}  // namespace trellis
