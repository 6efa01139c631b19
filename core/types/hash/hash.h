// A hash: fields and their values, some of which may die before the hash does.
//
// Small ones are a PackedList of field, value, field, value ... in the order they came. Once a field
// or value is longer, or the fields are more, than the limits allow, each field is a block of its own
// (hash_field.h) in a Dict, and stays so.
//
// The first field that is given a time makes the hash an expiring one, for good:
//
//   packed   field, value, expiry, field, value, expiry ...      expiry: Unix ms, 0 for never
//   table    times stand in the fields' blocks; a heap of those fields tells which is due first
//
// Why so: a hash without expiries costs nothing for them. The packed list is not sorted by time, as
// Redis's is: everything done to a packed list costs its bytes anyway, and the order fields came in
// is what those who read it expect.
//
// Dead fields are removed by the expire cycle, by readers that meet them, and by nobody else; until
// then size() counts them. Those who look must say by which time a field counts as dead (Keyspace::
// dead_by_ms), or kEvenDead.
//
// A Hash is the 8 bytes in an entry's slot: null, a packed block, or, with a low bit set, a table (1)
// or an Expiring (2). It frees nothing by itself: FreeAll. An empty hash must not stay in the
// keyspace, and one in a database that became expiring must be told to it (Database::TrackFields).
// Views of fields and values are good until the next change. Threads: none.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/keyspace/entry.h"
#include "core/keyspace/field_expiry.h"
#include "core/structures/dict.h"
#include "core/structures/due_heap.h"
#include "core/structures/packed_list.h"
#include "core/types/hash/hash_field.h"

namespace trellis {

class Hash {
 public:
  static constexpr TypeId kTypeId = kHashType;
  // A time by which no field is dead.
  static constexpr int64_t kEvenDead = std::numeric_limits<int64_t>::min();

  // hash-max-listpack-entries and hash-max-listpack-value.
  struct Limits {
    size_t entries;
    size_t value;
  };
  static inline Limits limits{.entries = 512, .value = 64};

  static Hash FromSlot(uint64_t slot) { return __builtin_bit_cast(Hash, slot); }
  [[nodiscard]] uint64_t slot() const { return bits_; }
  void FreeAll();
  [[nodiscard]] Hash Copy() const;

  [[nodiscard]] size_t size() const {
    return large() ? table()->size() : packed_list().size() / stride();
  }
  // Without those that are dead by then.
  [[nodiscard]] size_t LiveSize(int64_t dead_by_ms) const;
  [[nodiscard]] bool packed() const { return !large(); }

  // The value, a view; nullopt if there is no such field.
  [[nodiscard]] std::optional<PackedElement> Find(std::string_view field, int64_t dead_by_ms) const;
  // True if the field is new. It will live for ever. The texts must lie outside of this hash.
  bool Set(std::string_view field, std::string_view value) {
    return Put(field, value, IfThere::kReplace);
  }
  // As Set, but a field that is there dies when it would have.
  bool SetKeepingExpiry(std::string_view field, std::string_view value) {
    return Put(field, value, IfThere::kReplaceValue);
  }
  // As Set; keeps the value that is there, and then returns false.
  bool SetNew(std::string_view field, std::string_view value) {
    return Put(field, value, IfThere::kKeep);
  }
  bool Erase(std::string_view field);
  // Room for this many fields, before the first.
  void Reserve(size_t fields);

  // Whether it is of the form that may have fields that die.
  [[nodiscard]] bool expiring() const { return (bits_ & kExpiringBit) != 0; }
  [[nodiscard]] FieldExpiry* expiry() const { return expiring() ? extra() : nullptr; }
  // When the first field dies, or FieldExpiry::kNever.
  [[nodiscard]] int64_t next_expiry_ms() const {
    return expiring() ? extra()->next_ms() : FieldExpiry::kNever;
  }
  // When the field dies, or kNoExpiry; nullopt if there is no such field.
  [[nodiscard]] std::optional<int64_t> ExpiryOf(std::string_view field) const;
  // Lets the field die then, or (kNoExpiry) never; false if there is no such field.
  bool SetExpiry(std::string_view field, int64_t expire_at_ms);
  // Erases at most so many of the fields that are dead by then; returns their names.
  std::vector<std::string> EraseDead(int64_t dead_by_ms, size_t at_most);

  // Calls visit(PackedElement field, PackedElement value) for each; it must not change the hash.
  template <typename Visit>
  void ForEach(int64_t dead_by_ms, Visit visit) const;
  // Calls visit(field, value, int64_t expire_at_ms) for each, dead or not.
  template <typename Visit>
  void ForEachWithExpiry(Visit visit) const;
  // One step of HSCAN; see Dict::Scan. A packed hash is one step.
  template <typename Visit>
  uint64_t Scan(uint64_t cursor, int64_t dead_by_ms, Visit visit) const;
  // Calls visit(field, value) for one of the fields, dead or not, nearly all alike likely. Not for an
  // empty hash.
  template <typename NextRandom, typename Visit>
  void VisitRandom(NextRandom next_random, Visit visit) const;

  // Bytes of all blocks; large hashes are extrapolated from `samples` fields (0: all are looked at).
  [[nodiscard]] size_t MemoryBytes(size_t samples) const;
  // How many allocations it holds.
  [[nodiscard]] size_t Blocks() const { return large() ? table()->size() : 1; }
  // Asserts that packed fields are whole, and that the earliest expiry is what it is said to be.
  void Verify() const;

