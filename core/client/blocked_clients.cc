#include "core/client/blocked_clients.h"

#include <algorithm>

namespace trellis {

void BlockedClients::Block(Client& client, int db, std::span<const std::string_view> words,
                           std::span<const std::string_view> keys, int64_t deadline_ms,
                           OnTimeout on_timeout) {
  if (client.blocked != nullptr) {
    // Run again in vain: it keeps its deadline and its place in the queues.
    client.set(Client::kBlocked);
    return;
  }
  auto state = std::make_unique<BlockedState>();
  state->words.assign(words.begin(), words.end());
  state->db = db;
  state->deadline_ms = deadline_ms;
  state->on_timeout = on_timeout;
  state->turn = ++turns_;
  for (const std::string_view key : keys) {
    std::string name(key);
    if (std::find(state->keys.begin(), state->keys.end(), name) != state->keys.end()) continue;
    waiting_[{db, name}].emplace(state->turn, &client);
    state->keys.push_back(std::move(name));
  }
  if (deadline_ms != 0) deadlines_.emplace(deadline_ms, &client);
  client.blocked = std::move(state);
  client.set(Client::kBlocked);
  if (!client.has(Client::kInternal)) ++clients_;
}

void BlockedClients::Unblock(Client& client) {
  client.set(Client::kBlocked, false);
  if (client.blocked == nullptr) return;
  const BlockedState& state = *client.blocked;
  for (const std::string& key : state.keys) {
    const auto found = waiting_.find({state.db, key});
    if (found == waiting_.end()) continue;
    found->second.erase(state.turn);
    if (found->second.empty()) waiting_.erase(found);
  }
  if (state.deadline_ms != 0) {
    const auto [first, last] = deadlines_.equal_range(state.deadline_ms);
    for (auto at = first; at != last; ++at) {
      if (at->second != &client) continue;
      deadlines_.erase(at);
      break;
    }
  }
  if (state.wants_deleted) --deleted_wanted_;
  client.blocked.reset();
  if (!client.has(Client::kInternal)) --clients_;
}

void BlockedClients::WantDeleted(Client& client) {
  client.blocked->wants_deleted = true;
  ++deleted_wanted_;
}

void BlockedClients::CollectKeys(int db, std::set<std::string>& keys) const {
  for (auto at = waiting_.lower_bound({db, ""}); at != waiting_.end() && at->first.first == db;
       ++at) {
    keys.insert(at->first.second);
  }
}

void BlockedClients::MarkReady(int db, std::string_view key) {
  Key name(db, key);
  if (!waiting_.contains(name)) return;
  if (std::find(ready_.begin(), ready_.end(), name) == ready_.end()) {
    ready_.push_back(std::move(name));
  }
}

Client* BlockedClients::NextWaiting(const Key& key, uint64_t turn) const {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) return nullptr;
  const auto next = found->second.upper_bound(turn);
  return next == found->second.end() ? nullptr : next->second;
}

std::vector<Client*> BlockedClients::Expired(int64_t now_ms) {
  std::vector<Client*> clients;
  for (const auto& [deadline, client] : deadlines_) {
    if (deadline > now_ms) break;
    clients.push_back(client);
  }
  return clients;
}

Status BlockedClients::ReplyTimeout(ReplyWriter& reply, OnTimeout on_timeout) {
  switch (on_timeout) {
    case OnTimeout::kNull: return reply.Null();
    case OnTimeout::kZero: return reply.Integer(0);
    default: return reply.NullArray();
  }
}

}  // namespace trellis
