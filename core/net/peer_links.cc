#include "core/net/peer_links.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/clock.h"
#include "core/net/listener.h"

namespace trellis {

PeerLink::~PeerLink() {
  close(fd_);
}

std::unique_ptr<PeerLink> PeerLink::Connect(const std::string& host, const std::string& port,
                                            int timeout_ms) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return nullptr;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    auto link = std::make_unique<PeerLink>(fd);
    if (connect(fd, at->ai_addr, at->ai_addrlen) != 0 && errno != EINPROGRESS) continue;
    if (!link->Await(POLLOUT, timeout_ms)) continue;
    TuneTcp(fd, 0);
    return link;
  }
  return nullptr;
}

bool PeerLink::Await(short events, int timeout_ms) {
  pollfd watched{.fd = fd_, .events = events, .revents = 0};
  const int64_t deadline_us = clock::MonotonicUs() + int64_t{timeout_ms} * 1000;
  while (true) {
    const int64_t left_ms = (deadline_us - clock::MonotonicUs() + 999) / 1000;
    const int ready = poll(&watched, 1, static_cast<int>(std::max<int64_t>(left_ms, 0)));
    if (ready > 0) return true;
    if (ready < 0 && errno == EINTR) continue;
    timed_out_ = ready == 0;
    return false;
  }
}

bool PeerLink::Send(std::string_view bytes, int timeout_ms) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!Await(POLLOUT, timeout_ms)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> PeerLink::ReadLine(int timeout_ms) {
  constexpr size_t kLongest = 64 * 1024;
  constexpr std::string_view kEnd = "\r\n";
  size_t searched = 0;
  while (true) {
    const size_t end = input_.find(kEnd, searched);
    if (end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + kEnd.size());
      return line;
    }
    if (input_.size() > kLongest) return std::nullopt;
    searched = input_.empty() ? 0 : input_.size() - 1;
    char buffer[4096];
    const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
    if (got > 0) {
      input_.append(buffer, static_cast<size_t>(got));
    } else if (got < 0 && errno == EAGAIN) {
      if (!Await(POLLIN, timeout_ms)) return std::nullopt;
    } else if (got == 0 || errno != EINTR) {
      return std::nullopt;
    }
  }
}

PeerLink* PeerLinks::Get(const std::string& host, const std::string& port, int timeout_ms,
                         bool* reused) {
  const auto found = links_.find({host, port});
  *reused = found != links_.end();
  if (*reused) {
    found->second.used_us = clock::MonotonicUs();
    return found->second.link.get();
  }
  std::unique_ptr<PeerLink> link = PeerLink::Connect(host, port, timeout_ms);
  if (link == nullptr) return nullptr;
  if (links_.size() >= kMost) {
    links_.erase(std::min_element(links_.begin(), links_.end(), [](const auto& a, const auto& b) {
      return a.second.used_us < b.second.used_us;
    }));
  }
  Slot& slot = links_[{host, port}];
  slot = {std::move(link), clock::MonotonicUs()};
  return slot.link.get();
}

void PeerLinks::Drop(const std::string& host, const std::string& port) {
  links_.erase({host, port});
}

void PeerLinks::DropIdle() {
  const int64_t now_us = clock::MonotonicUs();
  std::erase_if(
      links_, [now_us](const auto& item) { return now_us - item.second.used_us > kIdleMs * 1000; });
}

}  // namespace trellis
