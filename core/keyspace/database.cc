#include "core/keyspace/database.h"

#include <cstdlib>
#include <cstring>

#include "core/base/number_text.h"
#include "core/keyspace/type_ops.h"

namespace trellis {

Database::~Database() {
  Clear();
}

void FreeValue(Entry* entry) {
  if (entry->embedded() || entry->integer()) return;
  if (entry->type() == kStringType) {
    std::free(reinterpret_cast<StringBuffer*>(entry->slot()));
    return;
  }
  types::Of(*entry).Free(entry->slot());
}

std::string_view StringText(const Entry& entry, char* digits) {
  if (entry.embedded()) return entry.embedded_text();
  if (entry.integer()) {
    return {digits, FormatInt64(static_cast<int64_t>(entry.slot()), digits)};
  }
  const auto* buffer = reinterpret_cast<const StringBuffer*>(entry.slot());
  return {buffer->bytes, buffer->size};
}

void Database::FreeEntry(Entry* entry) {
  FreeValue(entry);
  Entry::Free(entry);
}

void Database::DropEntry(Entry* entry) const {
  if (entry->type() != kStringType) types::Of(*entry).Unlinked(*entry, index_);
  FreeEntry(entry);
}

void Database::ReplaceEntry(Entry* old, Entry* fresh, uint64_t hash) {
  fresh->set_access_clock(old->access_clock());
  if (old->has_expiry()) --expires_;
  if (fresh->has_expiry()) ++expires_;
  UntrackFields(old);
  TrackFields(fresh);
  table_.Replace(old, fresh, hash);
}

void Database::TrackFields(Entry* entry) {
  if (entry->type() == kStringType) return;
  FieldExpiry* fields = types::Of(*entry).FieldExpiryOf(entry->slot());
  if (fields == nullptr) return;
  if (field_expiries_ == nullptr) field_expiries_ = std::make_unique<FieldExpiryIndex>();
  field_expiries_->Attach(*fields, entry);
}

void Database::UntrackFields(const Entry* entry) {
  if (field_expiries_ == nullptr || entry->type() == kStringType) return;
  FieldExpiry* fields = types::Of(*entry).FieldExpiryOf(entry->slot());
  if (fields != nullptr) field_expiries_->Detach(*fields);
}

void Database::Insert(Entry* entry, uint64_t hash) {
  table_.Insert(entry, hash);
  if (entry->has_expiry()) ++expires_;
  TrackFields(entry);
}

Entry* Database::Set(std::string_view key, uint64_t hash, Value value, int64_t expire_at_ms) {
  Entry* old = Find(key, hash);
  if (value.integer()) {
    return SetInteger(key, hash, old, static_cast<int64_t>(value.slot()), expire_at_ms);
  }
  if (value.type() == kStringType) return SetString(key, hash, old, value.text(), expire_at_ms);
  const TypeId type = value.type();
  Entry* fresh = Entry::CreateSlot(key, type, 0, value.Release(), expire_at_ms);
  if (old == nullptr) {
    Insert(fresh, hash);
  } else {
    ReplaceEntry(old, fresh, hash);
    DropEntry(old);
  }
  return fresh;
}

Entry* Database::SetString(std::string_view key, uint64_t hash, Entry* old, std::string_view text,
                           int64_t expire_at_ms) {
  const bool small = text.size() <= Entry::kMaxEmbedded;
  if (old != nullptr && small && old->embedded() && old->embedded_text().size() == text.size() &&
      old->has_expiry() == (expire_at_ms != kNoExpiry)) {
    std::memcpy(old->mutable_embedded_text(), text.data(), text.size());
    if (old->has_expiry()) old->set_expire_at_ms(expire_at_ms);
    return old;
  }
  Entry* fresh = small ? Entry::CreateEmbedded(key, text, expire_at_ms)
                       : Entry::CreateSlot(key, kStringType, 0,
                                           reinterpret_cast<uint64_t>(StringBuffer::Create(text)),
                                           expire_at_ms);
  if (old == nullptr) {
    Insert(fresh, hash);
  } else {
    ReplaceEntry(old, fresh, hash);
    DropEntry(old);
  }
  return fresh;
}

Entry* Database::SetInteger(std::string_view key, uint64_t hash, Entry* old, int64_t number,
                            int64_t expire_at_ms) {
  if (old != nullptr && old->type() == kStringType && old->integer() &&
      old->has_expiry() == (expire_at_ms != kNoExpiry)) {
    old->set_slot(static_cast<uint64_t>(number));
    if (old->has_expiry()) old->set_expire_at_ms(expire_at_ms);
    return old;
  }
  Entry* fresh = Entry::CreateSlot(key, kStringType, Entry::kInteger, static_cast<uint64_t>(number),
                                   expire_at_ms);
  if (old == nullptr) {
    Insert(fresh, hash);
  } else {
    ReplaceEntry(old, fresh, hash);
    DropEntry(old);
  }
  return fresh;
}

StringBuffer* Database::OwnBuffer(Entry*& entry, size_t capacity) {
  if (!entry->embedded() && !entry->integer()) {
    auto* buffer = reinterpret_cast<StringBuffer*>(entry->slot());
    if (buffer->capacity < capacity) {
      buffer = StringBuffer::Grow(buffer, capacity);
      entry->set_slot(reinterpret_cast<uint64_t>(buffer));
    }
    entry->MarkEdited();
    return buffer;
  }
  char digits[kMaxInt64Text];
  const std::string_view text = StringText(*entry, digits);
  StringBuffer* buffer = StringBuffer::Create(text.size(), std::max(capacity, text.size()));
  std::memcpy(buffer->bytes, text.data(), text.size());
  Entry* fresh = Entry::CreateSlot(entry->key(), kStringType, Entry::kEdited,
                                   reinterpret_cast<uint64_t>(buffer), entry->expire_at_ms());
  ReplaceEntry(entry, fresh, Hash(fresh->key()));
  Entry::Free(entry);
  entry = fresh;
  return buffer;
}

Entry* Database::SetExpiry(Entry* entry, int64_t expire_at_ms) {
  if (entry->has_expiry() && expire_at_ms != kNoExpiry) {
    entry->set_expire_at_ms(expire_at_ms);
    return entry;
  }
  if (!entry->has_expiry() && expire_at_ms == kNoExpiry) return entry;
  Entry* fresh = entry->embedded()
                     ? Entry::CreateEmbedded(entry->key(), entry->embedded_text(), expire_at_ms)
                     : Entry::CreateSlot(entry->key(), entry->type(), entry->form(), entry->slot(),
                                         expire_at_ms);
  ReplaceEntry(entry, fresh, Hash(fresh->key()));
  Entry::Free(entry);
  return fresh;
}

Entry* Database::Take(std::string_view key, uint64_t hash) {
  Entry* entry = table_.Erase(key, hash);
  if (entry == nullptr) return nullptr;
  if (entry->has_expiry()) --expires_;
  UntrackFields(entry);
  return entry;
}

bool Database::Erase(std::string_view key, uint64_t hash) {
  Entry* entry = Take(key, hash);
  if (entry == nullptr) return false;
  DropEntry(entry);
  return true;
}

void Database::Clear() {
  table_.ForEach([](Entry* entry) { FreeEntry(entry); });
  table_.Clear();
  expires_ = 0;
  field_expiries_.reset();
}

}  // namespace trellis
