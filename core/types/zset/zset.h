// A sorted set: members with a score each, ordered by score and, among equal scores, by the member's
// bytes.
//
// Small ones are a PackedList of member, score, member, score ... in order. Once a member is longer, or
// the members are more, than the limits allow, each member is a block of its own, found by name in a
// Dict and by rank or order in a RankedTree, and stays so:
//
//   ZsetMember  [ score:8 ][ member as PackedItem::Verbatim ]
//
// A Zset is the 8 bytes in an entry's slot: null, a packed block, or (low bit set) a table. It frees
// nothing by itself: FreeAll. An empty sorted set must not stay in the keyspace. Scores are never NaN.
//
// Places in the order are found with a predicate `before(score, member)`, true for what lies before
// the place and false for what lies after; `member` is called to get the text when it is needed.
// Views of members are good until the next change. Threads: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/keyspace/entry.h"
#include "core/structures/dict.h"
#include "core/structures/packed_list.h"
#include "core/structures/ranked_tree.h"

namespace trellis {

class ZsetMember {
 public:
  ZsetMember() = delete;
  static ZsetMember* Create(std::string_view member, double score);
  static void Free(ZsetMember* member);

  [[nodiscard]] double score() const { return score_; }
  void set_score(double score) { score_ = score; }
  [[nodiscard]] PackedElement element() const { return PackedList::At(text()); }
  [[nodiscard]] std::string_view name() const {
    const PackedElement element = this->element();
    return {element.text, element.size};
  }
  [[nodiscard]] size_t block_size() const {
    return sizeof(ZsetMember) + static_cast<size_t>(PackedList::Next(text()) - text());
  }

 private:
  [[nodiscard]] PackedList::Position text() const {
    return reinterpret_cast<PackedList::Position>(this + 1);
  }
  double score_;
};

class Zset {
 public:
  static constexpr TypeId kTypeId = kZsetType;

  // zset-max-listpack-entries and zset-max-listpack-value.
  struct Limits {
    size_t entries;
    size_t value;
  };
  static inline Limits limits{.entries = 128, .value = 64};

  static Zset FromSlot(uint64_t slot) { return __builtin_bit_cast(Zset, slot); }
  [[nodiscard]] uint64_t slot() const { return bits_; }
  void FreeAll();
  [[nodiscard]] Zset Copy() const;

  [[nodiscard]] size_t size() const {
    return large() ? table()->order.size() : packed_list().size() / 2;
  }
  [[nodiscard]] bool packed() const { return !large(); }

  [[nodiscard]] std::optional<double> Score(std::string_view member) const;
  [[nodiscard]] std::optional<size_t> Rank(std::string_view member) const;

  // Asks `decide(optional<double> current)` for the member's new score, nullopt to leave everything as
  // it is. The text must lie outside of this sorted set.
  enum class Outcome : uint8_t {
    kLeft,
    kSame,
    kMoved,
    kAdded
  };
  template <typename Decide>
  Outcome Update(std::string_view member, Decide decide);
  Outcome Set(std::string_view member, double score) {
    return Update(member, [score](std::optional<double>) { return std::optional<double>(score); });
  }
  bool Erase(std::string_view member);
  // Erases `count` members from this rank on; there are as many.
  void EraseRange(size_t rank, size_t count);
  // Room for this many members, before the first.
  void Reserve(size_t members);

  // How many members are before the place.
  template <typename Before>
  size_t CountBefore(Before before) const;

  // Calls visit(PackedElement member, double score) for `count` members from this rank on, upwards or
  // downwards; there are as many. It must not change the sorted set.
  enum class Direction : uint8_t {
    kUp,
    kDown
  };
  template <typename Visit>
  void VisitRange(size_t rank, size_t count, Direction direction, Visit visit) const;
  template <typename Visit>
  void ForEach(Visit visit) const {
    VisitRange(0, size(), Direction::kUp, visit);
  }
  // One step of ZSCAN; see Dict::Scan. A packed sorted set is one step.
  template <typename Visit>
  uint64_t Scan(uint64_t cursor, Visit visit) const;

  // Bytes of all blocks; large sets are extrapolated from `samples` members (0: all are looked at).
  [[nodiscard]] size_t MemoryBytes(size_t samples) const;
  // About how many allocations it holds.
  [[nodiscard]] size_t Blocks() const { return large() ? size() : 1; }
  // Asserts the order, and that both ways of finding a member agree.
  void Verify() const;

 private:
  struct NameTraits {
    using Entry = ZsetMember;
    static std::string_view Key(const ZsetMember* member) { return member->name(); }
  };
  struct OrderTraits {
    using Item = ZsetMember;
    using Hint = double;
    static double HintOf(const ZsetMember* member) { return member->score(); }
  };
  using Names = Dict<NameTraits>;
  struct Table {
    Names names;
    RankedTree<OrderTraits> order;
  };

