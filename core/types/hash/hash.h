// A hash: fields and their values.
//
// Small ones are a PackedList of field, value, field, value ... in the order they came. Once a field
// or value is longer, or the fields are more, than the limits allow, each field is a block of its own
// in a Dict, and stays so:
//
//   HashField   [ field as PackedItem::Verbatim ][ value as PackedItem ]
//
// A Hash is the 8 bytes in an entry's slot: null, a packed block, or (low bit set) a table. It frees
// nothing by itself: FreeAll. An empty hash must not stay in the keyspace.
// Views of fields and values are good until the next change. Threads: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/structures/dict.h"
#include "core/structures/packed_list.h"

namespace trellis {

class HashField {
 public:
  HashField() = delete;
  static HashField* Create(std::string_view field, const PackedItem& value);
  static void Free(HashField* field);
  // Another value; returns where the field is now.
  static HashField* SetValue(HashField* field, const PackedItem& value);

  [[nodiscard]] std::string_view name() const {
    const PackedElement element = PackedList::At(begin());
    return {element.text, element.size};
  }
  [[nodiscard]] PackedElement value() const { return PackedList::At(PackedList::Next(begin())); }
  [[nodiscard]] size_t block_size() const {
    return static_cast<size_t>(PackedList::Next(PackedList::Next(begin())) - begin());
  }

 private:
  [[nodiscard]] PackedList::Position begin() const {
    return reinterpret_cast<PackedList::Position>(this);
  }
};

class Hash {
 public:
  static constexpr TypeId kTypeId = kHashType;

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

  [[nodiscard]] size_t size() const { return large() ? table()->size() : packed_list().size() / 2; }
  [[nodiscard]] bool packed() const { return !large(); }

  // The value, a view; nullopt if there is no such field.
  [[nodiscard]] std::optional<PackedElement> Find(std::string_view field) const;
  // True if the field is new. The texts must lie outside of this hash.
  bool Set(std::string_view field, std::string_view value);
  // As Set; keeps the value that is there, and then returns false.
  bool SetNew(std::string_view field, std::string_view value);
  bool Erase(std::string_view field);
  // Room for this many fields, before the first.
  void Reserve(size_t fields);

  // Calls visit(PackedElement field, PackedElement value) for each; it must not change the hash.
  template <typename Visit>
  void ForEach(Visit visit) const;
  // One step of HSCAN; see Dict::Scan. A packed hash is one step.
  template <typename Visit>
  uint64_t Scan(uint64_t cursor, Visit visit) const;
  // Calls visit(field, value) for one of the fields, nearly all alike likely. Not for an empty hash.
  template <typename NextRandom, typename Visit>
  void VisitRandom(NextRandom next_random, Visit visit) const;

  // Bytes of all blocks; large hashes are extrapolated from `samples` fields (0: all are looked at).
  [[nodiscard]] size_t MemoryBytes(size_t samples) const;
  // How many allocations it holds.
  [[nodiscard]] size_t Blocks() const { return large() ? table()->size() : 1; }

 private:
  struct FieldTraits {
    using Entry = HashField;
    static std::string_view Key(const HashField* field) { return field->name(); }
  };
  using Table = Dict<FieldTraits>;

  enum class IfThere : uint8_t {
    kReplace,
    kKeep
  };
  bool Put(std::string_view field, std::string_view value, IfThere if_there);
  [[nodiscard]] static bool Fits(PackedList list, std::string_view field, std::string_view value);
  static bool PutIn(Table& table, std::string_view field, std::string_view value, IfThere if_there);
  void MakeLarge();
  [[nodiscard]] bool large() const { return (bits_ & 1) != 0; }
  [[nodiscard]] Table* table() const { return reinterpret_cast<Table*>(bits_ & ~uint64_t{1}); }
  [[nodiscard]] PackedList packed_list() const {
    return PackedList(reinterpret_cast<void*>(bits_));
  }
  void SetPacked(PackedList list) { bits_ = reinterpret_cast<uint64_t>(list.block()); }
  static PackedElement NameOf(const HashField* field) {
    const std::string_view name = field->name();
    return {.text = name.data(), .size = name.size()};
  }

  uint64_t bits_ = 0;
};
static_assert(sizeof(Hash) == 8);

template <typename Visit>
void Hash::ForEach(Visit visit) const {
  if (large()) {
    table()->ForEach([&](const HashField* field) { visit(NameOf(field), field->value()); });
    return;
  }
  const PackedList list = packed_list();
  for (PackedList::Position at = list.begin(); at != list.end();) {
    const PackedList::Position value = PackedList::Next(at);
    visit(PackedList::At(at), PackedList::At(value));
    at = PackedList::Next(value);
  }
}

template <typename Visit>
uint64_t Hash::Scan(uint64_t cursor, Visit visit) const {
  if (!large()) {
    ForEach(visit);
    return 0;
  }
  return table()->Scan(cursor,
                       [&](const HashField* field) { visit(NameOf(field), field->value()); });
}

template <typename NextRandom, typename Visit>
void Hash::VisitRandom(NextRandom next_random, Visit visit) const {
  if (large()) {
    const HashField* field = table()->Random(next_random);
    visit(NameOf(field), field->value());
    return;
  }
  const PackedList::Position at = packed_list().Seek(next_random() % size() * 2);
  visit(PackedList::At(at), PackedList::At(PackedList::Next(at)));
}

}  // namespace trellis
