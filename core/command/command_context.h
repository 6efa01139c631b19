// What a handler is given: the arguments, the client, the database, the reply, and the services of
// the server. Lives for one call.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/number_text.h"
#include "core/base/result.h"
#include "core/client/client.h"
#include "core/command/services.h"
#include "core/keyspace/keyspace.h"
#include "core/keyspace/notify.h"
#include "core/resp/error_replies.h"
#include "core/resp/reply_writer.h"

namespace trellis {

class RegisteredCommand;

class CommandContext {
 public:
  CommandContext(Services& services, Client& client, const RegisteredCommand& command,
                 std::span<const std::string_view> args, uint64_t first_key_hash)
      : services_(services),
        client_(client),
        command_(command),
        args_(args),
        first_key_hash_(first_key_hash) {}

  Services& services() { return services_; }
  Client& client() { return client_; }
  ReplyWriter& reply() { return client_.reply(); }
  Keyspace& keyspace() { return *services_.keyspace; }
  // Index of the client's database, and the database.
  int db_index() { return client_.db(); }
  Database& db() { return keyspace().db(db_index()); }
  [[nodiscard]] const RegisteredCommand& command() const { return command_; }

  // Arguments; 0 is the command's name. Views into the query buffer: valid during the call.
  [[nodiscard]] size_t argc() const { return args_.size(); }
  [[nodiscard]] std::string_view Arg(size_t i) const { return args_[i]; }
  [[nodiscard]] std::span<const std::string_view> args() const { return args_; }
  // Compares an argument with an upper-case word, whatever its case.
  [[nodiscard]] bool ArgIs(size_t i, std::string_view word) const;
  [[nodiscard]] Result<int64_t> IntegerArg(size_t i) const;
  [[nodiscard]] Result<double> DoubleArg(size_t i) const;

  uint64_t Hash(std::string_view key) const {
    // Dispatch has hashed the first key while it prefetched.
    if (args_.size() > 1 && key.data() == args_[1].data() && first_key_hash_ != 0) {
      return first_key_hash_;
    }
    return Database::Hash(key);
  }
  // The live entry of any type, or null.
  Entry* FindForRead(std::string_view key) {
    return keyspace().FindForRead(db_index(), key, Hash(key));
  }
  Entry* FindForWrite(std::string_view key) {
    return keyspace().FindForWrite(db_index(), key, Hash(key));
  }

  // The value of a native type T whose object lives in the entry's slot (T::kTypeId): null if the key
  // is absent, WRONGTYPE if it holds another type.
  template <typename T>
  Result<const T*> Read(std::string_view key) {
    const Entry* entry = FindForRead(key);
    if (entry == nullptr) return static_cast<const T*>(nullptr);
    if (entry->type() != T::kTypeId) return errors::kWrongType;
    return entry->slot_as<T>();
  }
  // As Read, to be changed.
  template <typename T>
  Result<T*> Find(std::string_view key) {
    Entry* entry = FindForWrite(key);
    if (entry == nullptr) return static_cast<T*>(nullptr);
    if (entry->type() != T::kTypeId) return errors::kWrongType;
    return entry->slot_as<T>();
  }
  // As Find; created empty if absent: the caller must then put something in, or Delete.
  template <typename T>
  Result<T*> Write(std::string_view key) {
    Entry* entry = FindForWrite(key);
    if (entry == nullptr) {
      T empty;
      entry = CreateSlot(key, T::kTypeId, __builtin_bit_cast(uint64_t, empty));
    }
    if (entry->type() != T::kTypeId) return errors::kWrongType;
    return entry->slot_as<T>();
  }
  // Stores a string, keeping nothing of what was there; kNoExpiry for none.
  Entry* SetString(std::string_view key, std::string_view text, int64_t expire_at_ms);
  // Stores any value under the key, replacing what was there.
  Entry* SetValue(std::string_view key, Value value, int64_t expire_at_ms);
  // Removes the key (by the lazyfree-lazy-user-del setting) without any event; false if absent.
  bool Delete(std::string_view key);

  // The key changed: dirty count, WATCH and the notification.
  void Changed(std::string_view key, const KeyEvent& event) {
    changed_ = true;
    keyspace().Changed(db_index(), key, event);
  }
  // As Changed, of a collection that lost elements: if it is empty now, its key goes too, before
  // anybody who hears of it could look at an empty collection; "del" is the second event.
  void ElementsRemoved(std::string_view key, const KeyEvent& event, bool emptied) {
    if (emptied) Delete(key);
    Changed(key, event);
    if (emptied) keyspace().Notify(db_index(), events::kDel, key);
  }
  [[nodiscard]] bool changed() const { return changed_; }

  // Says what to replicate in place of the command itself (SPOP as SREM). Several calls add up.
  void PropagateAs(std::vector<std::string> words) { propagated_.push_back(std::move(words)); }
  void PropagateNothing() { propagate_nothing_ = true; }
  [[nodiscard]] const std::vector<std::vector<std::string>>& propagated() const {
    return propagated_;
  }
  [[nodiscard]] bool propagate_nothing() const { return propagate_nothing_; }

  // Waits until one of the keys is written by someone, then runs the command again; after
  // `timeout_ms` (0: never) replies with `on_timeout`. Where waiting isn't allowed (MULTI, scripts,
  // RM_Call) replies with it at once.
  Status BlockOnKeys(std::span<const std::string_view> keys, int64_t timeout_ms,
                     OnTimeout on_timeout);
  // Parses a timeout in seconds (a float); milliseconds, 0 for none.
  [[nodiscard]] Result<int64_t> TimeoutArg(size_t i) const;

 private:
  Entry* CreateSlot(std::string_view key, TypeId type, uint64_t slot);

  Services& services_;
  Client& client_;
  const RegisteredCommand& command_;
  std::span<const std::string_view> args_;
  uint64_t first_key_hash_;
  bool changed_ = false;
  bool propagate_nothing_ = false;
  std::vector<std::vector<std::string>> propagated_;
};

}  // namespace trellis
