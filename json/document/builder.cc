#include "json/document/builder.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <unordered_map>

#define XXH_INLINE_ALL  // NOLINT(readability-identifier-naming): the library's switch
#include <xxhash.h>

namespace trellis::json {

void PositionTable::Clear() {
  if (count_ == 0) return;
  if (entries_.size() > kKept) entries_.resize(kSmallest);
  std::fill(entries_.begin(), entries_.end(), Entry{});
  count_ = 0;
}

void PositionTable::Place(const Entry& entry) {
  const size_t mask = entries_.size() - 1;
  size_t at = entry.hash & mask;
  while (entries_[at].position != 0)
    at = (at + 1) & mask;
  entries_[at] = entry;
}

void PositionTable::Add(uint64_t hash, uint32_t size, uint32_t position) {
  if (++count_ * 2 > entries_.size()) {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.position != 0) Place(entry);
    }
  }
  Place({hash, size, position});
}

void Builder::Begin(Block& block) {
  block_ = &block;
  values_.clear();
  names_.clear();
  levels_.clear();
  name_table_.Clear();
  shape_table_.Clear();
  naming_bytes_ = 0;
  full_ = false;
}

bool Builder::Room(uint64_t bytes) {
  if (block_->size() + bytes > kMaxBytes) full_ = true;
  return !full_;
}

void Builder::Integer(int64_t value) {
  if (Slot::IsSmall(value)) return Push(Slot::SmallInteger(value));
  if (!Room(8)) return Null();
  Push(Slot::At(Slot::Tag::kInt64, block_->Append(&value, 8)));
}

void Builder::Unsigned(uint64_t value) {
  if (value <= INT64_MAX) return Integer(static_cast<int64_t>(value));
  if (!Room(8)) return Null();
  Push(Slot::At(Slot::Tag::kUint64, block_->Append(&value, 8)));
}

void Builder::String(std::string_view text) {
  if (text.size() <= Slot::kMaxShortString) return Push(Slot::ShortString(text));
  if (!Room(text.size() + 4)) return Null();
  const auto length = static_cast<uint32_t>(text.size());
  if (length < Slot::kLongString) {
    return Push(Slot::At(Slot::Tag::kString, block_->Append(text.data(), length), length));
  }
  const uint32_t position = block_->Append(&length, 4);
  block_->Append(text.data(), length);
  Push(Slot::At(Slot::Tag::kString, position, Slot::kLongString));
}

void Builder::StartArray() {
  levels_.push_back({values_.size(), names_.size()});
}
void Builder::StartObject() {
  levels_.push_back({values_.size(), names_.size()});
}

void Builder::EndArray() {
  const Level level = levels_.back();
  levels_.pop_back();
  const auto count = static_cast<uint32_t>(values_.size() - level.values);
  uint32_t run = 0;
  if (count > 0 && Room(4 + uint64_t{8} * count)) {
    run = block_->Append(&count, 4);
    block_->Append(&values_[level.values], 8 * count);
  }
  values_.resize(level.values);
  Push(Slot::At(Slot::Tag::kArray, run));
}

void Builder::Name(std::string_view name) {
  if (!Room(name.size() + 5)) return names_.push_back(0);
  const uint64_t hash = HashText(name);
  const auto length = static_cast<uint32_t>(name.size());
  uint32_t position = name_table_.Find(
      hash, length, [&](uint32_t known) { return NameText(*block_, known) == name; });
  if (position == 0) {
    position = AppendName(*block_, name);
    naming_bytes_ += block_->size() - position;
    name_table_.Add(hash, length, position);
  }
  names_.push_back(position);
}

uint32_t Builder::ShapeFrom(size_t first) {
  const std::span names = std::span(names_).subspan(first);
  const auto count = static_cast<uint32_t>(names.size());
  const uint64_t hash = XXH3_64bits(names.data(), names.size_bytes());
  uint32_t shape = shape_table_.Find(hash, count, [&](uint32_t known) {
    return std::memcmp(block_->text(known + 4), names.data(), names.size_bytes()) == 0;
  });
  if (shape != 0) return shape;  // what the table knows does not repeat itself
  std::vector<uint32_t> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return 0;
  shape = AppendShape(*block_, names, 0);
  naming_bytes_ += block_->size() - shape;
  shape_table_.Add(hash, count, shape);
  return shape;
}

void Builder::DropDuplicates(const Level& level) {
  std::unordered_map<uint32_t, size_t> first;  // of each name, as an index from the level's start
  size_t kept = 0;
  for (size_t i = 0; level.names + i < names_.size(); ++i) {
    const uint32_t name = names_[level.names + i];
    const Slot value = values_[level.values + i];
    const auto [known, fresh] = first.try_emplace(name, kept);
    if (fresh) ++kept;
    names_[level.names + known->second] = name;
    values_[level.values + known->second] = value;
  }
  names_.resize(level.names + kept);
  values_.resize(level.values + kept);
}

void Builder::EndObject() {
  const Level level = levels_.back();
  levels_.pop_back();
  const size_t most = values_.size() - level.values;
  uint32_t run = 0;
  if (most > 0 && Room(8 + uint64_t{8} * most + ShapeBytes(static_cast<uint32_t>(most), 0))) {
    uint32_t shape = ShapeFrom(level.names);
    if (shape == 0) {
      DropDuplicates(level);
      shape = ShapeFrom(level.names);
    }
    const uint32_t head[] = {static_cast<uint32_t>(values_.size() - level.values), shape};
    run = block_->Append(head, sizeof(head));
    block_->Append(&values_[level.values], 8 * head[0]);
  }
  values_.resize(level.values);
  names_.resize(level.names);
  Push(Slot::At(Slot::Tag::kObject, run));
}

void Builder::Copy(Value value) {
  switch (value.kind()) {
    case Kind::kNone:
    case Kind::kNull: return Null();
    case Kind::kBoolean: return Boolean(value.boolean());
    case Kind::kInteger:
      return value.fits_int64() ? Integer(value.integer()) : Unsigned(value.unsigned_integer());
    case Kind::kNumber: return Number(value.number());
    case Kind::kString: return String(value.string());
    case Kind::kArray:
      StartArray();
      for (uint32_t i = 0; i < value.size(); ++i)
        Copy(value.element(i));
      return EndArray();
    case Kind::kObject:
      StartObject();
      for (uint32_t i = 0; i < value.size(); ++i) {
        const Member member = value.member(i);
        Name(member.name);
        Copy(member.value);
      }
      return EndObject();
  }
}

Slot Builder::Take() {
  assert(levels_.empty() && values_.size() == 1);
  const Slot slot = values_.back();
  values_.clear();
  return slot;
}

}  // namespace trellis::json
