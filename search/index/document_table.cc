#include "search/index/document_table.h"

#include <utility>

namespace trellis::search {

namespace {

size_t BytesOf(const DocumentRecord& record) {
  size_t bytes = sizeof(DocumentRecord) + record.key.capacity() + record.payload.capacity();
  for (const SortValue& value : record.sort_values) {
    bytes += sizeof(SortValue);
    if (const auto* text = std::get_if<std::string>(&value)) bytes += text->capacity();
  }
  return bytes;
}

}  // namespace

DocumentId DocumentTable::Add(DocumentRecord record) {
  const DocumentId id = ++last_id_;
  const size_t page_index = id / kPageSlots;
  if (pages_.size() <= page_index) pages_.resize(page_index + 1);
  auto& page = pages_[page_index];
  if (!page) page = std::make_unique<Page>();
  total_length_ += record.length;
  auto& slot = page->slots[id % kPageSlots];
  slot = std::make_unique<DocumentRecord>(std::move(record));
  record_bytes_ += BytesOf(*slot);
  ++page->used;
  ids_.emplace(slot->key, id);
  live_.add(id);
  return id;
}

DocumentId DocumentTable::Find(std::string_view key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? 0 : found->second;
}

const DocumentRecord* DocumentTable::Get(DocumentId id) const {
  const size_t page_index = id / kPageSlots;
  if (page_index >= pages_.size() || !pages_[page_index]) return nullptr;
  return pages_[page_index]->slots[id % kPageSlots].get();
}

bool DocumentTable::Remove(DocumentId id) {
  const DocumentRecord* record = Get(id);
  if (record == nullptr) return false;
  ids_.erase(record->key);
  live_.remove(id);
  total_length_ -= record->length;
  record_bytes_ -= BytesOf(*record);
  auto& page = pages_[id / kPageSlots];
  page->slots[id % kPageSlots].reset();
  if (--page->used == 0) page.reset();
  return true;
}

void DocumentTable::Rename(DocumentId id, std::string key) {
  auto& record = *pages_[id / kPageSlots]->slots[id % kPageSlots];
  ids_.erase(record.key);
  record_bytes_ -= BytesOf(record);
  record.key = std::move(key);
  record_bytes_ += BytesOf(record);
  ids_.emplace(record.key, id);
}

double DocumentTable::average_length() const {
  return size() == 0 ? 0 : static_cast<double>(total_length_) / static_cast<double>(size());
}

size_t DocumentTable::memory_bytes() const {
  size_t bytes = record_bytes_ + pages_.capacity() * sizeof(pages_[0]) +
                 live_.getSizeInBytes(false) +
                 ids_.bucket_count() * sizeof(std::pair<std::string_view, DocumentId>);
  for (const auto& page : pages_)
    bytes += page ? sizeof(Page) : 0;
  return bytes;
}

}  // namespace trellis::search
