// The databases, and what happens around every lookup and change: expiry, access clocks, counters,
// WATCH, notifications.
//
// What reaches further up (replication, modules, pub/sub, WATCH) is a Listener that server.cc sets.
// Threads: the keyspace's owner only.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/keyspace/database.h"
#include "core/keyspace/notify.h"

namespace trellis {

class Keyspace {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    // The key's value or existence changed.
    virtual void KeyChanged(int db, std::string_view key) = 0;
    // An event in `classes` that somebody asked for.
    virtual void KeyNotified(int db, const KeyEvent& event, std::string_view key) = 0;
    // A key died of age (or, if `evicted`, for memory): replicas and files must hear DEL.
    virtual void KeyRemoved(int db, std::string_view key, bool evicted) = 0;
    // Fields of a key died of age: replicas and files must hear HDEL.
    virtual void FieldsRemoved(int db, std::string_view key,
                               std::span<const std::string> fields) = 0;
    // A database (-1: all of them) is about to be emptied, or has been (`done`).
    virtual void Flushed(int db, bool lazy, bool done) = 0;
    // Two databases are about to change places, or have (`done`).
    virtual void Swapped(int a, int b, bool done) = 0;
  };
  struct Stats {
    uint64_t hits = 0;
    uint64_t misses = 0;
    uint64_t expired = 0;
    uint64_t expired_fields = 0;
    uint64_t evicted = 0;
    uint64_t dirty = 0;  // changes since the last save
  };
  enum class Access {
    kTouch,
    kNoTouch
  };

  Keyspace(int databases, Listener& listener);

  [[nodiscard]] int databases() const { return static_cast<int>(databases_.size()); }
  Database& db(int index) { return databases_[static_cast<size_t>(index)]; }

  // The time that this command lives in; set once per command.
  [[nodiscard]] int64_t now_ms() const { return now_ms_; }
  void set_now_ms(int64_t now) { now_ms_ = now; }

  // The live entry, or null; a dead one is removed. Read counts hits and misses.
  Entry* FindForRead(int db, std::string_view key, uint64_t hash, Access access = Access::kTouch);
  Entry* FindForWrite(int db, std::string_view key, uint64_t hash);

  // Removes a key (as DEL, without event). Large values go to the lazy-free thread if `lazy`.
  bool Remove(int db, std::string_view key, uint64_t hash, bool lazy);
  // Removes at most so many of the fields of a value that are dead, and the key if none is left, and
  // tells everybody. Returns the entry, or null if it is gone.
  Entry* RemoveDeadFields(int db, Entry* entry, size_t at_most);
  // These fields, which were dead, have been removed from the key's value, which may be empty now
  // (`emptied`): removes the key then, and tells everybody.
  void FieldsRemoved(int db, std::string_view key, std::span<const std::string> fields,
                     bool emptied);
  // Fields whose time is this or earlier are dead.
  [[nodiscard]] int64_t dead_by_ms() const {
    return expiry_paused_ ? std::numeric_limits<int64_t>::min() : now_ms_;
  }

  // Says that the key changed: dirty count, WATCH and then the notification.
  void Changed(int db, std::string_view key, const KeyEvent& event);
  // A change without an event (or with one sent by Notify).
  void Touched(int db, std::string_view key);
  // Tells WATCH and blocked clients of a change that is no change to save (or is counted elsewhere).
  void Signal(int db, std::string_view key) { listener_.KeyChanged(db, key); }
  void Notify(int db, const KeyEvent& event, std::string_view key) {
    if ((event.event_class & wanted_events_) != 0) listener_.KeyNotified(db, event, key);
  }
  // Event classes that anybody listens to: configuration and modules together.
  void set_wanted_events(uint32_t classes) { wanted_events_ = classes; }
  [[nodiscard]] uint32_t wanted_events() const { return wanted_events_; }

  // Removes the fields that are dead, then looks at some keys with an expiry and removes the dead;
  // stops after about `budget_us`.
  void ExpireCycle(int64_t budget_us);
  // False while DEBUG SET-ACTIVE-EXPIRE 0.
  void set_active_expire(bool on) { active_expire_ = on; }
  // Loading or importing: dead keys stay until they are looked at by others.
  void set_paused_expiry(bool paused) { expiry_paused_ = paused; }
  [[nodiscard]] bool Expired(const Entry& entry) const {
    return entry.has_expiry() && entry.expire_at_ms() <= now_ms_ && !expiry_paused_;
  }

  // The words of maxmemory-policy, in the order of its directive.
  enum class Policy {
    kVolatileLru,
    kVolatileLfu,
    kVolatileRandom,
    kVolatileTtl,
    kAllKeysLru,
    kAllKeysLfu,
    kAllKeysRandom,
    kNoEviction
  };
  struct EvictionSettings {
    Policy policy = Policy::kNoEviction;
    int samples = 5;
    int lfu_log_factor = 10;
    int lfu_decay_time = 1;
    bool lazy = false;
    bool lazy_expire = false;
  };
  EvictionSettings& eviction() { return eviction_; }
  // Tells of a key that was removed for memory (evict.h).
  void Evicted(int db, std::string_view key);
  [[nodiscard]] bool UsesLru() const {
    return eviction_.policy == Policy::kAllKeysLru || eviction_.policy == Policy::kVolatileLru;
  }
  [[nodiscard]] bool UsesLfu() const {
    return eviction_.policy == Policy::kAllKeysLfu || eviction_.policy == Policy::kVolatileLfu;
  }
  // Seconds since the last access, and the decayed LFU counter.
  [[nodiscard]] int64_t IdleSeconds(const Entry& entry) const;
  [[nodiscard]] int Frequency(const Entry& entry) const;
  void SetIdleSeconds(Entry& entry, int64_t seconds) const;
  void SetFrequency(Entry& entry, int counter) const;
  // Whether Touch notes anything: not what a client does that said CLIENT NO-TOUCH.
  void set_touching(bool touching) { touching_ = touching; }
  // Notes that the entry was used.
  void Touch(Entry& entry) {
    if (!touching_) [[unlikely]]
      return;
    UsesLfu() ? CountAccess(entry) : entry.set_access_clock(LruClock());
  }
  // What a new entry's clock is.
  void StampNew(Entry& entry) const;

  // Empties one database (all, if index is -1); returns how many keys there were.
  size_t Flush(int index, bool lazy);
  void Swap(int a, int b) {
    listener_.Swapped(a, b, false);
    std::swap(db(a), db(b));
    db(a).set_index(a);
    db(b).set_index(b);
    listener_.Swapped(a, b, true);
  }

  Stats& stats() { return stats_; }
  Random& random() { return random_; }

 private:
  void RemoveDead(int db, Entry* entry, uint64_t hash);
  void ExpireFields(int64_t deadline_us);
  void CountAccess(Entry& entry);
  [[nodiscard]] uint32_t LruClock() const {
    return static_cast<uint32_t>(now_ms_ / 1000) & 0xffffff;
  }
  [[nodiscard]] uint32_t LfuMinutes() const {
    return static_cast<uint32_t>(now_ms_ / 60000) & 0xffff;
  }

  std::vector<Database> databases_;
  Listener& listener_;
  Stats stats_;
  Random random_;
  int64_t now_ms_ = 0;
  uint32_t wanted_events_ = 0;
  bool active_expire_ = true;
  bool expiry_paused_ = false;
  bool touching_ = true;
  EvictionSettings eviction_;
  // Where the next expire cycle goes on.
  int expire_db_ = 0;
  size_t expire_bucket_ = 0;
};

}  // namespace trellis
