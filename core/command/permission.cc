#include "core/command/permission.h"

#include "core/net/listener.h"

namespace trellis {

bool Permitted(const Config& config, Directive setting, const Client& client) {
  // As the words of the three settings stand in directives.def.
  enum : int64_t {
    kNobody,
    kEverybody,
    kLocal
  };
  const int64_t allowed = config.number(setting);
  if (allowed != kLocal) return allowed == kEverybody;
  return client.has(Client::kUnixSocket) || IsLoopback(client.address);
}

}  // namespace trellis
