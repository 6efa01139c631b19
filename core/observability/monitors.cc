#include "core/observability/monitors.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "core/observability/secrets.h"

namespace trellis {
namespace {

// A word as redis-cli would read it back.
void AppendQuoted(std::string& out, std::string_view word) {
  out += '"';
  for (const char c : word) {
    switch (c) {
      case '\\':
      case '"':
        out += '\\';
        out += c;
        break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\a': out += "\\a"; break;
      case '\b': out += "\\b"; break;
      default:
        if (c >= ' ' && c <= '~') {
          out += c;
        } else {
          out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
  }
  out += '"';
}

}  // namespace

void Monitors::Add(Client& client) {
  if (client.has(Client::kMonitor)) return;
  client.set(Client::kMonitor);
  watching_.push_back(&client);
}

void Monitors::Remove(Client& client) {
  if (!client.has(Client::kMonitor)) return;
  client.set(Client::kMonitor, false);
  std::erase(watching_, &client);
}

void Monitors::Tell(const Client& client, const RegisteredCommand& command,
                    std::span<const std::string_view> args, int64_t unix_us) {
  if ((command.row().flags & (kSkipMonitor | kAdmin)) != 0) return;
  constexpr int64_t kMicroseconds = 1'000'000;
  const std::string_view unix_prefix = client.has(Client::kUnixSocket) ? "unix:" : "";
  std::string_view address = client.address;
  // A path has no port.
  if (client.has(Client::kUnixSocket)) address = address.substr(0, address.rfind(':'));
  std::string line = fmt::format("{}.{:06} [{} {}{}]", unix_us / kMicroseconds,
                                 unix_us % kMicroseconds, client.db(), unix_prefix, address);
  for (const std::string_view word : WithoutSecrets(client, command, args)) {
    line += ' ';
    AppendQuoted(line, word);
  }
  for (Client* each : watching_) {
    (void)each->reply().Raw("+");
    (void)each->reply().Raw(line);
    (void)each->reply().Raw("\r\n");
    on_told_(*each);
  }
}

}  // namespace trellis
