#include "core/command/command_context.h"

#include <algorithm>
#include <cmath>

#include "core/base/words.h"
#include "core/client/blocked_clients.h"
#include "core/config/config.h"
#include "core/keyspace/lazy_free.h"

namespace trellis {

bool CommandContext::ArgIs(size_t i, std::string_view word) const {
  return SameWord(args_[i], word);
}

Result<int64_t> CommandContext::IntegerArg(size_t i) const {
  const std::optional<int64_t> value = ParseInt64(args_[i]);
  if (!value) return errors::kNotInteger;
  return *value;
}

Result<double> CommandContext::DoubleArg(size_t i) const {
  const std::optional<double> value = ParseDouble(args_[i]);
  if (!value) return errors::kNotFloat;
  return *value;
}

Result<int64_t> CommandContext::TimeoutArg(size_t i) const {
  const std::optional<long double> seconds = ParseLongDouble(args_[i]);
  if (!seconds || !std::isfinite(*seconds)) return errors::kTimeoutNotFloat;
  if (*seconds < 0) return errors::kTimeoutNegative;
  const long double milliseconds = std::ceil(*seconds * 1000);
  // Redis 7.0 lets a number beyond 64 bits turn negative, and says so.
  if (milliseconds >= 0x1p63L) return errors::kTimeoutNegative;
  return std::min(static_cast<int64_t>(milliseconds), INT64_MAX - services_.keyspace->now_ms());
}

Entry* CommandContext::CreateSlot(std::string_view key, TypeId type, uint64_t slot) {
  Entry* entry = Entry::CreateSlot(key, type, 0, slot, kNoExpiry);
  keyspace().StampNew(*entry);
  db().Insert(entry, Hash(key));
  keyspace().Notify(db_index(), events::kNew, key);
  // The notification may have run a module that changed the key.
  return db().Find(key, Hash(key));
}

Entry* CommandContext::SetString(std::string_view key, std::string_view text,
                                 int64_t expire_at_ms) {
  const uint64_t hash = Hash(key);
  Entry* old = db().Find(key, hash);
  const std::optional<int64_t> number =
      text.size() <= kMaxInt64Text ? ParseInt64(text) : std::nullopt;
  Entry* entry = number ? db().SetInteger(key, hash, old, *number, expire_at_ms)
                        : db().SetString(key, hash, old, text, expire_at_ms);
  if (old == nullptr) {
    keyspace().StampNew(*entry);
    keyspace().Notify(db_index(), events::kNew, key);
  } else {
    keyspace().Touch(*entry);
  }
  return entry;
}

Entry* CommandContext::SetValue(std::string_view key, Value value, int64_t expire_at_ms) {
  const uint64_t hash = Hash(key);
  const bool fresh = db().Find(key, hash) == nullptr;
  Entry* entry = db().Set(key, hash, std::move(value), expire_at_ms);
  if (fresh) {
    keyspace().StampNew(*entry);
    keyspace().Notify(db_index(), events::kNew, key);
  }
  return entry;
}

bool CommandContext::Delete(std::string_view key) {
  return keyspace().Remove(db_index(), key, Hash(key), services_.config->lazyfree_user_del());
}

Status CommandContext::BlockOnKeys(std::span<const std::string_view> keys, int64_t timeout_ms,
                                   OnTimeout on_timeout) {
  if (client_.has(Client::kDenyBlocking)) return BlockedClients::ReplyTimeout(reply(), on_timeout);
  services_.blocked->Block(client_, db_index(), args_, keys,
                           timeout_ms == 0 ? 0 : keyspace().now_ms() + timeout_ms, on_timeout);
  return {};
}

}  // namespace trellis
