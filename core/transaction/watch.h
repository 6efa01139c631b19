// WATCH: which clients must hear of which keys.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client/client.h"

namespace trellis {

class Watches {
 public:
  void Watch(Client& client, int db, std::string_view key);
  // Forgets all of the client's keys, and that one of them changed.
  void Unwatch(Client& client);
  // Marks the clients that watch the key.
  void KeyChanged(int db, std::string_view key) {
    if (!watchers_.empty()) Mark(db, key);
  }
  // The watched keys of a database.
  void CollectKeys(int db, std::set<std::string>& keys) const;

 private:
  void Mark(int db, std::string_view key);

  std::map<std::pair<int, std::string>, std::vector<Client*>> watchers_;
};

}  // namespace trellis
