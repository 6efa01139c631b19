#include "core/dispatch/connections.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <system_error>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/client/blocked_clients.h"
#include "core/command/extension.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/net/listener.h"
#include "core/resp/request_parser.h"

namespace trellis {
namespace {

constexpr std::string_view kProtectedMode =
    "-DENIED Trellis is running in protected mode because protected mode is enabled and no "
    "password "
    "is set for the default user. In this mode connections are only accepted from the loopback "
    "interface. To connect from another machine, set a password with CONFIG SET requirepass, or "
    "turn the protection off with CONFIG SET protected-mode no from the loopback interface.\r\n";

// Whether strangers from the network would be let in without a password, which nobody asked for.
bool Protected(const Services& services) {
  return services.config->flag(Directive::kProtectedMode) &&
         !services.dispatcher->password_needed();
}

// maxmemory-clients in bytes, which may be given as a percentage of maxmemory; 0: none.
size_t ClientMemoryLimit(const Config& config) {
  const int64_t limit = config.number(Directive::kMaxmemoryClients);
  if (limit >= 0) return static_cast<size_t>(limit);
  return static_cast<size_t>(config.number(Directive::kMaxmemory)) / 100 *
         static_cast<size_t>(-limit);
}

constexpr size_t kReadSize = 64 * 1024;
// Room made for what a client has announced and not yet sent.
constexpr size_t kMostAhead = 16 * kReadSize;

// A command of the client's is running, and has let the event loop go on meanwhile.
bool OnStack(const Client& client) {
  return (client.flags() & (Client::kProcessing | Client::kUnblocked)) != 0;
}

}  // namespace

// The requests of one stretch of input, parsed ahead of running them.
struct Connections::Batch {
  static constexpr size_t kMost = 64;
  struct Request {
    size_t first_arg;
    size_t args;
    size_t end;  // offset behind it in the input
    uint64_t key_hash;
  };
  std::vector<std::string_view> args;
  std::vector<std::string> unquoted;
  std::vector<Request> requests;

  Batch() { requests.reserve(kMost); }
  void Clear() {
    // What one huge request needed isn't kept for all later ones.
    constexpr size_t kKept = 64 * 1024;
    if (args.capacity() > kKept) args = {};
    args.clear();
    unquoted.clear();
    requests.clear();
  }
};

Connections::Connections(Services& services, EventLoop& loop) : services_(services), loop_(loop) {}

Connections::~Connections() {
  for (const int fd : listeners_)
    close(fd);
  services_.clients->ForEach([](Client& client) {
    if (client.fd() >= 0) close(client.fd());
  });
}

void Connections::AddListener(int fd, bool unix_socket, const std::string& path) {
  listeners_.push_back(fd);
  loop_.Add(fd, EventLoop::kReadable,
            [this, fd, unix_socket, path](uint32_t) { AcceptFrom(fd, unix_socket, path); });
}

void Connections::RemoveListener(int fd) {
  loop_.Remove(fd);
  std::erase(listeners_, fd);
  close(fd);
}

void Connections::LeaveToParent() {
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) return;
  // Replaced, not closed: the child's own files must not get the numbers by which it knows clients.
  for (const int fd : listeners_)
    (void)dup3(nowhere, fd, O_CLOEXEC);
  services_.clients->ForEach([&](Client& client) {
    if (client.fd() >= 0) (void)dup3(nowhere, client.fd(), O_CLOEXEC);
  });
  close(nowhere);
}

