#include "core/types/hash/hash.h"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "core/base/small_blocks.h"

namespace trellis {

void Hash::FreeAll() {
  if (large()) {
    table()->ForEach(HashField::Free);
    delete table();
  } else {
    packed_list().Free();
  }
  if (expiring()) delete extra();
  bits_ = 0;
}

Hash Hash::Copy() const {
  Hash copy;
  if (expiring()) copy.MakeExpiring();
  if (!large()) {
    copy.SetPacked(PackedList::Copy(packed_list()));
  } else {
    copy.MakeLarge();
    copy.Reserve(size());
    table()->ForEach([&](const HashField* field) {
      HashField* made =
          HashField::Create(field->name(), PackedItem::Of(field->value()), field->expire_at_ms());
      copy.table()->Insert(made);
      if (made->has_expiry()) copy.extra()->dying.Insert(made);
    });
  }
  if (expiring()) copy.extra()->set_next_ms(next_expiry_ms());
  return copy;
}

size_t Hash::LiveSize(int64_t dead_by_ms) const {
  if (next_expiry_ms() > dead_by_ms) return size();
  if (large()) return size() - extra()->dying.CountDue(dead_by_ms);
  size_t live = 0;
  ForEach(dead_by_ms, [&](const PackedElement&, const PackedElement&) { ++live; });
  return live;
}

std::optional<PackedElement> Hash::Find(std::string_view field, int64_t dead_by_ms) const {
  if (large()) {
    const HashField* found = table()->Find(field);
    if (found == nullptr || found->dead_by(dead_by_ms)) return std::nullopt;
    return found->value();
  }
  const PackedList::Position at = packed_list().Find(PackedItem(field), stride());
  if (at == nullptr) return std::nullopt;
  const PackedList::Position value = PackedList::Next(at);
  if (expiring() && Dead(PackedExpiry(PackedList::Next(value)), dead_by_ms)) return std::nullopt;
  return PackedList::At(value);
}

bool Hash::Fits(std::string_view field, std::string_view value) const {
  // No element is larger than its text by more than this, expiry included.
  constexpr size_t kMostOverhead = 32;
  return field.size() <= limits.value && value.size() <= limits.value &&
         packed_list().HasRoom(stride(), field.size() + value.size() + kMostOverhead);
}

bool Hash::Put(std::string_view field, std::string_view value, IfThere if_there) {
  if (large()) return PutInTable(field, value, if_there);
  if (!Fits(field, value)) {
    MakeLarge();
    return PutInTable(field, value, if_there);
  }
  const PackedItem item(field);
  const PackedList::Position at = packed_list().Find(item, stride());
  if (at == nullptr && size() >= limits.entries) {
    MakeLarge();
    return PutInTable(field, value, if_there);
  }
  return PutPacked(at, item, PackedItem(value), if_there);
}

bool Hash::PutPacked(PackedList::Position at, const PackedItem& field, const PackedItem& value,
                     IfThere if_there) {
  PackedList list = packed_list();
  if (at == nullptr) {
    if (expiring()) {
      const PackedItem added[] = {field, value, ExpiryItem(kNoExpiry)};
      list.Append(added);
    } else {
      const PackedItem added[] = {field, value};
      list.Append(added);
    }
    SetPacked(list);
    return true;
  }
  if (if_there == IfThere::kKeep) return false;
  const PackedList::Position old = PackedList::Next(at);
  const int64_t expire_at_ms = expiring() ? PackedExpiry(PackedList::Next(old)) : kNoExpiry;
  if (expire_at_ms == kNoExpiry || if_there == IfThere::kReplaceValue) {
    list.Splice(old, 1, {&value, 1});
    SetPacked(list);
    return false;
  }
  const PackedItem added[] = {value, ExpiryItem(kNoExpiry)};
  list.Splice(old, std::size(added), added);
  SetPacked(list);
  if (expire_at_ms == next_expiry_ms()) RefreshNextExpiry();
  return false;
}

bool Hash::PutInTable(std::string_view field, std::string_view value, IfThere if_there) {
  const uint64_t hash = Table::Hash(field);
  HashField* found = table()->Find(field, hash);
  if (found == nullptr) {
    table()->Insert(HashField::Create(field, PackedItem(value)), hash);
    return true;
  }
  if (if_there == IfThere::kKeep) return false;
  if (found->has_expiry() && if_there == IfThere::kReplace) {
    Replace(found, HashField::Create(field, PackedItem(value)), hash);
    HashField::Free(found);
    return false;
  }
  // The table finds a field by its address, so it must be told the new one; the old is not read.
  HashField* moved = HashField::SetValue(found, PackedItem(value));
  if (moved == found) return false;
  table()->Replace(found, moved, hash);
  if (moved->has_expiry()) extra()->dying.Moved(moved);
  return false;
}

void Hash::Replace(HashField* field, HashField* fresh, uint64_t hash) {
  if (field->has_expiry()) extra()->dying.Erase(field);
  if (fresh->has_expiry()) extra()->dying.Insert(fresh);
  table()->Replace(field, fresh, hash);
  RefreshNextExpiry();
}

bool Hash::Erase(std::string_view field) {
  if (large()) {
    HashField* erased = table()->Erase(field);
    if (erased != nullptr) EraseFromTable(erased);
    return erased != nullptr;
  }
  PackedList list = packed_list();
  const PackedList::Position at = list.Find(PackedItem(field), stride());
  if (at == nullptr) return false;
  list.Erase(at, stride());
  SetPacked(list);
  RefreshNextExpiry();
  return true;
}

void Hash::EraseFromTable(HashField* field) {
  if (field->has_expiry()) {
    extra()->dying.Erase(field);
    RefreshNextExpiry();
  }
  HashField::Free(field);
}

void Hash::Reserve(size_t fields) {
  if (!large() && fields > limits.entries) MakeLarge();
  if (large()) table()->Reserve(fields);
}

void Hash::MakeLarge() {
  auto* table = new Table;
  char digits[kMaxInt64Text];
  table->Reserve(size() + 1);
  ForEachWithExpiry([&](const PackedElement& field, const PackedElement& value,
                        int64_t expire_at_ms) {
    HashField* made = HashField::Create(field.Text(digits), PackedItem::Of(value), expire_at_ms);
    table->Insert(made);
    if (made->has_expiry()) extra()->dying.Insert(made);
  });
  packed_list().Free();
  set_fields(reinterpret_cast<uint64_t>(table) | kTableBit);
}

void Hash::MakeExpiring() {
  // An integer element is never larger.
  constexpr size_t kExpiryBytes = 9;
  if (!large() && !packed_list().HasRoom(size(), size() * kExpiryBytes)) MakeLarge();
  auto* extra = new Expiring;
  if (large()) {
    extra->fields = bits_;
  } else {
    PackedList threes;
    ForEachWithExpiry([&](const PackedElement& field, const PackedElement& value, int64_t) {
      const PackedItem added[] = {PackedItem::Of(field), PackedItem::Of(value),
                                  ExpiryItem(kNoExpiry)};
      threes.Append(added);
    });
    packed_list().Free();
    extra->fields = reinterpret_cast<uint64_t>(threes.block());
  }
  bits_ = reinterpret_cast<uint64_t>(extra) | kExpiringBit;
}

std::optional<int64_t> Hash::ExpiryOf(std::string_view field) const {
  if (large()) {
    const HashField* found = table()->Find(field);
    if (found == nullptr) return std::nullopt;
    return found->expire_at_ms();
  }
  const PackedList::Position at = packed_list().Find(PackedItem(field), stride());
  if (at == nullptr) return std::nullopt;
  return expiring() ? PackedExpiry(PackedList::Next(PackedList::Next(at))) : kNoExpiry;
}

bool Hash::SetExpiry(std::string_view field, int64_t expire_at_ms) {
  if (!expiring()) {
    if (!ExpiryOf(field)) return false;
    if (expire_at_ms == kNoExpiry) return true;
    MakeExpiring();
  }
  return large() ? SetExpiryInTable(field, expire_at_ms) : SetExpiryPacked(field, expire_at_ms);
}

bool Hash::SetExpiryPacked(std::string_view field, int64_t expire_at_ms) {
  PackedList list = packed_list();
  const PackedList::Position at = list.Find(PackedItem(field), stride());
  if (at == nullptr) return false;
  const PackedItem item = ExpiryItem(expire_at_ms);
  if (!list.HasRoom(0, item.size())) {
    MakeLarge();
    return SetExpiryInTable(field, expire_at_ms);
  }
  list.Splice(PackedList::Next(PackedList::Next(at)), 1, {&item, 1});
  SetPacked(list);
  RefreshNextExpiry();
  return true;
}

bool Hash::SetExpiryInTable(std::string_view field, int64_t expire_at_ms) {
  const uint64_t hash = Table::Hash(field);
  HashField* found = table()->Find(field, hash);
  if (found == nullptr) return false;
  if (found->has_expiry() == (expire_at_ms != kNoExpiry)) {
    if (!found->has_expiry()) return true;
    found->set_expire_at_ms(expire_at_ms);
    extra()->dying.Changed(found);
    RefreshNextExpiry();
    return true;
  }
  Replace(found, HashField::Create(field, PackedItem::Of(found->value()), expire_at_ms), hash);
  HashField::Free(found);
  return true;
}

void Hash::RefreshNextExpiry() {
  if (!expiring()) return;
  int64_t next = FieldExpiry::kNever;
  if (large()) {
    if (!extra()->dying.empty()) next = extra()->dying.First()->expire_at_ms();
  } else {
    ForEachWithExpiry([&](const PackedElement&, const PackedElement&, int64_t expire_at_ms) {
      if (expire_at_ms != kNoExpiry) next = std::min(next, expire_at_ms);
    });
  }
  extra()->set_next_ms(next);
}

std::vector<std::string> Hash::EraseDead(int64_t dead_by_ms, size_t at_most) {
  std::vector<std::string> names;
  if (next_expiry_ms() > dead_by_ms) return names;
  if (large()) {
    while (names.size() < at_most && next_expiry_ms() <= dead_by_ms) {
      names.emplace_back(extra()->dying.First()->name());
      EraseFromTable(table()->Erase(names.back()));
    }
    return names;
  }
  char digits[kMaxInt64Text];
  ForEachWithExpiry([&](const PackedElement& field, const PackedElement&, int64_t expire_at_ms) {
    if (names.size() < at_most && Dead(expire_at_ms, dead_by_ms))
      names.emplace_back(field.Text(digits));
  });
  for (const std::string& name : names)
    Erase(name);
  return names;
}

size_t Hash::MemoryBytes(size_t samples) const {
  const size_t for_expiries = expiring() ? sizeof(Expiring) + extra()->dying.MemoryBytes() : 0;
  if (!large()) return for_expiries + small_blocks::UsableSize(packed_list().bytes());
  size_t seen = 0;
  size_t bytes = 0;
  for (size_t i = 0; i < table()->bucket_count() && (samples == 0 || seen < samples); ++i) {
    table()->VisitBucket(i, [&](const HashField* field) {
      ++seen;
      bytes += small_blocks::UsableSize(field->block_size());
    });
  }
  if (seen != 0) bytes = bytes / seen * table()->size();
  return for_expiries + sizeof(Table) + table()->MemoryBytes() + bytes;
}

void Hash::Verify() const {
  if (!large()) {
    packed_list().Verify();
    assert(packed_list().size() % stride() == 0);
  } else if (expiring()) {
    extra()->dying.Verify();
  }
  size_t dying = 0;
  int64_t next = FieldExpiry::kNever;
  ForEachWithExpiry([&](const PackedElement&, const PackedElement&, int64_t expire_at_ms) {
    if (expire_at_ms == kNoExpiry) return;
    ++dying;
    next = std::min(next, expire_at_ms);
  });
  assert(next == next_expiry_ms());
  assert(!large() || dying == (expiring() ? extra()->dying.size() : 0));
  (void)dying;
}

}  // namespace trellis
