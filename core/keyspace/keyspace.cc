#include "core/keyspace/keyspace.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/keyspace/lazy_free.h"
#include "core/keyspace/type_ops.h"

namespace trellis {

Keyspace::Keyspace(int databases, Listener& listener)
    : databases_(static_cast<size_t>(databases)), listener_(listener), random_(Entropy()) {
  for (int i = 0; i < databases; ++i)
    db(i).set_index(i);
}

Entry* Keyspace::FindForRead(int db, std::string_view key, uint64_t hash, Access access) {
  Entry* entry = this->db(db).Find(key, hash);
  if (entry != nullptr && Expired(*entry)) {
    RemoveDead(db, entry, hash);
    entry = nullptr;
  }
  if (entry == nullptr) {
    ++stats_.misses;
    Notify(db, events::kKeyMiss, key);
    return nullptr;
  }
  ++stats_.hits;
  if (access == Access::kTouch) Touch(*entry);
  return entry;
}

Entry* Keyspace::FindForWrite(int db, std::string_view key, uint64_t hash) {
  Entry* entry = this->db(db).Find(key, hash);
  if (entry == nullptr) return nullptr;
  if (Expired(*entry)) {
    RemoveDead(db, entry, hash);
    return nullptr;
  }
  Touch(*entry);
  return entry;
}

bool Keyspace::Remove(int db, std::string_view key, uint64_t hash, bool lazy) {
  Entry* entry = this->db(db).Take(key, hash);
  if (entry == nullptr) return false;
  if (lazy) {
    lazy_free::Free(entry, this->db(db));
  } else {
    this->db(db).DropEntry(entry);
  }
  return true;
}

void Keyspace::RemoveDead(int db, Entry* entry, uint64_t hash) {
  const std::string key(entry->key());
  Remove(db, key, hash, eviction_.lazy_expire);
  ++stats_.expired;
  listener_.KeyRemoved(db, key, false);
  listener_.KeyChanged(db, key);
  Notify(db, events::kExpired, key);
}

Entry* Keyspace::RemoveDeadFields(int db, Entry* entry, size_t at_most) {
  const TypeOps::DeadFields dead =
      types::Of(*entry).RemoveDeadFields(*entry, dead_by_ms(), at_most);
  if (dead.names.empty()) return entry;
  FieldsRemoved(db, std::string(entry->key()), dead.names, dead.emptied);
  return dead.emptied ? nullptr : entry;
}

void Keyspace::FieldsRemoved(int db, std::string_view key, std::span<const std::string> fields,
                             bool emptied) {
  stats_.expired_fields += fields.size();
  if (emptied) Remove(db, key, Database::Hash(key), eviction_.lazy_expire);
  listener_.FieldsRemoved(db, key, fields);
  listener_.KeyChanged(db, key);
  Notify(db, events::kHexpired, key);
  if (emptied) Notify(db, events::kDel, key);
}

void Keyspace::Changed(int db, std::string_view key, const KeyEvent& event) {
  ++stats_.dirty;
  listener_.KeyChanged(db, key);
  Notify(db, event, key);
}

void Keyspace::Touched(int db, std::string_view key) {
  ++stats_.dirty;
  listener_.KeyChanged(db, key);
}

void Keyspace::ExpireCycle(int64_t budget_us) {
  if (!active_expire_ || expiry_paused_) return;
  const int64_t start = clock::MonotonicUs();
  const int64_t deadline = start + budget_us;
  // Half of the time, so that keys die even while fields do all the time.
  ExpireFields(start + budget_us / 2);
  constexpr size_t kBucketsPerClockRead = 64;
  std::vector<std::string> dead;
  for (size_t visited = 0; visited < databases_.size(); ++visited) {
    Database& database = db(expire_db_);
    const size_t buckets = database.table().bucket_count();
    // Far fewer keys with an expiry than buckets still costs one walk over the buckets: about a
    // millisecond per million keys.
    size_t walked = 0;
    while (database.expires() > 0 && walked < buckets) {
      dead.clear();
      for (size_t i = 0; i < kBucketsPerClockRead && walked < buckets; ++i, ++walked) {
        if (expire_bucket_ >= database.table().bucket_count()) expire_bucket_ = 0;
        database.table().VisitBucket(expire_bucket_++, [&](const Entry* entry) {
          if (Expired(*entry)) dead.emplace_back(entry->key());
        });
      }
      for (const std::string& key : dead) {
        const uint64_t hash = Database::Hash(key);
        Entry* entry = database.Find(key, hash);
        if (entry != nullptr && Expired(*entry)) RemoveDead(expire_db_, entry, hash);
      }
      if (clock::MonotonicUs() > deadline) return;
    }
    expire_bucket_ = 0;
    expire_db_ = (expire_db_ + 1) % databases();
  }
}

void Keyspace::ExpireFields(int64_t deadline_us) {
  // Of one value at a time, so that a large one is removed piece by piece.
  constexpr size_t kFieldsPerClockRead = 64;
  for (int index = 0; index < databases(); ++index) {
    const FieldExpiry* due = db(index).FirstDueFields();
    while (due != nullptr && due->next_ms() <= dead_by_ms()) {
      RemoveDeadFields(index, due->entry(), kFieldsPerClockRead);
      if (clock::MonotonicUs() > deadline_us) return;
      due = db(index).FirstDueFields();
    }
  }
}

void Keyspace::CountAccess(Entry& entry) {
  const auto counter = static_cast<uint32_t>(Frequency(entry));
  uint32_t next = counter;
  if (counter < 255) {
    // R. Morris' probabilistic counter: the higher it stands, the rarer a step.
    constexpr uint32_t kFresh = 5;
    const uint32_t base = counter > kFresh ? counter - kFresh : 0;
    const uint64_t odds = base * static_cast<uint64_t>(eviction_.lfu_log_factor) + 1;
    if (random_.Below(odds) == 0) ++next;
  }
  entry.set_access_clock(LfuMinutes() << 8 | next);
}

void Keyspace::StampNew(Entry& entry) const {
  constexpr uint32_t kFresh = 5;
  entry.set_access_clock(UsesLfu() ? LfuMinutes() << 8 | kFresh : LruClock());
}

int64_t Keyspace::IdleSeconds(const Entry& entry) const {
  return (LruClock() - entry.access_clock()) & 0xffffff;
}

int Keyspace::Frequency(const Entry& entry) const {
  const uint32_t clock = entry.access_clock();
  const int counter = static_cast<int>(clock & 255);
  if (eviction_.lfu_decay_time == 0) return counter;
  const uint32_t minutes = (LfuMinutes() - (clock >> 8)) & 0xffff;
  return std::max(0, counter - static_cast<int>(minutes) / eviction_.lfu_decay_time);
}

void Keyspace::SetIdleSeconds(Entry& entry, int64_t seconds) const {
  entry.set_access_clock((LruClock() - static_cast<uint32_t>(seconds)) & 0xffffff);
}

void Keyspace::SetFrequency(Entry& entry, int counter) const {
  entry.set_access_clock(LfuMinutes() << 8 | (static_cast<uint32_t>(counter) & 255));
}

void Keyspace::Evicted(int db, std::string_view key) {
  ++stats_.evicted;
  listener_.KeyRemoved(db, key, true);
  listener_.KeyChanged(db, key);
  Notify(db, events::kEvicted, key);
}

size_t Keyspace::Flush(int index, bool lazy) {
  size_t removed = 0;
  std::vector<Database> emptied;
  listener_.Flushed(index, lazy, false);
  for (int i = 0; i < databases(); ++i) {
    if (index >= 0 && i != index) continue;
    removed += db(i).size();
    if (lazy) {
      emptied.push_back(std::exchange(db(i), Database(i)));
    } else {
      db(i).Clear();
    }
  }
  listener_.Flushed(index, lazy, true);
  // Another thread has the values from here on: whoever knew some has been told.
  for (Database& database : emptied)
    lazy_free::Free(std::move(database));
  return removed;
}

}  // namespace trellis
