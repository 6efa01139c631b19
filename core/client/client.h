// A client: its settings, what it has sent and what it is owed. A client without a connection (fd -1)
// runs commands for modules and for files; its replies stay in its output buffer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/resp/output_buffer.h"
#include "core/resp/reply_writer.h"

namespace trellis {

// Commands that MULTI has queued.
struct QueuedCommand {
  std::vector<std::string> words;
};

struct TransactionState {
  std::vector<QueuedCommand> queue;
  bool broken = false;  // a command was refused while queueing: EXEC aborts
};

// What a client is told whose wait is over without success.
enum class OnTimeout : uint8_t {
  kNull,
  kNullArray,
  kZero
};

// What a client that waits is waiting for.
struct BlockedState {
  std::vector<std::string> words;  // the command, to be run again
  std::vector<std::string> keys;
  int db = 0;
  int64_t deadline_ms = 0;  // wall clock; 0: for ever
  OnTimeout on_timeout = OnTimeout::kNull;
  uint64_t turn = 0;           // who began to wait earlier has a lower one
  bool wants_deleted = false;  // a key that is gone may end the wait, too
  bool failed = false;         // somebody has replied an error already
  int64_t spent_ns = 0;        // on the command so far
  std::string_view serving;    // while the command is run again: the key that is ready
  // Ends the wait in place of CLIENT UNBLOCK; false if it can't be ended. Empty: the usual way.
  std::function<bool(bool error)> end;
};

struct SubscriptionState {
  std::unordered_set<std::string> channels;
  std::unordered_set<std::string> patterns;
  std::unordered_set<std::string> shard_channels;
  [[nodiscard]] size_t count() const { return channels.size() + patterns.size(); }
};

// How a client that tracks keys wants to hear of changes (tracking.h).
struct TrackingState {
  bool broadcast = false;
  bool opt_in = false;         // only keys of commands behind CLIENT CACHING YES
  bool opt_out = false;        // all but those behind CLIENT CACHING NO
  bool no_loop = false;        // not of its own changes
  bool caching_given = false;  // CLIENT CACHING was the last command
  bool broken_redirect = false;
  uint64_t redirect = 0;  // the client that is told instead; 0: itself
  std::vector<std::string> prefixes;
};

class Client {
 public:
  enum Flag : uint32_t {
    kInTransaction = 1U << 0,
    kDirtyWatch = 1U << 1,  // a watched key changed: EXEC fails
    kBlocked = 1U << 2,
    kCloseAfterReply = 1U << 3,
    kCloseNow = 1U << 4,
    kAuthenticated = 1U << 5,
    kMonitor = 1U << 6,
    kNoEvict = 1U << 7,
    kUnixSocket = 1U << 8,
    kReplyOff = 1U << 9,
    kReplySkip = 1U << 10,      // this command's reply
    kReplySkipNext = 1U << 11,  // and the next one's
    kSubscribed = 1U << 12,
    kDenyBlocking = 1U << 13,  // MULTI, scripts, RM_Call
    kNoTouch = 1U << 14,
    kInternal = 1U << 15,  // no connection
    kPendingWrite = 1U << 16,
    kUnblocked = 1U << 17,  // its command is being run again
    kExecuting = 1U << 18,  // inside EXEC
    kPaused = 1U << 19,
    kProcessing = 1U << 20,  // its input is being run, somewhere up the stack
  };

  Client(uint64_t id, int fd, int protocol = 2) : id_(id), fd_(fd), reply_(output_, protocol) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] int fd() const { return fd_; }
  void set_fd(int fd) { fd_ = fd; }
  [[nodiscard]] bool has(Flag flag) const { return (flags_ & flag) != 0; }
  [[nodiscard]] uint32_t flags() const { return flags_; }
  void set(Flag flag, bool on = true) { flags_ = on ? flags_ | flag : flags_ & ~flag; }

  [[nodiscard]] int db() const { return db_; }
  void set_db(int db) { db_ = db; }
  ReplyWriter& reply() { return reply_; }
  [[nodiscard]] int protocol() const { return reply_.protocol(); }
  OutputBuffer& output() { return output_; }
  [[nodiscard]] const OutputBuffer& output() const { return output_; }

  // The bytes of a request that isn't complete yet.
  std::string& query() { return query_; }
  [[nodiscard]] const std::string& query() const { return query_; }
  // The bytes of the input whose requests are running: not all of them in query().
  size_t input_bytes = 0;
  // Do not parse again before this many bytes are there.
  size_t query_wanted = 0;

  std::string name;
  std::string user = "default";
  std::string library_name;
  std::string library_version;
  std::string address;  // peer, ip:port or path:0
  std::string local_address;
  int64_t created_us = 0;  // monotonic
  int64_t active_us = 0;   // monotonic, of the last request
  int64_t soft_limit_since_us = 0;
  std::string_view last_command = "NULL";
  uint64_t commands_run = 0;
  // Positions of arguments of the command it runs, or waits in, that no log shows: a module said so.
  std::vector<uint32_t> hidden_arguments;

  std::unique_ptr<TransactionState> transaction;
  std::unique_ptr<BlockedState> blocked;
  std::unique_ptr<SubscriptionState> subscriptions;
  std::unique_ptr<TrackingState> tracking;
  // Keys watched, as (db, key).
  std::vector<std::pair<int, std::string>> watched;
  // For who embeds clients in its own things (module contexts); not owned.
  void* extension = nullptr;

 private:
  uint64_t id_;
  int fd_;
  uint32_t flags_ = 0;
  int db_ = 0;
  OutputBuffer output_;
  ReplyWriter reply_;
  std::string query_;
};

}  // namespace trellis
