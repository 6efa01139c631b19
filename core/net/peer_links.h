// Connections from this server to others, for a command that must have an answer before it ends (MIGRATE).
//
// Every wait is bounded: connecting, sending and reading give up when nothing has moved for
// `timeout_ms`. Only the lookup of a host's name takes what the resolver takes. A connection is kept for
// kIdleMs after its last use, since who moves one key usually moves more.
// Threads: the keyspace's owner only, who is held up meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trellis {

class PeerLink {
 public:
  // Takes over a socket that is non-blocking.
  explicit PeerLink(int fd) : fd_(fd) {}
  PeerLink(const PeerLink&) = delete;
  PeerLink& operator=(const PeerLink&) = delete;
  ~PeerLink();

  // Null if there is no such host, or the time is over. That nobody listens shows when it is used.
  static std::unique_ptr<PeerLink> Connect(const std::string& host, const std::string& port,
                                           int timeout_ms);

  bool Send(std::string_view bytes, int timeout_ms);
  // The next line without its end; none if the time or the connection is over, or it is longer than
  // any reply of one line.
  std::optional<std::string> ReadLine(int timeout_ms);
  // Whether the last failure was a wait that took too long.
  [[nodiscard]] bool timed_out() const { return timed_out_; }

  // The database that commands sent now would find selected, if that is known.
  std::optional<int> db;

 private:
  // Waits until the socket is ready for `events` of poll(2).
  bool Await(short events, int timeout_ms);

  int fd_;
  std::string input_;  // read and not yet taken
  bool timed_out_ = false;
};

// The connections that are open, one for each host and port.
class PeerLinks {
 public:
  // An open one (*reused is then true), or a new one, or null as of Connect.
  PeerLink* Get(const std::string& host, const std::string& port, int timeout_ms, bool* reused);
  // Closes one whose state isn't known any more.
  void Drop(const std::string& host, const std::string& port);
  void DropIdle();
  [[nodiscard]] size_t size() const { return links_.size(); }

 private:
  static constexpr int64_t kIdleMs = 10'000;
  static constexpr size_t kMost = 64;
  struct Slot {
    std::unique_ptr<PeerLink> link;
    int64_t used_us = 0;  // monotonic
  };

  std::map<std::pair<std::string, std::string>, Slot> links_;
};

}  // namespace trellis
