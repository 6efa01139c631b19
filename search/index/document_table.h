// The documents of an index: internal ids, keys, and what scoring and sorting need of each.
//
// Ids are 32 bits and only grow: a document that changes gets a new one, so the posting lists are written at
// their ends only and a dead id may stay in them until the sweeper (index/sweeper.h) has passed. `live()` says
// which ids count; every query ends with an intersection with it.
//
//   id -> page (id / 512) -> record            pages whose records are all dead are given back
//   key -> id                                  a hash of views into the records
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "search/index/bitmap.h"

namespace trellis::search {

using DocumentId = uint32_t;  // 0 is no document

// The value of a SORTABLE field: none, a number, or a text (already folded unless the field is UNF).
using SortValue = std::variant<std::monostate, double, std::string>;

struct DocumentRecord {
  std::string key;
  float score = 1;             // given by SCORE or the score field
  uint32_t length = 0;         // the frequencies of its words, without stems, together
  uint32_t max_frequency = 1;  // of the most frequent word
  std::vector<SortValue> sort_values;
  std::string payload;
};

class DocumentTable {
 public:
  DocumentTable() = default;
  DocumentTable(DocumentTable&&) = default;
  DocumentTable& operator=(DocumentTable&&) = default;

  // Takes the record in under a new id. The key must not be in the table.
  DocumentId Add(DocumentRecord record);
  // 0 if there is none.
  [[nodiscard]] DocumentId Find(std::string_view key) const;
  // Null for an id that is not live.
  [[nodiscard]] const DocumentRecord* Get(DocumentId id) const;
  // False, and nothing changed, if there is no such id.
  bool Remove(DocumentId id);
  // The document goes on under another key; its id stays. `key` must not be in the table.
  void Rename(DocumentId id, std::string key);

  [[nodiscard]] const Bitmap& live() const { return live_; }
  [[nodiscard]] size_t size() const { return ids_.size(); }
  [[nodiscard]] DocumentId last_id() const { return last_id_; }
  // Average of DocumentRecord::length; 0 without documents.
  [[nodiscard]] double average_length() const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  static constexpr size_t kPageSlots = 512;
  struct Page {
    std::array<std::unique_ptr<DocumentRecord>, kPageSlots> slots;
    size_t used = 0;
  };

  std::vector<std::unique_ptr<Page>> pages_;
  boost::unordered_flat_map<std::string_view, DocumentId> ids_;  // views of DocumentRecord::key
  Bitmap live_;
  DocumentId last_id_ = 0;
  uint64_t total_length_ = 0;
  size_t record_bytes_ = 0;
};

}  // namespace trellis::search
