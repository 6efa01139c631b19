#include "core/types/hash/hash.h"

#include "core/base/small_blocks.h"

namespace trellis {

HashField* HashField::Create(std::string_view field, const PackedItem& value) {
  const PackedItem name = PackedItem::Verbatim(field);
  auto* block = static_cast<uint8_t*>(small_blocks::Allocate(name.size() + value.size()));
  name.WriteTo(block);
  value.WriteTo(block + name.size());
  return reinterpret_cast<HashField*>(block);
}

void HashField::Free(HashField* field) {
  small_blocks::Free(field, field->block_size());
}

HashField* HashField::SetValue(HashField* field, const PackedItem& value) {
  const auto name_size = static_cast<size_t>(PackedList::Next(field->begin()) - field->begin());
  auto* block = static_cast<uint8_t*>(
      small_blocks::Resize(field, field->block_size(), name_size + value.size()));
  value.WriteTo(block + name_size);
  return reinterpret_cast<HashField*>(block);
}

void Hash::FreeAll() {
  if (large()) {
    table()->ForEach(HashField::Free);
    delete table();
  } else {
    packed_list().Free();
  }
  bits_ = 0;
}

Hash Hash::Copy() const {
  Hash copy;
  if (!large()) {
    copy.SetPacked(PackedList::Copy(packed_list()));
    return copy;
  }
  copy.MakeLarge();
  copy.Reserve(size());
  table()->ForEach([&](const HashField* field) {
    copy.table()->Insert(HashField::Create(field->name(), PackedItem::Of(field->value())));
  });
  return copy;
}

std::optional<PackedElement> Hash::Find(std::string_view field) const {
  if (large()) {
    const HashField* found = table()->Find(field);
    if (found == nullptr) return std::nullopt;
    return found->value();
  }
  const PackedList::Position at = packed_list().Find(PackedItem(field), 2);
  if (at == nullptr) return std::nullopt;
  return PackedList::At(PackedList::Next(at));
}

bool Hash::Set(std::string_view field, std::string_view value) {
  return Put(field, value, IfThere::kReplace);
}

bool Hash::SetNew(std::string_view field, std::string_view value) {
  return Put(field, value, IfThere::kKeep);
}

bool Hash::Fits(PackedList list, std::string_view field, std::string_view value) {
  // No element is larger than its text by more than this.
  constexpr size_t kMostOverhead = 16;
  return field.size() <= limits.value && value.size() <= limits.value &&
         list.HasRoom(2, field.size() + value.size() + kMostOverhead);
}

bool Hash::Put(std::string_view field, std::string_view value, IfThere if_there) {
  if (large()) return PutIn(*table(), field, value, if_there);
  PackedList list = packed_list();
  if (!Fits(list, field, value)) {
    MakeLarge();
    return PutIn(*table(), field, value, if_there);
  }
  const PackedItem pair[] = {PackedItem(field), PackedItem(value)};
  const PackedList::Position at = list.Find(pair[0], 2);
  if (at != nullptr) {
    if (if_there == IfThere::kKeep) return false;
    list.Splice(PackedList::Next(at), 1, {&pair[1], 1});
    SetPacked(list);
    return false;
  }
  if (size() >= limits.entries) {
    MakeLarge();
    return PutIn(*table(), field, value, if_there);
  }
  list.Append(pair);
  SetPacked(list);
  return true;
}

bool Hash::PutIn(Table& table, std::string_view field, std::string_view value, IfThere if_there) {
  const uint64_t hash = Table::Hash(field);
  HashField* found = table.Find(field, hash);
  if (found == nullptr) {
    table.Insert(HashField::Create(field, PackedItem(value)), hash);
    return true;
  }
  if (if_there == IfThere::kKeep) return false;
  // The table finds a field by its address, so it must be told the new one; the old is not read.
  HashField* moved = HashField::SetValue(found, PackedItem(value));
  if (moved != found) table.Replace(found, moved, hash);
  return false;
}

bool Hash::Erase(std::string_view field) {
  if (large()) {
    HashField* erased = table()->Erase(field);
    if (erased != nullptr) HashField::Free(erased);
    return erased != nullptr;
  }
  PackedList list = packed_list();
  const PackedList::Position at = list.Find(PackedItem(field), 2);
  if (at == nullptr) return false;
  list.Erase(at, 2);
  SetPacked(list);
  return true;
}

void Hash::Reserve(size_t fields) {
  if (!large() && fields > limits.entries) MakeLarge();
  if (large()) table()->Reserve(fields);
}

void Hash::MakeLarge() {
  auto* table = new Table;
  char digits[kMaxInt64Text];
  table->Reserve(size() + 1);
  ForEach([&](const PackedElement& field, const PackedElement& value) {
    table->Insert(HashField::Create(field.Text(digits), PackedItem::Of(value)));
  });
  packed_list().Free();
  bits_ = reinterpret_cast<uint64_t>(table) | 1;
}

size_t Hash::MemoryBytes(size_t samples) const {
  if (!large()) return small_blocks::UsableSize(packed_list().bytes());
  size_t seen = 0;
  size_t bytes = 0;
  for (size_t i = 0; i < table()->bucket_count() && (samples == 0 || seen < samples); ++i) {
    table()->VisitBucket(i, [&](const HashField* field) {
      ++seen;
      bytes += small_blocks::UsableSize(field->block_size());
    });
  }
  if (seen != 0) bytes = bytes / seen * table()->size();
  return sizeof(Table) + table()->MemoryBytes() + bytes;
}

}  // namespace trellis
