// One database: the table of entries, and the rules of its blocks.
//
// Nothing here expires, evicts, notifies or counts: that is Keyspace, above. A pointer to an Entry is
// good until the next change of its key.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/keyspace/field_expiry.h"
#include "core/keyspace/value.h"
#include "core/structures/dict.h"

namespace trellis {

class Database {
 public:
  using Table = Dict<EntryTraits>;

  // `index`: its number in the keyspace, which module types are told; -1 if it is in none.
  explicit Database(int index = -1) : index_(index) {}
  Database(Database&& other) noexcept = default;
  Database& operator=(Database&& other) noexcept = default;
  ~Database();

  static uint64_t Hash(std::string_view key) { return Table::Hash(key); }

  [[nodiscard]] Entry* Find(std::string_view key, uint64_t hash) const {
    return table_.Find(key, hash);
  }
  [[nodiscard]] Entry* Find(std::string_view key) const { return table_.Find(key); }

  // Puts a value under the key, freeing what was there. The new entry has this expiry, and the
  // access clock of the old one (0 if there was none).
  Entry* Set(std::string_view key, uint64_t hash, Value value, int64_t expire_at_ms);
  // As Set for a string, without a detour through Value; overwrites in place where it can.
  Entry* SetString(std::string_view key, uint64_t hash, Entry* old, std::string_view text,
                   int64_t expire_at_ms);
  Entry* SetInteger(std::string_view key, uint64_t hash, Entry* old, int64_t number,
                    int64_t expire_at_ms);
  // Adds an entry that was made elsewhere; its key must not be here.
  void Insert(Entry* entry, uint64_t hash);

  // Makes a string entry's text a StringBuffer of its own (if it isn't yet) with room for
  // `capacity` bytes, and returns it; `entry` becomes the entry that now holds it.
  StringBuffer* OwnBuffer(Entry*& entry, size_t capacity);

  // kNoExpiry makes the key permanent. Returns the entry that now holds the key.
  Entry* SetExpiry(Entry* entry, int64_t expire_at_ms);

  // The entry's value may have got its first field that dies: from now on it is in the index. Values
  // that have such fields when they come here are found without this.
  void TrackFields(Entry* entry);
  // The value whose field is due first, or null; and how many values have such fields.
  [[nodiscard]] FieldExpiry* FirstDueFields() const {
    return field_expiries_ == nullptr ? nullptr : field_expiries_->First();
  }
  [[nodiscard]] size_t field_expires() const {
    return field_expiries_ == nullptr ? 0 : field_expiries_->size();
  }

  // Takes the key out and frees it; false if it isn't here.
  bool Erase(std::string_view key, uint64_t hash);
  // Takes the entry out; the caller owns it (FreeEntry).
  Entry* Take(std::string_view key, uint64_t hash);
  // Frees an entry that is in no table, with its value. Any thread.
  static void FreeEntry(Entry* entry);
  // As FreeEntry of one that has just left this database: its type is told.
  void DropEntry(Entry* entry) const;

  [[nodiscard]] int index() const { return index_; }
  void set_index(int index) { index_ = index; }

  [[nodiscard]] size_t size() const { return table_.size(); }
  [[nodiscard]] size_t expires() const { return expires_; }
  [[nodiscard]] const Table& table() const { return table_; }
  void Reserve(size_t keys) { table_.Reserve(keys); }
  // Frees all entries, on the lazy-free thread too.
  void Clear();

 private:
  void ReplaceEntry(Entry* old, Entry* fresh, uint64_t hash);
  void UntrackFields(const Entry* entry);

  Table table_;
  size_t expires_ = 0;  // entries with an expiry
  int index_;
  // Made with the first value that has one; values point to it, so it stays where it is.
  std::unique_ptr<FieldExpiryIndex> field_expiries_;
};

// Frees what the entry's value owns, not the entry's block.
void FreeValue(Entry* entry);
// The text of a string entry. An integer's is written into `digits` (kMaxInt64Text bytes).
std::string_view StringText(const Entry& entry, char* digits);

}  // namespace trellis
