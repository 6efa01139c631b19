// Who listens to which channel, pattern and shard channel.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/client/client.h"
#include "core/command/command.h"

namespace trellis {

class PubSub {
 public:
  enum class Kind : uint8_t {
    kChannel,
    kPattern,
    kShard
  };

  // Called for each client that has got a message.
  void set_on_delivered(std::function<void(Client&)> hook) { on_delivered_ = std::move(hook); }

  // Both are no-ops if nothing changes.
  void Subscribe(Client& client, Kind kind, const std::string& name);
  void Unsubscribe(Client& client, Kind kind, const std::string& name);
  void UnsubscribeAll(Client& client);
  // Delivers to channel and pattern listeners, or to shard listeners; returns how many heard it.
  size_t Publish(std::string_view channel, std::string_view message, bool shard);

  [[nodiscard]] std::vector<std::string> Channels(std::string_view pattern, bool shard) const;
  [[nodiscard]] size_t Subscribers(const std::string& channel, bool shard) const;
  [[nodiscard]] size_t channels() const { return channels_.size(); }
  [[nodiscard]] size_t patterns() const { return patterns_.size(); }
  [[nodiscard]] size_t shard_channels() const { return shards_.size(); }

 private:
  using Listeners = std::map<std::string, std::vector<Client*>, std::less<>>;
  Listeners& Table(Kind kind);
  static std::unordered_set<std::string>& Own(Client& client, Kind kind);

  Listeners channels_;
  Listeners patterns_;
  Listeners shards_;
  std::function<void(Client&)> on_delivered_;
};

// Writes what a client gets by its subscriptions: CLIENT REPLY OFF silences answers, but not this.
inline ReplyWriter PushTo(Client& client) {
  return {client.output(), client.protocol()};
}

std::span<const Command> PubSubCommands();

}  // namespace trellis