void Connections::AcceptFrom(int listener, bool unix_socket, const std::string& path) {
  constexpr int kMostPerTurn = 1000;
  for (int i = 0; i < kMostPerTurn; ++i) {
    std::string address;
    const int fd = Accept(listener, &address);
    if (fd < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      // The peer may be gone again; the next one may not.
      if (errno == ECONNABORTED || errno == EINTR) continue;
      Log(LogLevel::kWarning, "Accepting client connection: {}",
          std::generic_category().message(errno));
      return;
    }
    if (!unix_socket && !IsLoopback(address) && Protected(services_)) {
      (void)!write(fd, kProtectedMode.data(), kProtectedMode.size());
      close(fd);
      ++stats_.rejected;
      continue;
    }
    const auto most = static_cast<size_t>(services_.config->number(Directive::kMaxclients));
    if (services_.clients->size() >= most) {
      constexpr std::string_view kFull = "-ERR max number of clients reached\r\n";
      (void)!write(fd, kFull.data(), kFull.size());
      close(fd);
      ++stats_.rejected;
      continue;
    }
    Client& client = services_.clients->Add(fd);
    client.address = unix_socket ? path + ":0" : address;
    client.local_address = unix_socket ? path + ":0" : LocalAddress(fd);
    client.created_us = client.active_us = clock::MonotonicUs();
    client.set(Client::kUnixSocket, unix_socket);
    client.set(Client::kAuthenticated, !services_.dispatcher->password_needed());
    if (!unix_socket) {
      TuneTcp(fd, static_cast<int>(services_.config->number(Directive::kTcpKeepalive)));
    }
    ++stats_.accepted;
    if (services_.extension != nullptr) services_.extension->ClientConnected(client);
    loop_.Add(fd, EventLoop::kReadable,
              [this, &client](uint32_t ready) { OnReady(client, ready); });
  }
}

void Connections::OnReady(Client& client, uint32_t ready) {
  if (OnStack(client)) return;
  if ((ready & EventLoop::kWritable) != 0 && !client.output().empty() && !Write(client)) return;
  if ((ready & EventLoop::kReadable) != 0) Read(client);
}

void Connections::Read(Client& client) {
  if (reads_held_ || client.has(Client::kCloseNow) || client.has(Client::kCloseAfterReply)) return;
  if (read_depth_ == read_buffers_.size()) {
    read_buffers_.push_back(std::make_unique<std::string>(kReadSize, '\0'));
  }
  std::string& buffer = *read_buffers_[read_depth_];
  std::string& query = client.query();
  // A large argument is read straight to where it stays.
  const bool direct = client.query_wanted > query.size() + kReadSize;
  size_t old_size = query.size();
  char* target = buffer.data();
  size_t room = buffer.size();
  if (direct) {
    room = std::min<size_t>(client.query_wanted - old_size, kMostAhead);
    query.resize(old_size + room);
    target = query.data() + old_size;
  }
  const ssize_t got = recv(client.fd(), target, room, 0);
  if (direct) query.resize(old_size + (got > 0 ? static_cast<size_t>(got) : 0));
  if (got <= 0) {
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    Close(client, false);
    return;
  }
  stats_.bytes_in += static_cast<uint64_t>(got);
  ++stats_.reads;
  client.active_us = services_.dispatcher->TakeTime();
  const auto limit =
      static_cast<size_t>(services_.config->number(Directive::kClientQueryBufferLimit));
  if (query.size() > limit) {
    Log(LogLevel::kWarning, "Closing client that reached max query buffer length: {}",
        ClientTable::Describe(client, client.active_us));
    Close(client, false);
    return;
  }
  ++read_depth_;
  if (query.empty() && !direct) {
    const std::string_view input(buffer.data(), static_cast<size_t>(got));
    const size_t done = Process(client, input);
    if (done < input.size()) {
      query.reserve(std::min(client.query_wanted, kMostAhead));
      query.append(input.substr(done));
    }
  } else {
    if (!direct) query.append(buffer.data(), static_cast<size_t>(got));
    if (query.size() >= client.query_wanted) {
      // The text must not move while its requests run.
      std::string text = std::move(query);
      query.clear();
      const size_t done = Process(client, text);
      if (done < text.size()) query.insert(0, text, done, std::string::npos);
    }
  }
  --read_depth_;
}

