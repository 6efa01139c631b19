#include "core/client/client_table.h"

#include <fmt/core.h>

#include <algorithm>

namespace trellis {

Client& ClientTable::Add(int fd) {
  const uint64_t id = NextId();
  auto client = std::make_unique<Client>(id, fd);
  Client& added = *client;
  clients_[id] = std::move(client);
  return added;
}

Client* ClientTable::Find(uint64_t id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second.get();
}

std::string ClientTable::Describe(const Client& client, int64_t now_us) {
  std::string flags;
  if (client.has(Client::kMonitor)) flags += 'O';
  if (client.has(Client::kSubscribed)) flags += 'P';
  if (client.has(Client::kInTransaction)) flags += 'x';
  if (client.has(Client::kBlocked)) flags += 'b';
  const TrackingState* tracking = client.tracking.get();
  if (tracking != nullptr) {
    flags += 't';
    if (tracking->broken_redirect) flags += 'R';
    if (tracking->broadcast) flags += 'B';
  }
  if (client.has(Client::kDirtyWatch)) flags += 'd';
  if (client.has(Client::kCloseAfterReply)) flags += 'c';
  if (client.has(Client::kUnixSocket)) flags += 'U';
  if (client.has(Client::kNoEvict)) flags += 'e';
  if (client.has(Client::kNoTouch)) flags += 'T';
  if (flags.empty()) flags = "N";
  const OutputBuffer& output = client.output();
  const SubscriptionState* subscriptions = client.subscriptions.get();
  // While its requests run, a client's input lies in the buffer that it was read into.
  const size_t query = std::max(client.query().size(), client.input_bytes);
  const size_t capacity = std::max(client.query().capacity(), query);
  const size_t memory = MemoryBytes(client);
  return fmt::format(
      "id={} addr={} laddr={} fd={} name={} age={} idle={} flags={} db={} sub={} psub={} ssub={} "
      "multi={} qbuf={} qbuf-free={} argv-mem=0 multi-mem=0 rbs=16384 rbp=0 obl=0 oll={} omem={} "
      "tot-mem={} events=r cmd={} user={} redir={} resp={} lib-name={} lib-ver={}",
      client.id(), client.address, client.local_address, client.fd(), client.name,
      (now_us - client.created_us) / 1'000'000, (now_us - client.active_us) / 1'000'000, flags,
      client.db(), subscriptions == nullptr ? 0 : subscriptions->channels.size(),
      subscriptions == nullptr ? 0 : subscriptions->patterns.size(),
      subscriptions == nullptr ? 0 : subscriptions->shard_channels.size(),
      client.transaction == nullptr ? -1 : static_cast<int64_t>(client.transaction->queue.size()),
      query, capacity - query, output.empty() ? 0 : output.chunks(),
      output.empty() ? 0 : output.MemoryBytes(), memory, client.last_command, client.user,
      tracking == nullptr ? -1 : static_cast<int64_t>(tracking->redirect), client.protocol(),
      client.library_name, client.library_version);
}

}  // namespace trellis
