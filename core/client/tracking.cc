#include "core/client/tracking.h"

#include <algorithm>
#include <utility>

namespace trellis {
namespace {

constexpr std::string_view kChannel = "__redis__:invalidate";

void AddOnce(std::vector<uint64_t>& ids, uint64_t id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

}  // namespace

void Tracking::Enable(Client& client, const TrackingState& options) {
  if (client.tracking == nullptr) {
    client.tracking = std::make_unique<TrackingState>();
    ++count_;
  }
  TrackingState& state = *client.tracking;
  std::vector<std::string> prefixes = std::move(state.prefixes);
  state = options;
  prefixes.insert(prefixes.end(), options.prefixes.begin(), options.prefixes.end());
  // Without a prefix, every key.
  if (state.broadcast && prefixes.empty()) prefixes.emplace_back();
  for (const std::string& prefix : prefixes)
    AddOnce(prefixes_[prefix].clients, client.id());
  state.prefixes = std::move(prefixes);
}

void Tracking::Disable(Client& client) {
  if (client.tracking == nullptr) return;
  for (const std::string& prefix : client.tracking->prefixes) {
    const auto found = prefixes_.find(prefix);
    if (found == prefixes_.end()) continue;
    std::erase(found->second.clients, client.id());
    if (found->second.clients.empty()) prefixes_.erase(found);
  }
  // Its id stays with the keys it has read until they change: finding them all would take too long.
  client.tracking.reset();
  --count_;
}

void Tracking::Remember(const Client& client, std::string_view key) {
  Ids& ids = holders_[std::string(key)];
  const size_t before = ids.size();
  AddOnce(ids, client.id());
  items_ += ids.size() - before;
}

void Tracking::KeyChanged(std::string_view key, const Client* by) {
  const uint64_t author = by == nullptr ? 0 : by->id();
  for (auto& [prefix, state] : prefixes_) {
    if (key.starts_with(prefix)) state.changed[std::string(key)] = author;
  }
  std::string name(key);
  if (holders_.contains(name)) queue_.push_back({std::move(name), author, false});
}

void Tracking::AllChanged() {
  queue_.clear();  // this says all that
  queue_.push_back({{}, 0, true});
}

void Tracking::Send() {
  // Telling a client can't change keys, so the queue doesn't grow meanwhile.
  for (const Invalidation& invalidation : queue_) {
    invalidation.all ? SendAll() : SendKey(invalidation);
  }
  queue_.clear();
}

void Tracking::SendKey(const Invalidation& invalidation) {
  const auto found = holders_.find(invalidation.key);
  if (found == holders_.end()) return;  // it changed twice
  const Ids ids = std::move(found->second);
  holders_.erase(found);
  items_ -= ids.size();
  const std::string_view keys[] = {invalidation.key};
  for (const uint64_t id : ids) {
    Client* client = clients_.Find(id);
    // It may have gone, or turned tracking off, or on again in another mode.
    if (client == nullptr || client->tracking == nullptr || client->tracking->broadcast) continue;
    if (client->tracking->no_loop && id == invalidation.by) continue;
    Tell(*client, keys, false);
  }
}

void Tracking::SendAll() {
  holders_.clear();
  items_ = 0;
  for (auto& [prefix, state] : prefixes_)
    state.changed.clear();
  clients_.ForEach([this](Client& client) {
    if (client.tracking != nullptr) Tell(client, {}, true);
  });
}

Client* Tracking::Recipient(Client& client) {
  TrackingState& state = *client.tracking;
  if (state.redirect == 0) return &client;
  Client* other = clients_.Find(state.redirect);
  if (other != nullptr && !other->has(Client::kCloseNow)) return other;
  state.broken_redirect = true;
  if (client.protocol() == 3) {
    (void)client.reply().Push(2);
    (void)client.reply().Bulk("tracking-redir-broken");
    (void)client.reply().Integer(static_cast<int64_t>(state.redirect));
    on_told_(client);
  }
  return nullptr;
}

void Tracking::Tell(Client& client, std::span<const std::string_view> keys, bool all) {
  Client* recipient = Recipient(client);
  if (recipient == nullptr) return;
  // RESP2 can only be told out of turn while it is subscribed.
  const bool as_message = recipient->protocol() == 2;
  if (as_message && (recipient == &client || !recipient->has(Client::kSubscribed))) return;
  ReplyWriter& reply = recipient->reply();
  (void)reply.Push(as_message ? 3 : 2);
  (void)reply.Bulk(as_message ? "message" : "invalidate");
  if (as_message) (void)reply.Bulk(kChannel);
  if (all) {
    (void)reply.Null();
  } else {
    (void)reply.Array(keys.size());
    for (const std::string_view key : keys)
      (void)reply.Bulk(key);
  }
  on_told_(*recipient);
}

void Tracking::Broadcast(Prefix& prefix) {
  std::vector<std::string_view> keys;
  for (const uint64_t id : prefix.clients) {
    Client* client = clients_.Find(id);
    if (client == nullptr || client->tracking == nullptr) continue;
    keys.clear();
    for (const auto& [key, by] : prefix.changed) {
      if (!client->tracking->no_loop || by != id) keys.push_back(key);
    }
    if (!keys.empty()) Tell(*client, keys, false);
  }
  prefix.changed.clear();
}

void Tracking::EndTurn(size_t most_keys) {
  SendQueued();
  for (auto& [prefix, state] : prefixes_) {
    if (!state.changed.empty()) Broadcast(state);
  }
  while (most_keys > 0 && holders_.size() > most_keys)
    SendKey({holders_.begin()->first, 0, false});
}

}  // namespace trellis