size_t Connections::Process(Client& client, std::string_view input) {
  if (process_depth_ == batches_.size()) batches_.push_back(std::make_unique<Batch>());
  Batch& batch = *batches_[process_depth_++];
  client.set(Client::kProcessing);
  client.input_bytes = input.size();
  const size_t done = ProcessWith(batch, client, input);
  client.input_bytes = 0;
  client.set(Client::kProcessing, false);
  --process_depth_;
  // One huge request shouldn't hold memory for ever.
  constexpr size_t kMostKept = 4096;
  if (batch.args.capacity() > kMostKept) batches_[process_depth_] = std::make_unique<Batch>();
  return done;
}

size_t Connections::ProcessWith(Batch& batch, Client& client, std::string_view input) {
  size_t done = 0;
  client.query_wanted = 0;
  while (done < input.size()) {
    if (client.flags() &
        (Client::kBlocked | Client::kCloseNow | Client::kCloseAfterReply | Client::kPaused)) {
      return client.has(Client::kBlocked) || client.has(Client::kPaused) ? done : input.size();
    }
    batch.Clear();
    ParsedRequest parsed;
    size_t at = done;
    const bool stranger =
        services_.dispatcher->password_needed() && !client.has(Client::kAuthenticated);
    const RequestLimits limits{.max_bulk = services_.config->number(Directive::kProtoMaxBulkLen),
                               .authenticated = !stranger};
    while (batch.requests.size() < Batch::kMost && at < input.size()) {
      // Inline requests own their words; one at a time keeps those in place.
      if (input[at] != '*' && !batch.requests.empty()) break;
      const size_t first = batch.args.size();
      parsed = ParseRequest(input.substr(at), limits, batch.args, batch.unquoted);
      if (parsed.outcome != ParseOutcome::kComplete) break;
      at += parsed.consumed;
      batch.requests.push_back({first, batch.args.size() - first, at, 0});
      if (stranger || input[at - parsed.consumed] != '*') break;
    }
    if (!RunBatch(client, batch, &done)) return done;
    if (parsed.outcome == ParseOutcome::kError && done == at) {
      ProtocolError(client, parsed.error);
      return input.size();
    }
    if (parsed.outcome == ParseOutcome::kIncomplete && done == at) {
      client.query_wanted = parsed.wanted;
      return done;
    }
  }
  return done;
}

// False when the client can't go on for now; *done is then behind the last request that ran.
bool Connections::RunBatch(Client& client, Batch& batch, size_t* done) {
  const auto limit_class = static_cast<size_t>(ClientTable::LimitClass(client));
  const int64_t limit = services_.config->output_limits()[limit_class].hard;
  client.output().set_limit(static_cast<size_t>(limit));
  if (batch.requests.size() > 1) {
    const Database& database = services_.keyspace->db(client.db());
    for (Batch::Request& request : batch.requests) {
      if (request.args < 2) continue;
      request.key_hash = Database::Hash(batch.args[request.first_arg + 1]);
      database.table().PrefetchBucket(request.key_hash);
    }
    for (const Batch::Request& request : batch.requests) {
      if (request.key_hash != 0) database.table().PrefetchEntry(request.key_hash);
    }
  }
  for (const Batch::Request& request : batch.requests) {
    if (request.args > 0) {
      const std::span<const std::string_view> args(batch.args.data() + request.first_arg,
                                                   request.args);
      if (paused_until_ms_ != 0 && HeldBack(client, {args.begin(), args.end()})) return false;
      if (client.flags() & (Client::kReplyOff | Client::kReplySkipNext)) {
        OutputBuffer nowhere;
        nowhere.set_limit(1);
        client.reply().set_out(nowhere);
        services_.dispatcher->Execute(client, args, request.key_hash);
        client.reply().set_out(client.output());
      } else {
        services_.dispatcher->Execute(client, args, request.key_hash);
      }
      if (!client.output().empty()) WantsWrite(client);
    }
    *done = request.end;
    if (client.flags() & (Client::kBlocked | Client::kCloseNow | Client::kCloseAfterReply)) {
      return client.has(Client::kBlocked) ? false : true;
    }
    // A limit holds for what one command replies, too; looked at when there is much.
    const bool much = client.output().size() > kReadSize || client.output().cut_off();
    if (much && OverLimit(client)) return true;
    if (client.output().size() > (1U << 20) && !Write(client)) return true;
  }
  return true;
}

