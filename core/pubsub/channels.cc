#include "core/pubsub/channels.h"

#include <algorithm>

#include "core/base/glob.h"

namespace trellis {

PubSub::Listeners& PubSub::Table(Kind kind) {
  if (kind == Kind::kChannel) return channels_;
  return kind == Kind::kPattern ? patterns_ : shards_;
}

std::unordered_set<std::string>& PubSub::Own(Client& client, Kind kind) {
  if (client.subscriptions == nullptr) client.subscriptions = std::make_unique<SubscriptionState>();
  SubscriptionState& state = *client.subscriptions;
  if (kind == Kind::kChannel) return state.channels;
  return kind == Kind::kPattern ? state.patterns : state.shard_channels;
}

void PubSub::Subscribe(Client& client, Kind kind, const std::string& name) {
  if (Own(client, kind).insert(name).second) Table(kind)[name].push_back(&client);
  client.set(Client::kSubscribed);
}

void PubSub::Unsubscribe(Client& client, Kind kind, const std::string& name) {
  if (Own(client, kind).erase(name) > 0) {
    const auto found = Table(kind).find(name);
    std::erase(found->second, &client);
    if (found->second.empty()) Table(kind).erase(found);
  }
  const SubscriptionState& state = *client.subscriptions;
  client.set(Client::kSubscribed, state.count() + state.shard_channels.size() > 0);
}

void PubSub::UnsubscribeAll(Client& client) {
  if (client.subscriptions == nullptr) return;
  for (const Kind kind : {Kind::kChannel, Kind::kPattern, Kind::kShard}) {
    const std::unordered_set<std::string> names = Own(client, kind);
    for (const std::string& name : names)
      Unsubscribe(client, kind, name);
  }
}

size_t PubSub::Publish(std::string_view channel, std::string_view message, bool shard) {
  size_t heard = 0;
  const Listeners& exact = shard ? shards_ : channels_;
  if (const auto found = exact.find(channel); found != exact.end()) {
    for (Client* client : found->second) {
      ReplyWriter push = PushTo(*client);
      (void)push.Push(3);
      (void)push.Bulk(shard ? "smessage" : "message");
      (void)push.Bulk(channel);
      (void)push.Bulk(message);
      on_delivered_(*client);
      ++heard;
    }
  }
  if (shard) return heard;
  for (const auto& [pattern, clients] : patterns_) {
    if (!GlobMatch(pattern, channel)) continue;
    for (Client* client : clients) {
      ReplyWriter push = PushTo(*client);
      (void)push.Push(4);
      (void)push.Bulk("pmessage");
      (void)push.Bulk(pattern);
      (void)push.Bulk(channel);
      (void)push.Bulk(message);
      on_delivered_(*client);
      ++heard;
    }
  }
  return heard;
}

std::vector<std::string> PubSub::Channels(std::string_view pattern, bool shard) const {
  std::vector<std::string> names;
  for (const auto& [name, clients] : shard ? shards_ : channels_) {
    if (GlobMatch(pattern, name)) names.push_back(name);
  }
  return names;
}

size_t PubSub::Subscribers(const std::string& channel, bool shard) const {
  const Listeners& table = shard ? shards_ : channels_;
  const auto found = table.find(channel);
  return found == table.end() ? 0 : found->second.size();
}

}  // namespace trellis
