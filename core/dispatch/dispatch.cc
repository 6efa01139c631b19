#include "core/dispatch/dispatch.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/base/clock.h"
#include "core/client/blocked_clients.h"
#include "core/client/tracking.h"
#include "core/dispatch/write_refusal.h"
#include "core/keyspace/evict.h"

namespace trellis {
namespace {

// Commands that run at once inside MULTI instead of being queued.
constexpr std::string_view kNotQueued[] = {"exec", "discard", "multi", "watch", "quit", "reset"};

// Commands that a RESP2 client may send while it is subscribed.
constexpr std::string_view kWhileSubscribed[] = {"subscribe",   "ssubscribe", "sunsubscribe",
                                                 "unsubscribe", "psubscribe", "punsubscribe",
                                                 "ping",        "quit",       "reset"};

template <size_t n>
bool OneOf(std::string_view name, const std::string_view (&names)[n]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

Status WrongArity(const RegisteredCommand& command) {
  return Status::Error(
      fmt::format("wrong number of arguments for '{}' command", command.full_name()));
}

// Whether the command has the flag: EXEC does if a command that it would run does.
bool HasFlag(const CommandTable& commands, const Client& client, const RegisteredCommand& command,
             uint64_t flag) {
  if (client.transaction == nullptr || command.row().name != "exec") {
    return (command.row().flags & flag) != 0;
  }
  const auto& queue = client.transaction->queue;
  return std::any_of(queue.begin(), queue.end(), [&](const QueuedCommand& queued) {
    const std::vector<std::string_view> args(queued.words.begin(), queued.words.end());
    const RegisteredCommand* inner = commands.Resolve(args);
    return inner != nullptr && (inner->row().flags & flag) != 0;
  });
}

}  // namespace

int64_t Dispatcher::TakeTime() {
  return clock_.Sync() / 1000;
}

void Dispatcher::SyncWallClock() {
  clock_.Calibrate();
  wall_offset_ns_ = clock::UnixUs() * 1000 - clock::MonotonicNs();
}

void Dispatcher::Execute(Client& client, std::span<const std::string_view> args,
                         uint64_t first_key_hash) {
  if (filter_) {
    std::vector<std::string> rewritten;
    if (filter_(client, args, rewritten)) {
      const std::vector<std::string_view> views(rewritten.begin(), rewritten.end());
      ExecuteFiltered(client, views, 0);
      return;
    }
  }
  ExecuteFiltered(client, args, first_key_hash);
}

void Dispatcher::ExecuteFiltered(Client& client, std::span<const std::string_view> args,
                                 uint64_t first_key_hash) {
  if (client.has(Client::kReplySkipNext)) {
    client.set(Client::kReplySkipNext, false);
    client.set(Client::kReplySkip);
  }
  const RegisteredCommand* command = services_.commands->Resolve(args);
  if (command == nullptr) {
    Refuse(client, nullptr, UnknownCommand(args));
  } else if (!command->ArityFits(args.size()) || command->row().handler == nullptr) {
    Refuse(client, command, WrongArity(*command));
  } else if (Status refusal = Admit(client, *command, args); !refusal.ok()) {
    Refuse(client, command, refusal);
  } else if (client.has(Client::kInTransaction) && !OneOf(command->row().name, kNotQueued)) {
    QueuedCommand queued;
    queued.words.assign(args.begin(), args.end());
    client.transaction->queue.push_back(std::move(queued));
    (void)client.reply().Simple("QUEUED");
  } else {
    client.last_command = command->full_name();
    services_.keyspace->set_now_ms((clock_.last() + wall_offset_ns_) / 1'000'000);
    const bool quiet = client.has(Client::kNoTouch) && command->row().name != "touch";
    if (quiet) services_.keyspace->set_touching(false);
    (void)Call(client, *command, args, first_key_hash);
    if (quiet) services_.keyspace->set_touching(true);
    if (services_.blocked->any_ready() && !client.has(Client::kInTransaction)) ServeReadyClients();
    services_.tracking->SendQueued();
  }
  if (client.has(Client::kReplySkip)) client.set(Client::kReplySkip, false);
}

Status Dispatcher::UnknownCommand(std::span<const std::string_view> args) const {
  constexpr size_t kShown = 128;
  const RegisteredCommand* container = services_.commands->Find(args[0]);
  if (container != nullptr && args.size() > 1) {
    std::string name(container->called());
    for (char& c : name)
      c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return Status::Error(
        fmt::format("unknown subcommand '{}'. Try {} HELP.", args[1].substr(0, kShown), name));
  }
  std::string shown;
  for (size_t i = 1; i < args.size() && shown.size() < kShown; ++i) {
    shown += fmt::format("'{}' ", args[i].substr(0, kShown - shown.size()));
  }
  return Status::Error(fmt::format("unknown command '{}', with args beginning with: {}",
                                   args[0].substr(0, kShown), shown));
}

Status Dispatcher::Admit(Client& client, const RegisteredCommand& command,
                         std::span<const std::string_view>) {
  const uint64_t flags = command.row().flags;
  if (password_needed_ && !client.has(Client::kAuthenticated) && (flags & kNoAuth) == 0) {
    return errors::kNoAuth;
  }
  const bool unsafe = yielding_ && (flags & kAdmin) != 0 && (flags & kAllowBusy) == 0;
  if (loading_ && ((flags & kLoading) == 0 || unsafe)) return errors::kLoading;
  if (yielding_ && !loading_ && (flags & kAllowBusy) == 0) {
    return Status::Error("BUSY", std::string(busy_text_));
  }
  if (client.has(Client::kSubscribed) && client.protocol() == 2 &&
      !OneOf(command.row().name, kWhileSubscribed)) {
    return Status::Error(
        fmt::format("Can't execute '{}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / "
                    "RESET are allowed in this context",
                    command.full_name()));
  }
  if (client.has(Client::kInTransaction) && (flags & kNoMulti) != 0) {
    return Status::Error("Command not allowed inside a transaction");
  }
  // Not beside a load or a command that is under way and lets others in: what is too much goes afterwards.
  const bool alone = !loading_ && !yielding_;
  if (services_.evictor->limited() && alone && !client.has(Client::kInternal)) {
    const bool over = services_.evictor->MakeRoom() == Evictor::Outcome::kOver;
    if (over && HasFlag(*services_.commands, client, command, kDenyOom)) return errors::kOom;
  }
  return AdmitWrite(client, command);
}

Status Dispatcher::AdmitWrite(const Client& client, const RegisteredCommand& command) const {
  // Read-only commands, and the most of them, are none of this.
  const bool may_write = (command.row().flags & kReadonly) == 0;
  if (!may_write || client.has(Client::kInternal) || loading_) return {};
  // First, since it is rare and cheap to tell: what EXEC would run must be looked up.
  Status why = WhyNoWrites(services_);
  if (why.ok()) return {};
  if (HasFlag(*services_.commands, client, command, kWrite)) return why;
  if (command.row().name == "ping") return WhyNotSaved(services_);
  return {};
}

void Dispatcher::CountError(std::string_view code) {
  ++stats_.errors;
  const auto found = error_counts_.find(code);
  if (found != error_counts_.end()) {
    ++found->second;
  } else if (error_counts_.size() < 128) {
    error_counts_.emplace(code, 1);
  }
}

void Dispatcher::Refuse(Client& client, const RegisteredCommand* command, const Status& error) {
  if (command != nullptr) ++command->stats().rejected;
  ++stats_.rejected;
  CountError(error.code());
  if (command != nullptr && command->row().name == "exec") {
    const std::string code = error.code() == "ERR" ? "" : fmt::format("{} ", error.code());
    (void)client.reply().Error(
        "EXECABORT", fmt::format("Transaction discarded because of: {}{}", code, error.text()));
    client.transaction.reset();
    client.set(Client::kInTransaction, false);
    return;
  }
  if (client.has(Client::kInTransaction)) client.transaction->broken = true;
  (void)client.reply().Error(error);
}

Status Dispatcher::Call(Client& client, const RegisteredCommand& command,
                        std::span<const std::string_view> args, uint64_t first_key_hash) {
  // A client's command begins when the one before it has ended; one that a command calls, now.
  const int64_t start = depth_ == 0 ? clock_.last() : clock_.Now();
  const Client* outer = std::exchange(current_client_, &client);
  if (depth_ == 0) outermost_client_ = &client;
  ++depth_;
  CommandContext context(services_, client, command, args, first_key_hash);
  Status status = command.row().handler(context);
  if (depth_ == 1 && stretches_ == 0 && !outermost_jobs_.empty()) RunOutermostJobs();
  --depth_;
  if (depth_ == 0) outermost_client_ = nullptr;
  current_client_ = outer;
  const int64_t spent = clock_.Now() - start;
  RegisteredCommand::Stats& stats = command.stats();
  ++stats_.commands;
  ++client.commands_run;
  if (!status.ok()) {
    ++stats.failed;
    // What a module is told counts when it passes it on.
    if (!client.has(Client::kInternal)) CountError(status.code());
    (void)client.reply().Error(status);
  }
  if (client.blocked != nullptr && client.has(Client::kBlocked)) {
    // Its time is told by FinishWait.
    client.blocked->spent_ns += spent;
    if (after_command_) after_command_(client, command, args, kNotOver);
    return status;
  }
  ++stats.calls;
  stats.nanoseconds += spent;
  if (latency_tracking_) stats.latency.Add(spent);
  if (after_command_) after_command_(client, command, args, spent);
  client.hidden_arguments.clear();
  return status;
}

bool Dispatcher::AfterOutermost(std::function<void()> job) {
  if (depth_ == 0 && stretches_ == 0) return false;
  outermost_jobs_.push_back(std::move(job));
  return true;
}

void Dispatcher::EndStretch() {
  // It isn't over while they run: their own commands are part of it, too.
  if (depth_ == 0 && stretches_ == 1) RunOutermostJobs();
  --stretches_;
}

void Dispatcher::RunOutermostJobs() {
  // A job may leave another, for what it has changed itself.
  for (size_t i = 0; i < outermost_jobs_.size(); ++i) {
    const std::function<void()> job = std::move(outermost_jobs_[i]);
    job();
  }
  outermost_jobs_.clear();
}

void Dispatcher::FinishWait(Client& client, const Status& outcome) {
  if (client.blocked != nullptr) {
    const BlockedState& state = *client.blocked;
    const std::vector<std::string_view> args(state.words.begin(), state.words.end());
    const RegisteredCommand* command = services_.commands->Resolve(args);
    if (command != nullptr) {  // a module may have been replaced meanwhile
      RegisteredCommand::Stats& stats = command->stats();
      ++stats.calls;
      if (!outcome.ok() || state.failed) ++stats.failed;
      stats.nanoseconds += state.spent_ns;
      if (latency_tracking_) stats.latency.Add(state.spent_ns);
      if (after_wait_) after_wait_(client, *command, args, state.spent_ns);
    }
    client.hidden_arguments.clear();
  }
  if (!outcome.ok()) CountError(outcome.code());
  services_.blocked->Unblock(client);
}

void Dispatcher::RunBlocked(Client& client, std::string_view ready_key) {
  client.blocked->serving = ready_key;
  const std::vector<std::string> words = client.blocked->words;
  const std::vector<std::string_view> args(words.begin(), words.end());
  const RegisteredCommand* command = services_.commands->Resolve(args);
  const int db = client.db();
  client.set_db(client.blocked->db);
  client.set(Client::kBlocked, false);
  client.set(Client::kUnblocked);
  const Client* outer = std::exchange(current_client_, &client);
  CommandContext context(services_, client, *command, args, 0);
  const int64_t start = clock_.Now();
  const Status status = command->row().handler(context);
  client.blocked->spent_ns += clock_.Now() - start;
  current_client_ = outer;
  client.set(Client::kUnblocked, false);
  client.set_db(db);
  // A key of another type doesn't end the wait: the right one may still come.
  const bool wrong_type = !status.ok() && status.code() == errors::kWrongType.code;
  if (wrong_type && !client.blocked->keys.empty()) client.set(Client::kBlocked);
  if (client.has(Client::kBlocked)) return;
  if (!status.ok()) (void)client.reply().Error(status);
  FinishWait(client, status);
  resume_(client);
}

void Dispatcher::ServeReadyClients() {
  if (depth_ > 0) return;
  while (services_.blocked->any_ready()) {
    for (const BlockedClients::Key& ready : services_.blocked->TakeReady())
      ServeKey(ready);
  }
}

void Dispatcher::ServeKey(const BlockedClients::Key& ready) {
  const auto& [db, key] = ready;
  uint64_t turn = 0;
  while (Client* client = services_.blocked->NextWaiting(ready, turn)) {
    turn = client->blocked->turn;
    // What the earlier ones took may have been the last: all others go on waiting.
    if (!client->blocked->wants_deleted &&
        services_.keyspace->FindForWrite(db, key, Database::Hash(key)) == nullptr) {
      if (services_.blocked->deleted_wanted() == 0) return;
      continue;
    }
    RunBlocked(*client, key);
  }
}

void Dispatcher::EndExpiredWaits() {
  for (Client* client : services_.blocked->Expired(clock::UnixMs())) {
    // Who went on first may have ended another's wait.
    if (client->blocked != nullptr) EndWait(*client, {});
  }
}

void Dispatcher::EndWait(Client& client, const Status& error) {
  const OnTimeout on_timeout = client.blocked->on_timeout;
  FinishWait(client, error);
  if (error.ok()) {
    (void)BlockedClients::ReplyTimeout(client.reply(), on_timeout);
  } else {
    (void)client.reply().Error(error);
  }
  resume_(client);
}

}  // namespace trellis