 private:
  struct FieldTraits {
    using Entry = HashField;
    static std::string_view Key(const HashField* field) { return field->name(); }
  };
  using Table = Dict<FieldTraits>;

  struct DueTraits {
    using Item = HashField;
    static int64_t DueAt(const HashField* field) { return field->expire_at_ms(); }
    static uint32_t Place(const HashField* field) { return field->place(); }
    static void SetPlace(HashField* field, uint32_t place) { field->set_place(place); }
  };
  struct Expiring : FieldExpiry {
    uint64_t fields = 0;       // what bits_ is of a hash that isn't expiring
    DueHeap<DueTraits> dying;  // of a table, the fields with an expiry
  };

  enum class IfThere : uint8_t {
    kReplace,
    kReplaceValue,
    kKeep
  };

  static constexpr uint64_t kTableBit = 1;
  static constexpr uint64_t kExpiringBit = 2;

  bool Put(std::string_view field, std::string_view value, IfThere if_there);
  bool PutPacked(PackedList::Position at, const PackedItem& field, const PackedItem& value,
                 IfThere if_there);
  bool PutInTable(std::string_view field, std::string_view value, IfThere if_there);
  [[nodiscard]] bool Fits(std::string_view field, std::string_view value) const;
  void MakeLarge();
  void MakeExpiring();
  bool SetExpiryPacked(std::string_view field, int64_t expire_at_ms);
  bool SetExpiryInTable(std::string_view field, int64_t expire_at_ms);
  // The field's block is another one now, of the same name.
  void Replace(HashField* field, HashField* fresh, uint64_t hash);
  void EraseFromTable(HashField* field);
  // Finds out anew which field is due first.
  void RefreshNextExpiry();

  [[nodiscard]] Expiring* extra() const {
    return reinterpret_cast<Expiring*>(bits_ & ~kExpiringBit);
  }
  [[nodiscard]] uint64_t fields() const { return expiring() ? extra()->fields : bits_; }
  void set_fields(uint64_t fields) { (expiring() ? extra()->fields : bits_) = fields; }
  [[nodiscard]] bool large() const { return (fields() & kTableBit) != 0; }
  [[nodiscard]] Table* table() const { return reinterpret_cast<Table*>(fields() & ~kTableBit); }
  [[nodiscard]] PackedList packed_list() const {
    return PackedList(reinterpret_cast<void*>(fields()));
  }
  void SetPacked(PackedList list) { set_fields(reinterpret_cast<uint64_t>(list.block())); }
  // Elements per field of the packed list.
  [[nodiscard]] size_t stride() const { return expiring() ? 3 : 2; }
  // Of a packed list of threes: when the field dies, whose expiry element this is.
  static int64_t PackedExpiry(PackedList::Position at) {
    const int64_t number = PackedList::At(at).number;
    return number == 0 ? kNoExpiry : number;
  }
  static PackedItem ExpiryItem(int64_t expire_at_ms) {
    return PackedItem::Integer(expire_at_ms == kNoExpiry ? 0 : expire_at_ms);
  }
  static bool Dead(int64_t expire_at_ms, int64_t dead_by_ms) {
    return expire_at_ms != kNoExpiry && expire_at_ms <= dead_by_ms;
  }
  static PackedElement NameOf(const HashField* field) {
    const std::string_view name = field->name();
    return {.text = name.data(), .size = name.size()};
  }

  uint64_t bits_ = 0;
};
static_assert(sizeof(Hash) == 8);

template <typename Visit>
void Hash::ForEachWithExpiry(Visit visit) const {
  if (large()) {
    table()->ForEach([&](const HashField* field) {
      visit(NameOf(field), field->value(), field->expire_at_ms());
    });
    return;
  }
  const PackedList list = packed_list();
  const bool threes = expiring();
  for (PackedList::Position at = list.begin(); at != list.end();) {
    const PackedList::Position value = PackedList::Next(at);
    const PackedList::Position behind = PackedList::Next(value);
    visit(PackedList::At(at), PackedList::At(value), threes ? PackedExpiry(behind) : kNoExpiry);
    at = threes ? PackedList::Next(behind) : behind;
  }
}

template <typename Visit>
void Hash::ForEach(int64_t dead_by_ms, Visit visit) const {
  if (expiring() || large()) {
    ForEachWithExpiry(
        [&](const PackedElement& field, const PackedElement& value, int64_t expire_at_ms) {
          if (!Dead(expire_at_ms, dead_by_ms)) visit(field, value);
        });
    return;
  }
  // Most hashes are these.
  const PackedList list = packed_list();
  for (PackedList::Position at = list.begin(); at != list.end();) {
    const PackedList::Position value = PackedList::Next(at);
    visit(PackedList::At(at), PackedList::At(value));
    at = PackedList::Next(value);
  }
}

template <typename Visit>
uint64_t Hash::Scan(uint64_t cursor, int64_t dead_by_ms, Visit visit) const {
  if (!large()) {
    ForEach(dead_by_ms, visit);
    return 0;
  }
  return table()->Scan(cursor, [&](const HashField* field) {
    if (!field->dead_by(dead_by_ms)) visit(NameOf(field), field->value());
  });
}

template <typename NextRandom, typename Visit>
void Hash::VisitRandom(NextRandom next_random, Visit visit) const {
  if (large()) {
    const HashField* field = table()->Random(next_random);
    visit(NameOf(field), field->value());
    return;
  }
  const PackedList::Position at = packed_list().Seek(next_random() % size() * stride());
  visit(PackedList::At(at), PackedList::At(PackedList::Next(at)));
}

}  // namespace trellis