bool Connections::HeldBack(Client& client, const std::vector<std::string_view>& args) {
  if (clock::UnixMs() >= paused_until_ms_) return false;
  const RegisteredCommand* command = services_.commands->Resolve(args);
  if (command == nullptr) return false;
  const bool write =
      (command->row().flags & (kWrite | kMayReplicate)) != 0 || command->row().name == "exec";
  if (!paused_all_ && !write) return false;
  // CLIENT UNPAUSE itself must get through.
  if ((command->row().flags & kLoading) != 0 && command->full_name().starts_with("client")) {
    return false;
  }
  client.set(Client::kPaused);
  return true;
}

void Connections::ProtocolError(Client& client, std::string_view text) {
  (void)client.reply().Error("ERR", fmt::format("Protocol error: {}", text));
  WantsWrite(client);
  Close(client, true);
}

void Connections::WantsWrite(Client& client) {
  if (client.has(Client::kPendingWrite) || client.fd() < 0) return;
  client.set(Client::kPendingWrite);
  pending_writes_.push_back(client.id());
}

bool Connections::Write(Client& client) {
  if (client.output().cut_off()) return !OverLimit(client);
  constexpr int kVectors = 64;
  while (!client.output().empty()) {
    iovec vectors[kVectors];
    const int count = client.output().Vectors(vectors, kVectors);
    // What is owed is nearly always one piece, for which send is the shorter way in the kernel.
    const ssize_t sent =
        count == 1 ? send(client.fd(), vectors[0].iov_base, vectors[0].iov_len, MSG_NOSIGNAL)
                   : writev(client.fd(), vectors, count);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        loop_.SetInterest(client.fd(), EventLoop::kReadable | EventLoop::kWritable);
        return !OverLimit(client);
      }
      Close(client, false);
      return false;
    }
    stats_.bytes_out += static_cast<uint64_t>(sent);
    ++stats_.writes;
    client.output().Consume(static_cast<size_t>(sent));
  }
  loop_.SetInterest(client.fd(), EventLoop::kReadable);
  if (client.has(Client::kCloseAfterReply)) {
    Close(client, false);
    return false;
  }
  return true;
}

bool Connections::OverLimit(Client& client) {
  const Config::OutputLimit& limit =
      services_.config->output_limits()[static_cast<size_t>(ClientTable::LimitClass(client))];
  const auto owed = static_cast<int64_t>(client.output().MemoryBytes());
  const int64_t now = clock::MonotonicUs();
  // Who hasn't said a password gets no more than a few refusals.
  constexpr int64_t kMostForStrangers = 1024;
  const bool stranger =
      services_.dispatcher->password_needed() && !client.has(Client::kAuthenticated);
  const bool soft = limit.soft > 0 && owed >= limit.soft;
  if (!soft) client.soft_limit_since_us = 0;
  if (soft && client.soft_limit_since_us == 0) client.soft_limit_since_us = now;
  const bool too_long = soft && now - client.soft_limit_since_us > limit.seconds * 1'000'000;
  const bool too_much = (limit.hard > 0 && owed >= limit.hard) ||
                        (stranger && client.output().size() > kMostForStrangers) ||
                        client.output().cut_off();
  if (!too_much && !too_long) return false;
  Log(LogLevel::kWarning, "Client {} closed for overcoming of output buffer limits.",
      ClientTable::Describe(client, now));
  Close(client, false);
  return true;
}

