#include "core/types/zset/zset.h"

#include <algorithm>
#include <cassert>
#include <string>

#include "core/base/small_blocks.h"

namespace trellis {

ZsetMember* ZsetMember::Create(std::string_view member, double score) {
  const PackedItem text = PackedItem::Verbatim(member);
  auto* created =
      static_cast<ZsetMember*>(small_blocks::Allocate(sizeof(ZsetMember) + text.size()));
  created->score_ = score;
  text.WriteTo(reinterpret_cast<uint8_t*>(created + 1));
  return created;
}

void ZsetMember::Free(ZsetMember* member) {
  small_blocks::Free(member, member->block_size());
}

void Zset::FreeAll() {
  if (large()) {
    table()->names.ForEach(ZsetMember::Free);
    delete table();
  } else {
    packed_list().Free();
  }
  bits_ = 0;
}

Zset Zset::Copy() const {
  Zset copy;
  if (!large()) {
    copy.SetPacked(PackedList::Copy(packed_list()));
    return copy;
  }
  copy.MakeLarge();
  copy.table()->names.Reserve(size());
  ForEach([&](const PackedElement& member, double score) {
    const std::string_view name(member.text, member.size);
    copy.Add(name, score, Names::Hash(name));
  });
  return copy;
}

std::optional<double> Zset::Score(std::string_view member) const {
  if (large()) {
    const ZsetMember* found = table()->names.Find(member);
    if (found == nullptr) return std::nullopt;
    return found->score();
  }
  const PackedList::Position at = packed_list().Find(PackedItem(member), 2);
  if (at == nullptr) return std::nullopt;
  return PackedList::DoubleAt(PackedList::Next(at));
}

std::optional<size_t> Zset::Rank(std::string_view member) const {
  if (large()) {
    const ZsetMember* found = table()->names.Find(member);
    if (found == nullptr) return std::nullopt;
    return RankOf(*found);
  }
  const PackedItem item(member);
  const PackedList list = packed_list();
  size_t rank = 0;
  for (PackedList::Position at = list.begin(); at != list.end(); ++rank) {
    if (item.EqualTo(at)) return rank;
    at = PackedList::Next(PackedList::Next(at));
  }
  return std::nullopt;
}

bool Zset::Fits(PackedList list, std::string_view member) {
  // No pair is larger than its member's text by more than this.
  constexpr size_t kMostOverhead = 24;
  return list.size() / 2 < limits.entries && member.size() <= limits.value &&
         list.HasRoom(2, member.size() + kMostOverhead);
}

void Zset::Add(std::string_view member, double score, uint64_t hash) {
  if (!large()) {
    const PackedList list = packed_list();
    if (Fits(list, member)) {
      AddPacked(list, member, score);
      return;
    }
    MakeLarge();
    hash = Names::Hash(member);
  }
  ZsetMember* created = ZsetMember::Create(member, score);
  table()->names.Insert(created, hash);
  table()->order.Insert(created, InTree(BeforeMember{score, member}));
}

void Zset::AddPacked(PackedList list, std::string_view member, double score) {
  const PackedItem pair[] = {PackedItem(member), PackedItem::Double(score)};
  list.Splice(list.Seek(CountBefore(BeforeMember{score, member}) * 2), 0, pair);
  SetPacked(list);
}

void Zset::MovePacked(PackedList::Position at, std::string_view member, double score) {
  PackedList list = packed_list();
  list.Erase(at, 2);
  SetPacked(list);
  AddPacked(list, member, score);
}

void Zset::MoveLarge(ZsetMember& member, double score) {
  RankedTree<OrderTraits>& order = table()->order;
  const size_t rank = RankOf(member);
  // Often the new score is still between the neighbours'.
  const bool after_previous = rank == 0 || order.At(rank - 1)->score() < score;
  if (after_previous && (rank + 1 == order.size() || score < order.At(rank + 1)->score())) {
    member.set_score(score);
    order.HintChanged(rank);
    return;
  }
  order.EraseAt(rank);
  member.set_score(score);
  order.Insert(&member, InTree(BeforeMember{score, member.name()}));
}

bool Zset::Erase(std::string_view member) {
  if (large()) {
    ZsetMember* erased = table()->names.Erase(member);
    if (erased == nullptr) return false;
    table()->order.EraseAt(RankOf(*erased));
    ZsetMember::Free(erased);
    return true;
  }
  PackedList list = packed_list();
  const PackedList::Position at = list.Find(PackedItem(member), 2);
  if (at == nullptr) return false;
  list.Erase(at, 2);
  SetPacked(list);
  return true;
}

void Zset::EraseRange(size_t rank, size_t count) {
  if (!large()) {
    PackedList list = packed_list();
    list.Erase(list.Seek(rank * 2), count * 2);
    SetPacked(list);
    return;
  }
  for (; count > 0; --count) {
    ZsetMember* erased = table()->order.EraseAt(rank);
    table()->names.Erase(erased->name());
    ZsetMember::Free(erased);
  }
}

void Zset::Reserve(size_t members) {
  if (!large() && members > limits.entries) MakeLarge();
  if (large()) table()->names.Reserve(members);
}

void Zset::MakeLarge() {
  auto* table = new Table;
  char digits[kMaxInt64Text];
  table->names.Reserve(size() + 1);
  ForEach([&](const PackedElement& member, double score) {
    const std::string_view name = member.Text(digits);
    ZsetMember* created = ZsetMember::Create(name, score);
    table->names.Insert(created);
    table->order.Insert(created, InTree(BeforeMember{score, name}));
  });
  packed_list().Free();
  bits_ = reinterpret_cast<uint64_t>(table) | 1;
}

size_t Zset::MemoryBytes(size_t samples) const {
  if (!large()) return small_blocks::UsableSize(packed_list().bytes());
  const size_t seen = samples == 0 ? size() : std::min(samples, size());
  size_t bytes = 0;
  table()->order.VisitUp(0, seen, [&](const ZsetMember* member) {
    bytes += small_blocks::UsableSize(member->block_size());
  });
  if (seen != 0) bytes = bytes / seen * size();
  return sizeof(Table) + table()->names.MemoryBytes() + table()->order.MemoryBytes() + bytes;
}

void Zset::Verify() const {
  size_t rank = 0;
  std::optional<double> last_score;
  std::string last;
  char digits[kMaxInt64Text];
  ForEach([&](const PackedElement& element, double score) {
    const std::string_view member = element.Text(digits);
    assert(!last_score || *last_score < score || (*last_score == score && last < member));
    assert(Score(member) == score && Rank(member) == rank);
    last_score = score;
    last = member;
    ++rank;
  });
  assert(rank == size());
  if (!large()) {
    packed_list().Verify();
    return;
  }
  assert(table()->names.size() == size());
  table()->order.Verify([](const ZsetMember* a, const ZsetMember* b) {
    return BeforeMember{b->score(), b->name()}(a->score(), [a] { return a->name(); });
  });
}

}  // namespace trellis
