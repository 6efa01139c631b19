// The clients' connections: accepts them, reads and parses what they send, hands requests to dispatch,
// and writes what they are owed.
//
// A read goes into one shared buffer and is parsed in place; only an unfinished request is copied to its
// client. All requests of one read are parsed before the first runs, so that the buckets of their
// keys can be prefetched.
// Threads: the event loop's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/client/client_table.h"
#include "core/command/services.h"
#include "core/net/event_loop.h"

namespace trellis {

class Connections {
 public:
  struct Stats {
    uint64_t accepted = 0;
    uint64_t rejected = 0;
    uint64_t evicted = 0;  // for maxmemory-clients
    uint64_t bytes_in = 0;
    uint64_t bytes_out = 0;
    uint64_t reads = 0;
    uint64_t writes = 0;
  };

  Connections(Services& services, EventLoop& loop);
  ~Connections();

  // Takes over a listening socket.
  void AddListener(int fd, bool unix_socket, const std::string& path);
  // Closes it; its clients stay.
  void RemoveListener(int fd);
  // In a forked child: lets go of all sockets, which are the parent's. As long as a child has them open, a
  // client whose connection the parent closes isn't told, and the port can't be bound anew.
  void LeaveToParent();
  // Frees the client, at once or after what it is owed was sent.
  void Close(Client& client, bool after_reply);
  // There is something in its output buffer.
  void WantsWrite(Client& client);
  // A client that was blocked, paused or waiting goes on with what it sent meanwhile.
  void Resume(Client& client);
  // Writes what is owed to all; call before the loop sleeps. Who is on the stack (kProcessing) is left
  // for later: its reply may be half done.
  void FlushAll();
  // While held, what clients send stays where it is.
  void HoldReads(bool hold) { reads_held_ = hold; }
  // Frees what Close asked for; call when no command is running.
  void FreeClosed();
  // Closes clients that were idle for too long or are owed too much.
  void EnforceLimits();
  // Holds commands (writes only, unless all) until then.
  void Pause(int64_t until_ms, bool all);
  void ResumePaused();
  [[nodiscard]] bool paused() const { return paused_until_ms_ != 0; }
  [[nodiscard]] int64_t paused_until_ms() const { return paused_until_ms_; }
  void set_on_close(std::function<void(Client&)> hook) { on_close_ = std::move(hook); }
  Stats& stats() { return stats_; }

  // Closes the largest clients until the rest takes no more than maxmemory-clients.
  void EvictLargest();
  // Some clients are closed, and their memory will be free before the loop sleeps again.
  [[nodiscard]] bool any_closing() const { return !closing_.empty(); }

 private:
  struct Batch;
  void AcceptFrom(int listener, bool unix_socket, const std::string& path);
  void OnReady(Client& client, uint32_t ready);
  void Read(Client& client);
  // Runs the requests in `input`; returns how many bytes of it are done with.
  size_t Process(Client& client, std::string_view input);
  size_t ProcessWith(Batch& batch, Client& client, std::string_view input);
  bool RunBatch(Client& client, Batch& batch, size_t* done);
  bool HeldBack(Client& client, const std::vector<std::string_view>& args);
  void ProtocolError(Client& client, std::string_view text);
  // False when the client was closed.
  bool Write(Client& client);
  bool OverLimit(Client& client);

  Services& services_;
  EventLoop& loop_;
  Stats stats_;
  std::vector<int> listeners_;
  std::vector<uint64_t> pending_writes_;
  std::vector<uint64_t> closing_;
  std::vector<std::unique_ptr<std::string>> read_buffers_;  // one for each level of nested reads
  size_t read_depth_ = 0;
  bool reads_held_ = false;
  // Likewise: a command may let another client go on (Resume), whose requests are then parsed.
  std::vector<std::unique_ptr<Batch>> batches_;
  size_t process_depth_ = 0;
  int64_t paused_until_ms_ = 0;
  bool paused_all_ = false;
  std::function<void(Client&)> on_close_;
};

}  // namespace trellis
