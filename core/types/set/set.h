// A set of strings, in one of three forms:
//
//   integers   an IntSet, while all members are integers and not too many of them
//   packed     a PackedList, while members are few and short
//   table      a hash table of members, one small block each
//
// Forms only go downwards in this list. A Set lives in its entry's slot: it owns what it points to,
// but is copied as a value; whoever holds the last copy calls Free. No set is empty in the keyspace.
// Threads: none. Any change invalidates views of members.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/keyspace/entry.h"
#include "core/structures/dict.h"
#include "core/structures/int_set.h"
#include "core/structures/packed_list.h"

namespace trellis {

// A member of a table, in a block of its own: [ size:1 ][ text ], or [ 255 ][ size:8 ][ text ].
class SetMember {
 public:
  static SetMember* Create(std::string_view text);
  static void Free(SetMember* member);
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] size_t block_size() const;

 private:
  static constexpr uint8_t kLong = 255;

  SetMember() = default;
  [[nodiscard]] const char* bytes() const { return reinterpret_cast<const char*>(this); }

  uint8_t size_ = 0;
};

class Set {
 public:
  static constexpr TypeId kTypeId = kSetType;

  // set-max-intset-entries.
  static void SetIntegerLimit(int64_t members);

  [[nodiscard]] size_t size() const;
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] bool all_integers() const { return form() == Form::kIntegers; }
  [[nodiscard]] bool table_form() const { return form() == Form::kTable; }

  [[nodiscard]] bool Contains(std::string_view text) const;
  [[nodiscard]] bool Contains(const PackedElement& member) const;
  // False, and nothing changed, if the member is already there.
  bool Insert(std::string_view text);
  bool Insert(const PackedElement& member);
  // False if the member is not there.
  bool Erase(std::string_view text);

  // Calls visit(PackedElement) for each member. The set must not change meanwhile.
  template <typename Visit>
  void ForEach(Visit visit) const {
    Scan(0, visit, true);
  }
  // As Dict::Scan; a set that is no table is visited whole in one step.
  template <typename Visit>
  uint64_t Scan(uint64_t cursor, Visit visit) const {
    return Scan(cursor, visit, false);
  }
  // A member chosen with nearly equal chance; the set must not be empty. next_random() gives 64 bits.
  template <typename NextRandom>
  PackedElement Random(NextRandom next_random) const {
    if (const Table* members = table()) {
      const std::string_view text = members->Random(next_random)->text();
      return {.text = text.data(), .size = text.size()};
    }
    return AtIndex(next_random() % size());
  }

  // The blob of a set of integers, as a file holds it.
  [[nodiscard]] std::string_view integers_blob() const { return integers().blob(); }

  // The slot's bits, and the set that they are.
  [[nodiscard]] uint64_t slot() const { return bits_; }
  static Set FromSlot(uint64_t slot) {
    Set set;
    set.bits_ = slot;
    return set;
  }
  [[nodiscard]] Set Copy() const;
  void Free();
  // Looks at no more than `samples` members; 0 means all.
  [[nodiscard]] size_t MemoryBytes(size_t samples) const;
  void Verify() const;

 private:
  struct MemberTraits {
    using Entry = SetMember;
    static std::string_view Key(const SetMember* member) { return member->text(); }
  };
  using Table = Dict<MemberTraits>;
  // In the two low bits of a pointer to the form's block.
  enum class Form : uint8_t {
    kPacked,
    kIntegers,
    kTable
  };
  static constexpr uint64_t kFormBits = 3;

  [[nodiscard]] Form form() const { return static_cast<Form>(bits_ & kFormBits); }
  [[nodiscard]] void* block() const { return reinterpret_cast<void*>(bits_ & ~kFormBits); }
  [[nodiscard]] IntSet integers() const { return IntSet(block()); }
  [[nodiscard]] PackedList packed() const { return PackedList(block()); }
  [[nodiscard]] Table* table() const {
    return table_form() ? static_cast<Table*>(block()) : nullptr;
  }
  void Hold(Form form, void* block) {
    bits_ = block == nullptr ? 0 : reinterpret_cast<uint64_t>(block) | static_cast<uint64_t>(form);
  }

  template <typename Visit>
  uint64_t Scan(uint64_t cursor, Visit& visit, bool all) const;
  [[nodiscard]] PackedElement AtIndex(size_t index) const;
  bool InsertInteger(int64_t number);
  bool InsertText(std::string_view text);
  void InsertNew(std::string_view text);
  // Leaves the form for one that takes `text`, too.
  void Convert(std::string_view text);

  uint64_t bits_ = 0;
};
static_assert(sizeof(Set) == 8);

template <typename Visit>
uint64_t Set::Scan(uint64_t cursor, Visit& visit, bool all) const {
  if (empty()) return 0;
  switch (form()) {
    case Form::kIntegers: {
      const IntSet numbers = integers();
      for (size_t i = 0; i < numbers.size(); ++i)
        visit(PackedElement{.number = numbers.At(i)});
      return 0;
    }
    case Form::kPacked: {
      const PackedList members = packed();
      for (PackedList::Position at = members.begin(); at != members.end();
           at = PackedList::Next(at)) {
        visit(PackedList::At(at));
      }
      return 0;
    }
    default: {
      const auto visit_member = [&](const SetMember* member) {
        const std::string_view text = member->text();
        visit(PackedElement{.text = text.data(), .size = text.size()});
      };
      if (!all) return table()->Scan(cursor, visit_member);
      table()->ForEach(visit_member);
      return 0;
    }
  }
}

}  // namespace trellis
