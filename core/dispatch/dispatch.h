// One page that is the server: look a command up, check its arity, pass the gates, call, account.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/client/blocked_clients.h"
#include "core/client/client.h"
#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/command/services.h"

namespace trellis {

class Dispatcher {
 public:
  // `nanoseconds` is kNotOver for a command that has begun to wait.
  static constexpr int64_t kNotOver = -1;
  using Observer = std::function<void(Client& client, const RegisteredCommand& command,
                                      std::span<const std::string_view> args, int64_t nanoseconds)>;
  // Sees a request before all else; true if it is to be the command in `rewritten` instead.
  using Filter = std::function<bool(Client& client, std::span<const std::string_view> args,
                                    std::vector<std::string>& rewritten)>;

  explicit Dispatcher(Services& services) : services_(services) {}

  // Reads the clock for the requests that follow: the time at which each begins is the end of the one
  // before it, so that a pipelined command costs one reading. To be called before the first request of
  // a stretch of input; returns monotonic microseconds.
  int64_t TakeTime();
  // Brings the wall clock that is derived from those readings back in step; called by the cron.
  void SyncWallClock();

  // Runs one request of a client, with all gates; the reply is in its output buffer.
  // first_key_hash: the hash of args[1], if the caller computed it, else 0.
  void Execute(Client& client, std::span<const std::string_view> args, uint64_t first_key_hash = 0);
  // Runs a command that has passed its gates (EXEC, blocked clients, modules).
  Status Call(Client& client, const RegisteredCommand& command,
              std::span<const std::string_view> args, uint64_t first_key_hash = 0);
  // Runs the commands of clients whose keys became ready, until none is.
  void ServeReadyClients();
  // Runs the command that the client waits in again: it goes on waiting, or gets its reply. `ready_key`:
  // the key that it has waited for, if it is one.
  void RunBlocked(Client& client, std::string_view ready_key = {});
  // Ends a wait for keys with the error, or as if its time had run out.
  void EndWait(Client& client, const Status& error);
  // Replies to the clients whose wait is over.
  void EndExpiredWaits();
  // Accounts for the command that the client waits in, and forgets what it waits for; the reply is the
  // caller's.
  void FinishWait(Client& client, const Status& outcome);

  // Work to be done when the outermost command that is running is over, before anybody else's; false if
  // none is running.
  bool AfterOutermost(std::function<void()> job);
  // What runs several commands in one go, and is none itself: they are one for AfterOutermost.
  void BeginStretch() { ++stretches_; }
  void EndStretch();

  // Counts an error reply that no Status stands for: one that a module wrote.
  void CountError(std::string_view code);

  // The error for a command that doesn't exist.
  Status UnknownCommand(std::span<const std::string_view> args) const;

  // Whose command is running, for those who must know who changed a key; null outside of commands.
  [[nodiscard]] const Client* current_client() const { return current_client_; }
  // Whose command began what is running now, through modules' calls; null outside of commands.
  [[nodiscard]] const Client* outermost_client() const { return outermost_client_; }
  // When what is running now began: the last reading of the clock, monotonic.
  [[nodiscard]] int64_t now_us() const { return clock_.last() / 1000; }

  void set_filter(Filter filter) { filter_ = std::move(filter); }
  // Called after each command that ran, those of EXEC and of modules as well.
  void set_after_command(Observer observer) { after_command_ = std::move(observer); }
  // Called when a command that had begun to wait is over, with the time that was spent on it.
  void set_after_wait(Observer observer) { after_wait_ = std::move(observer); }
  // Whether commands keep the histogram that LATENCY HISTOGRAM shows.
  void set_latency_tracking(bool on) { latency_tracking_ = on; }
  // Called with every blocked client that may go on reading.
  void set_resume(std::function<void(Client&)> resume) { resume_ = std::move(resume); }
  // While set, a command or a load is under way that lets others in: only what may run beside it does,
  // and nothing of an operator's that could pull the data from under it. Of a command: with this text.
  void set_yielding(bool yielding, std::string_view busy_text = {}) {
    yielding_ = yielding;
    busy_text_ = busy_text;
  }
  // While set, commands without kLoading are refused.
  void set_loading(bool loading) { loading_ = loading; }
  [[nodiscard]] bool loading() const { return loading_; }
  // Whether the last background save failed, see write_refusal.h.
  void set_save_failed(bool failed) { save_failed_ = failed; }
  [[nodiscard]] bool save_failed() const { return save_failed_; }
  void set_password_needed(bool needed) { password_needed_ = needed; }
  [[nodiscard]] bool password_needed() const { return password_needed_; }

  struct Stats {
    uint64_t commands = 0;
    uint64_t errors = 0;
    uint64_t rejected = 0;
  };
  Stats& stats() { return stats_; }
  // Replies by error code, e.g. "WRONGTYPE".
  std::map<std::string, uint64_t, std::less<>>& error_counts() { return error_counts_; }

 private:
  void ExecuteFiltered(Client& client, std::span<const std::string_view> args,
                       uint64_t first_key_hash);
  // The gates, in order; ok if the command may run.
  Status Admit(Client& client, const RegisteredCommand& command,
               std::span<const std::string_view> args);
  // Ok unless it writes and nobody would keep it.
  [[nodiscard]] Status AdmitWrite(const Client& client, const RegisteredCommand& command) const;
  void Refuse(Client& client, const RegisteredCommand* command, const Status& error);
  // Runs the commands of those who wait for the key, in turn, as long as it is there.
  void ServeKey(const BlockedClients::Key& ready);
  void RunOutermostJobs();

  Services& services_;
  Filter filter_;
  Observer after_command_;
  Observer after_wait_;
  std::function<void(Client&)> resume_;
  Stats stats_;
  std::map<std::string, uint64_t, std::less<>> error_counts_;
  bool loading_ = false;
  bool yielding_ = false;
  std::string_view busy_text_;
  bool password_needed_ = false;
  bool save_failed_ = false;
  bool latency_tracking_ = true;
  const Client* current_client_ = nullptr;
  const Client* outermost_client_ = nullptr;
  std::vector<std::function<void()>> outermost_jobs_;
  int stretches_ = 0;
  int depth_ = 0;  // of Calls within Calls
  clock::TickClock clock_;
  int64_t wall_offset_ns_ = 0;  // wall clock minus monotonic
};

}  // namespace trellis
