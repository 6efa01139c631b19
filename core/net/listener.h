// Listening sockets.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace trellis {

// A non-blocking TCP socket that listens on host:port, or the reason why not.
Result<int> ListenTcp(const std::string& host, int port, int backlog);
// The same on a path of the file system; `mode` 0 leaves the permissions as the umask makes them.
Result<int> ListenUnix(const std::string& path, unsigned mode, int backlog);
// The next connection, non-blocking, or -1; `address` becomes "ip:port" of the peer.
int Accept(int listener, std::string* address);
// Whether an "ip:port" is this machine's own: 127.0.0.0/8 or ::1.
bool IsLoopback(std::string_view address);
// "ip:port" of our side.
std::string LocalAddress(int fd);
// TCP_NODELAY, and keep-alive probes each `keepalive_seconds` (0: none).
void TuneTcp(int fd, int keepalive_seconds);

}  // namespace trellis
