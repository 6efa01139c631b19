// Clients that wait for keys (BLPOP and its like), by key and by deadline.
//
// A key that is written is marked ready; after the command, dispatch takes the ready keys, asks for the
// clients that wait for each, first come first, and runs their commands again.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/client/client.h"

namespace trellis {

class BlockedClients {
 public:
  void Block(Client& client, int db, std::span<const std::string_view> words,
             std::span<const std::string_view> keys, int64_t deadline_ms, OnTimeout on_timeout);
  // Forgets what the client waits for.
  void Unblock(Client& client);
  // The key may satisfy somebody now.
  void KeyChanged(int db, std::string_view key) {
    if (!waiting_.empty()) MarkReady(db, key);
  }
  // The keys of a database that somebody waits for.
  void CollectKeys(int db, std::set<std::string>& keys) const;
  [[nodiscard]] bool any_ready() const { return !ready_.empty(); }
  // The keys marked ready, in the order they were; the marks are gone.
  using Key = std::pair<int, std::string>;
  std::vector<Key> TakeReady() { return std::exchange(ready_, {}); }
  // The client that waits for the key and whose turn is next after `turn` (0: the first); or null.
  [[nodiscard]] Client* NextWaiting(const Key& key, uint64_t turn) const;
  // Clients whose deadline has passed; they are still blocked.
  std::vector<Client*> Expired(int64_t now_ms);
  // Clients with a connection that wait.
  [[nodiscard]] size_t count() const { return clients_; }
  // The client's wait may be ended by the end of a key, too.
  void WantDeleted(Client& client);
  // How many do.
  [[nodiscard]] size_t deleted_wanted() const { return deleted_wanted_; }

  static Status ReplyTimeout(ReplyWriter& reply, OnTimeout on_timeout);

 private:
  void MarkReady(int db, std::string_view key);

  std::map<Key, std::map<uint64_t, Client*>> waiting_;  // by turn
  std::vector<Key> ready_;
  std::multimap<int64_t, Client*> deadlines_;
  size_t clients_ = 0;
  size_t deleted_wanted_ = 0;
  uint64_t turns_ = 0;
};

}  // namespace trellis
