#include "module_check/connection.h"

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace trellis {
namespace {

// The beginning of long ones.
std::string Escaped(std::string_view bytes) {
  constexpr size_t kMost = 80;
  std::string shown;
  for (const char c : bytes.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte > '~' || c == '"' || c == '\\') {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  if (bytes.size() > kMost) shown += fmt::format("... of {} bytes", bytes.size());
  return shown;
}

}  // namespace

std::string CheckReply::Shown() const {
  switch (kind) {
    case '$': return '"' + Escaped(text) + '"';
    case ':': return std::to_string(integer);
    case '_': return "nil";
    case '*': {
      std::string shown = "[";
      for (const CheckReply& element : elements)
        shown += (shown.size() > 1 ? ", " : "") + element.Shown();
      return shown + "]";
    }
    case 0: return "no reply";
    default: return kind + Escaped(text);
  }
}

bool CheckConnection::Open(const std::string& path) {
  Close();
  fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const timeval limit{kSeconds, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return true;
  Close();
  return false;
}

void CheckConnection::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
  input_.clear();
  at_ = 0;
}

CheckReply CheckConnection::Call(const std::vector<std::string>& words) {
  if (fd_ < 0) return {};
  std::string request = fmt::format("*{}\r\n", words.size());
  for (const std::string& word : words)
    request += fmt::format("${}\r\n", word.size()) + word + "\r\n";
  for (size_t sent = 0; sent < request.size();) {
    const ssize_t count = send(fd_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return {};
    sent += static_cast<size_t>(count);
  }
  return ReadReply();
}

bool CheckConnection::Fill() {
  if (at_ > 0) input_.erase(0, std::exchange(at_, 0));
  char buffer[65536];
  const ssize_t count = recv(fd_, buffer, sizeof(buffer), 0);
  if (count > 0) input_.append(buffer, static_cast<size_t>(count));
  return count > 0;
}

bool CheckConnection::ReadLine(std::string& line) {
  size_t end = 0;
  while ((end = input_.find("\r\n", at_)) == std::string::npos) {
    if (!Fill()) return false;
  }
  line.assign(input_, at_, end - at_);
  at_ = end + 2;
  return true;
}

CheckReply CheckConnection::ReadReply() {
  std::string line;
  if (!ReadLine(line) || line.empty()) return {};
  CheckReply reply{.kind = line[0], .text = line.substr(1)};
  if (reply.kind == '+' || reply.kind == '-') return reply;
  reply.integer = std::strtoll(reply.text.c_str(), nullptr, 10);
  reply.text.clear();
  if (reply.kind == ':') return reply;
  if (reply.integer < 0) return {.kind = '_'};
  const auto size = static_cast<size_t>(std::exchange(reply.integer, 0));
  if (reply.kind == '$') {
    while (input_.size() - at_ < size + 2) {
      if (!Fill()) return {};
    }
    reply.text.assign(input_, at_, size);
    at_ += size + 2;
    return reply;
  }
  for (size_t i = 0; i < size; i++) {
    reply.elements.push_back(ReadReply());
    if (!reply.elements.back().came()) return {};
  }
  return reply;
}

}  // namespace trellis
