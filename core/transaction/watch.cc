#include "core/transaction/watch.h"

#include <algorithm>

namespace trellis {

void Watches::Watch(Client& client, int db, std::string_view key) {
  std::pair<int, std::string> name(db, key);
  if (std::find(client.watched.begin(), client.watched.end(), name) != client.watched.end()) return;
  watchers_[name].push_back(&client);
  client.watched.push_back(std::move(name));
}

void Watches::Unwatch(Client& client) {
  for (const auto& name : client.watched) {
    const auto found = watchers_.find(name);
    if (found == watchers_.end()) continue;
    std::erase(found->second, &client);
    if (found->second.empty()) watchers_.erase(found);
  }
  client.watched.clear();
  client.set(Client::kDirtyWatch, false);
}

void Watches::CollectKeys(int db, std::set<std::string>& keys) const {
  for (auto at = watchers_.lower_bound({db, ""}); at != watchers_.end() && at->first.first == db;
       ++at) {
    keys.insert(at->first.second);
  }
}

void Watches::Mark(int db, std::string_view key) {
  const auto found = watchers_.find({db, std::string(key)});
  if (found == watchers_.end()) return;
  for (Client* client : found->second)
    client->set(Client::kDirtyWatch);
}

}  // namespace trellis
