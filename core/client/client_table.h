// All clients by id and in order of arrival, and how CLIENT LIST describes one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/client/client.h"

namespace trellis {

class ClientTable {
 public:
  Client& Add(int fd);
  // The client is destroyed.
  void Remove(Client& client) { clients_.erase(client.id()); }
  // Null if there is none.
  [[nodiscard]] Client* Find(uint64_t id) const;
  [[nodiscard]] size_t size() const { return clients_.size(); }
  uint64_t NextId() { return next_id_++; }

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const auto& [id, client] : clients_)
      visit(*client);
  }

  // One line of CLIENT LIST, without its end. now_us: monotonic.
  static std::string Describe(const Client& client, int64_t now_us);
  // Bytes that a client takes: its own, what it has sent and not yet been served, what it is owed.
  static size_t MemoryBytes(const Client& client) {
    return sizeof(Client) + client.output().MemoryBytes() + client.query().capacity();
  }
  // The class of its output limits: 0 normal, 2 pubsub.
  static int LimitClass(const Client& client) { return client.has(Client::kSubscribed) ? 2 : 0; }

 private:
  std::map<uint64_t, std::unique_ptr<Client>> clients_;
  uint64_t next_id_ = 1;
};

}  // namespace trellis
