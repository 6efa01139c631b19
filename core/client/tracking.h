// Client-side caching: which client may hold which key in a cache of its own, and who must be told when
// a key changes.
//
//   default   the keys that a client's reading commands named are remembered for it; a change tells it
//             once, and the key is forgotten
//   BCAST     nothing is remembered: the client hears of every change under its prefixes, in bulk, at
//             the end of the event loop's turn
//
// Keys are remembered without their database, as clients' caches know them. Messages about a change
// wait in a queue until the command that made it has replied, so that no reply is cut in two.
// Threads: the keyspace's owner only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/client/client.h"
#include "core/client/client_table.h"

namespace trellis {

class Tracking {
 public:
  explicit Tracking(ClientTable& clients) : clients_(clients) {}

  // Called with each client that was told something.
  void set_on_told(std::function<void(Client&)> hook) { on_told_ = std::move(hook); }

  // Turns tracking on, or changes its options: the prefixes add up. The client's state says the rest.
  void Enable(Client& client, const TrackingState& options);
  void Disable(Client& client);

  // A reading command of a client that tracks has named this key.
  void Remember(const Client& client, std::string_view key);
  // The key's value is another; `by` is the client whose command did it, null for age and memory.
  void KeyChanged(std::string_view key, const Client* by);
  // All keys are gone.
  void AllChanged();
  // A command has replied: now the messages about its changes may go.
  void SendQueued() {
    if (!queue_.empty()) [[unlikely]]
      Send();
  }
  // The event loop's turn ends: tells the BCAST clients, and forgets keys beyond `most_keys` (0: no
  // limit), which their clients then must drop.
  void EndTurn(size_t most_keys);

  [[nodiscard]] bool any() const { return count_ > 0; }
  [[nodiscard]] size_t clients() const { return count_; }
  [[nodiscard]] size_t keys() const { return holders_.size(); }
  [[nodiscard]] size_t items() const { return items_; }
  [[nodiscard]] size_t prefixes() const { return prefixes_.size(); }

 private:
  using Ids = std::vector<uint64_t>;
  struct Invalidation {
    std::string key;
    uint64_t by;  // 0: nobody
    bool all;     // every key
  };
  struct Prefix {
    Ids clients;
    std::map<std::string, uint64_t> changed;  // key -> who changed it last
  };

  void Send();
  void SendKey(const Invalidation& invalidation);
  void SendAll();
  void Tell(Client& client, std::span<const std::string_view> keys, bool all);
  void Broadcast(Prefix& prefix);
  // The other client that messages go to, the client itself without REDIRECT; null if that one is gone.
  Client* Recipient(Client& client);

  ClientTable& clients_;
  std::function<void(Client&)> on_told_;
  size_t count_ = 0;
  size_t items_ = 0;  // client ids in holders_
  std::unordered_map<std::string, Ids> holders_;
  std::map<std::string, Prefix> prefixes_;
  std::vector<Invalidation> queue_;
};

// CLIENT's subcommands about all this (tracking_commands.cc); their rows stand with the others in
// client_commands.cc.
class CommandContext;
// CLIENT TRACKING ON|OFF [REDIRECT id] [PREFIX prefix ...] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]
Status ClientTracking(CommandContext& ctx);
// CLIENT CACHING YES|NO: whether the next command's keys are tracked, in OPTIN and OPTOUT mode.
Status ClientCaching(CommandContext& ctx);
// CLIENT GETREDIR: where messages go: -1 without tracking, 0 without redirection.
Status ClientGetRedir(CommandContext& ctx);
// CLIENT TRACKINGINFO
Status ClientTrackingInfo(CommandContext& ctx);

}  // namespace trellis
