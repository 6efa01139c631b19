#include "core/types/set/set.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <optional>

#include "core/base/number_text.h"
#include "core/base/small_blocks.h"

namespace trellis {
namespace {

// A packed set has at most so many members of so many bytes.
constexpr size_t kPackedMembers = 128;
constexpr size_t kPackedBytes = 64;

size_t g_integer_limit = 512;

std::optional<int64_t> IntegerOf(std::string_view text) {
  return text.size() <= kMaxInt64Text ? ParseInt64(text) : std::nullopt;
}

}  // namespace

SetMember* SetMember::Create(std::string_view text) {
  const bool is_long = text.size() >= kLong;
  const size_t head = is_long ? 1 + sizeof(uint64_t) : 1;
  auto* member = new (small_blocks::Allocate(head + text.size())) SetMember;
  char* bytes = reinterpret_cast<char*>(member);
  member->size_ = is_long ? kLong : static_cast<uint8_t>(text.size());
  const uint64_t size = text.size();
  if (is_long) std::memcpy(bytes + 1, &size, sizeof size);
  std::memcpy(bytes + head, text.data(), text.size());
  return member;
}

void SetMember::Free(SetMember* member) {
  small_blocks::Free(member, member->block_size());
}

std::string_view SetMember::text() const {
  if (size_ != kLong) return {bytes() + 1, size_};
  uint64_t size = 0;
  std::memcpy(&size, bytes() + 1, sizeof size);
  return {bytes() + 1 + sizeof size, size};
}

size_t SetMember::block_size() const {
  const std::string_view text = this->text();
  return static_cast<size_t>(text.data() - bytes()) + text.size();
}

void Set::SetIntegerLimit(int64_t members) {
  // A file counts them with 32 bits; and each insertion moves half of them.
  constexpr int64_t kMost = int64_t{1} << 30;
  g_integer_limit = static_cast<size_t>(std::clamp<int64_t>(members, 0, kMost));
}

size_t Set::size() const {
  if (empty()) return 0;
  switch (form()) {
    case Form::kIntegers: return integers().size();
    case Form::kPacked: return packed().size();
    default: return table()->size();
  }
}

bool Set::Contains(std::string_view text) const {
  if (empty()) return false;
  switch (form()) {
    case Form::kIntegers: {
      const std::optional<int64_t> number = IntegerOf(text);
      return number && integers().Contains(*number);
    }
    case Form::kPacked:
      return text.size() <= kPackedBytes && packed().Find(PackedItem(text), 1) != nullptr;
    default: return table()->Find(text) != nullptr;
  }
}

bool Set::Contains(const PackedElement& member) const {
  if (member.integer() && all_integers()) return integers().Contains(member.number);
  char digits[kMaxInt64Text];
  return Contains(member.Text(digits));
}

bool Set::Insert(std::string_view text) {
  if (empty() || all_integers()) {
    const std::optional<int64_t> number = IntegerOf(text);
    if (number) return InsertInteger(*number);
  }
  return InsertText(text);
}

bool Set::Insert(const PackedElement& member) {
  if (member.integer() && (empty() || all_integers())) return InsertInteger(member.number);
  char digits[kMaxInt64Text];
  return InsertText(member.Text(digits));
}

bool Set::InsertInteger(int64_t number) {
  IntSet numbers = integers();
  if (numbers.size() < g_integer_limit) {
    const bool added = numbers.Insert(number);
    Hold(Form::kIntegers, numbers.block());
    return added;
  }
  if (numbers.Contains(number)) return false;
  char digits[kMaxInt64Text];
  return InsertText({digits, FormatInt64(number, digits)});
}

bool Set::InsertText(std::string_view text) {
  if (Table* members = table()) {
    const uint64_t hash = Table::Hash(text);
    if (members->Find(text, hash) != nullptr) return false;
    members->Insert(SetMember::Create(text), hash);
    return true;
  }
  if (Contains(text)) return false;
  const bool packs = text.size() <= kPackedBytes && size() < kPackedMembers;
  if (all_integers() || !packs) Convert(text);
  InsertNew(text);
  return true;
}

// The form takes the member, which isn't in it.
void Set::InsertNew(std::string_view text) {
  if (Table* members = table()) {
    members->Insert(SetMember::Create(text));
    return;
  }
  PackedList members = packed();
  const PackedItem item(text);
  members.Append({&item, 1});
  Hold(Form::kPacked, members.block());
}

void Set::Convert(std::string_view text) {
  Set converted;
  if (text.size() > kPackedBytes || size() >= kPackedMembers) {
    auto* members = new Table;
    members->Reserve(size() + 1);
    converted.Hold(Form::kTable, members);
  }
  ForEach([&](const PackedElement& member) {
    char digits[kMaxInt64Text];
    converted.InsertNew(member.Text(digits));
  });
  Free();
  *this = converted;
}

bool Set::Erase(std::string_view text) {
  if (empty()) return false;
  switch (form()) {
    case Form::kIntegers: {
      const std::optional<int64_t> number = IntegerOf(text);
      IntSet numbers = integers();
      if (!number || !numbers.Erase(*number)) return false;
      Hold(Form::kIntegers, numbers.block());
      return true;
    }
    case Form::kPacked: {
      if (text.size() > kPackedBytes) return false;
      PackedList members = packed();
      const PackedList::Position at = members.Find(PackedItem(text), 1);
      if (at == nullptr) return false;
      members.Erase(at, 1);
      Hold(Form::kPacked, members.block());
      return true;
    }
    default: {
      SetMember* member = table()->Erase(text);
      if (member == nullptr) return false;
      SetMember::Free(member);
      if (table()->empty()) Free();
      return true;
    }
  }
}

PackedElement Set::AtIndex(size_t index) const {
  assert(index < size() && !table_form());
  if (all_integers()) return {.number = integers().At(index)};
  return PackedList::At(packed().Seek(index));
}

Set Set::Copy() const {
  Set copy;
  if (empty()) return copy;
  switch (form()) {
    case Form::kIntegers: copy.Hold(form(), IntSet::Copy(integers()).block()); break;
    case Form::kPacked: copy.Hold(form(), PackedList::Copy(packed()).block()); break;
    default: {
      auto* members = new Table;
      members->Reserve(size());
      table()->ForEach(
          [&](const SetMember* member) { members->Insert(SetMember::Create(member->text())); });
      copy.Hold(form(), members);
    }
  }
  return copy;
}

void Set::Free() {
  if (empty()) return;
  switch (form()) {
    case Form::kIntegers: integers().Free(); break;
    case Form::kPacked: packed().Free(); break;
    default: table()->ForEach([](SetMember* member) { SetMember::Free(member); }); delete table();
  }
  bits_ = 0;
}

size_t Set::MemoryBytes(size_t samples) const {
  if (empty()) return 0;
  switch (form()) {
    case Form::kIntegers: return small_blocks::UsableSize(integers().bytes());
    case Form::kPacked: return small_blocks::UsableSize(packed().bytes());
    default: break;
  }
  size_t seen = 0;
  size_t bytes = 0;
  uint64_t cursor = 0;
  do {
    cursor = table()->Scan(cursor, [&](const SetMember* member) {
      ++seen;
      bytes += small_blocks::UsableSize(member->block_size());
    });
  } while (cursor != 0 && (samples == 0 || seen < samples));
  return sizeof(Table) + table()->MemoryBytes() + bytes * size() / std::max<size_t>(seen, 1);
}

void Set::Verify() const {
  if (empty()) return;
  assert(size() > 0);
  if (form() == Form::kIntegers) integers().Verify();
  if (form() == Form::kPacked) packed().Verify();
  ForEach([&]([[maybe_unused]] const PackedElement& member) { assert(Contains(member)); });
}

}  // namespace trellis