  // The predicate of a member's own place.
  struct BeforeMember {
    double score;
    std::string_view member;
    template <typename Text>
    bool operator()(double other_score, Text text) const {
      return other_score != score ? other_score < score : text() < member;
    }
  };
  // Lets a predicate over members search the tree.
  template <typename Before>
  static auto InTree(Before before) {
    return [before](double score, const ZsetMember* member) {
      return before(score, [member] { return member->name(); });
    };
  }

  [[nodiscard]] bool large() const { return (bits_ & 1) != 0; }
  [[nodiscard]] Table* table() const { return reinterpret_cast<Table*>(bits_ & ~uint64_t{1}); }
  [[nodiscard]] PackedList packed_list() const {
    return PackedList(reinterpret_cast<void*>(bits_));
  }
  void SetPacked(PackedList list) { bits_ = reinterpret_cast<uint64_t>(list.block()); }
  [[nodiscard]] static bool Fits(PackedList list, std::string_view member);
  void MakeLarge();
  [[nodiscard]] size_t RankOf(const ZsetMember& member) const {
    return table()->order.CountBefore(InTree(BeforeMember{member.score(), member.name()}));
  }

  // The changes that Update decides between. `hash` is the member's if the set is large; `at` is the
  // member's position.
  void Add(std::string_view member, double score, uint64_t hash);
  void MovePacked(PackedList::Position at, std::string_view member, double score);
  void MoveLarge(ZsetMember& member, double score);
  void AddPacked(PackedList list, std::string_view member, double score);

  uint64_t bits_ = 0;
};
static_assert(sizeof(Zset) == 8);

template <typename Decide>
Zset::Outcome Zset::Update(std::string_view member, Decide decide) {
  PackedList::Position at = nullptr;  // of a member that is there: one of the two
  ZsetMember* found = nullptr;
  uint64_t hash = 0;
  std::optional<double> current;
  if (large()) {
    hash = Names::Hash(member);
    found = table()->names.Find(member, hash);
    if (found != nullptr) current = found->score();
  } else {
    at = packed_list().Find(PackedItem(member), 2);
    if (at != nullptr) current = PackedList::DoubleAt(PackedList::Next(at));
  }
  const std::optional<double> score = decide(current);
  if (!score) return Outcome::kLeft;
  if (!current) {
    Add(member, *score, hash);
    return Outcome::kAdded;
  }
  if (*score == *current) return Outcome::kSame;
  if (found != nullptr) {
    MoveLarge(*found, *score);
  } else {
    MovePacked(at, member, *score);
  }
  return Outcome::kMoved;
}

template <typename Before>
size_t Zset::CountBefore(Before before) const {
  if (large()) return table()->order.CountBefore(InTree(before));
  const PackedList list = packed_list();
  size_t count = 0;
  char digits[kMaxInt64Text];
  for (PackedList::Position at = list.begin(); at != list.end(); ++count) {
    const PackedList::Position score = PackedList::Next(at);
    const auto text = [&] { return PackedList::At(at).Text(digits); };
    if (!before(PackedList::DoubleAt(score), text)) break;
    at = PackedList::Next(score);
  }
  return count;
}

template <typename Visit>
void Zset::VisitRange(size_t rank, size_t count, Direction direction, Visit visit) const {
  if (large()) {
    const auto visit_member = [&](const ZsetMember* member) {
      visit(member->element(), member->score());
    };
    if (direction == Direction::kUp) {
      table()->order.VisitUp(rank, count, visit_member);
    } else {
      table()->order.VisitDown(rank, count, visit_member);
    }
    return;
  }
  const PackedList list = packed_list();
  if (direction == Direction::kUp) {
    PackedList::Position at = list.Seek(rank * 2);
    for (; count > 0; --count) {
      const PackedList::Position score = PackedList::Next(at);
      visit(PackedList::At(at), PackedList::DoubleAt(score));
      at = PackedList::Next(score);
    }
    return;
  }
  // A packed list can't be walked backwards; but it is short.
  std::vector<PackedList::Position> members(count);
  PackedList::Position at = count == 0 ? list.begin() : list.Seek((rank + 1 - count) * 2);
  for (PackedList::Position& member : members) {
    member = at;
    at = PackedList::Next(PackedList::Next(at));
  }
  for (size_t i = count; i-- > 0;)
    visit(PackedList::At(members[i]), PackedList::DoubleAt(PackedList::Next(members[i])));
}

template <typename Visit>
uint64_t Zset::Scan(uint64_t cursor, Visit visit) const {
  if (!large()) {
    ForEach(visit);
    return 0;
  }
  return table()->names.Scan(
      cursor, [&](const ZsetMember* member) { visit(member->element(), member->score()); });
}

}  // namespace trellis