void Connections::FlushAll() {
  // Writing may close a client, and closing may make another's output (pub/sub): by index and id.
  std::vector<uint64_t> later;
  for (size_t i = 0; i < pending_writes_.size(); ++i) {
    Client* client = services_.clients->Find(pending_writes_[i]);
    if (client == nullptr) continue;
    if (OnStack(*client)) {
      later.push_back(client->id());
      continue;
    }
    client->set(Client::kPendingWrite, false);
    if (client->has(Client::kCloseNow)) continue;
    if (client->output().size() > kReadSize && OverLimit(*client)) continue;
    (void)Write(*client);
  }
  pending_writes_ = std::move(later);
}

void Connections::Close(Client& client, bool after_reply) {
  if (client.has(Client::kCloseNow) || client.fd() < 0) return;
  if (after_reply) {
    client.set(Client::kCloseAfterReply);
    WantsWrite(client);
    return;
  }
  client.set(Client::kCloseNow);
  loop_.Remove(client.fd());
  closing_.push_back(client.id());
}

void Connections::FreeClosed() {
  for (size_t i = 0; i < closing_.size(); ++i) {
    Client* client = services_.clients->Find(closing_[i]);
    if (client == nullptr) continue;
    services_.blocked->Unblock(*client);
    if (on_close_) on_close_(*client);
    close(client->fd());
    services_.clients->Remove(*client);
  }
  closing_.clear();
}

void Connections::Resume(Client& client) {
  client.set(Client::kPaused, false);
  if (!client.output().empty()) WantsWrite(client);
  if (client.query().empty()) return;
  std::string text = std::move(client.query());
  client.query().clear();
  services_.dispatcher->TakeTime();
  const size_t done = Process(client, text);
  if (done < text.size()) client.query().insert(0, text, done, std::string::npos);
}

void Connections::EnforceLimits() {
  const int64_t now = clock::MonotonicUs();
  const int64_t idle_us = services_.config->number(Directive::kTimeout) * 1'000'000;
  std::vector<Client*> idle;
  services_.clients->ForEach([&](Client& client) {
    if (client.has(Client::kCloseNow) || client.fd() < 0) return;
    if (!client.output().empty() && OverLimit(client)) return;
    const bool waits = client.has(Client::kBlocked) || client.has(Client::kSubscribed);
    if (idle_us > 0 && !waits && now - client.active_us > idle_us) idle.push_back(&client);
  });
  for (Client* client : idle) {
    Log(LogLevel::kVerbose, "Closing idle client");
    Close(*client, false);
  }
  EvictLargest();
}

void Connections::EvictLargest() {
  const size_t limit = ClientMemoryLimit(*services_.config);
  if (limit == 0) return;
  std::vector<std::pair<size_t, Client*>> by_size;
  size_t total = 0;
  services_.clients->ForEach([&](Client& client) {
    if (client.has(Client::kCloseNow) || client.has(Client::kNoEvict) || client.fd() < 0) return;
    by_size.emplace_back(ClientTable::MemoryBytes(client), &client);
    total += by_size.back().first;
  });
  std::sort(by_size.begin(), by_size.end(), std::greater<>());
  for (const auto& [bytes, client] : by_size) {
    if (total <= limit) return;
    Log(LogLevel::kNotice, "Evicting client: {}",
        ClientTable::Describe(*client, clock::MonotonicUs()));
    Close(*client, false);
    ++stats_.evicted;
    total -= bytes;
  }
}

void Connections::Pause(int64_t until_ms, bool all) {
  paused_until_ms_ = until_ms;
  paused_all_ = all;
  if (until_ms == 0) ResumePaused();
}

void Connections::ResumePaused() {
  paused_until_ms_ = 0;
  std::vector<Client*> held;
  services_.clients->ForEach([&](Client& client) {
    if (client.has(Client::kPaused)) held.push_back(&client);
  });
  for (Client* client : held)
    Resume(*client);
}

}  // namespace trellis
