#include "modules/client_info.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace trellis {

RedisModuleClientInfoV1 DescribeForModules(const Client& client) {
  RedisModuleClientInfoV1 info = REDISMODULE_CLIENTINFO_INITIALIZER_V1;
  const auto flag = [&](bool on, uint64_t bit) { info.flags |= on ? bit : 0; };
  flag(client.has(Client::kSubscribed), REDISMODULE_CLIENTINFO_FLAG_PUBSUB);
  flag(client.tracking != nullptr, REDISMODULE_CLIENTINFO_FLAG_TRACKING);
  flag(client.has(Client::kBlocked), REDISMODULE_CLIENTINFO_FLAG_BLOCKED);
  flag(client.has(Client::kUnixSocket), REDISMODULE_CLIENTINFO_FLAG_UNIXSOCKET);
  flag(client.has(Client::kInTransaction) || client.has(Client::kExecuting),
       REDISMODULE_CLIENTINFO_FLAG_MULTI);
  info.id = client.id();
  info.db = static_cast<uint16_t>(client.db());
  // ip:port, or [ipv6]:port, or path:0.
  const std::string_view address = client.address;
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return info;
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  host.copy(info.addr, std::min(host.size(), sizeof(info.addr) - 1));
  info.port = static_cast<uint16_t>(std::strtoul(address.substr(colon + 1).data(), nullptr, 10));
  return info;
}

}  // namespace trellis
