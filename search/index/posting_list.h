// The documents that hold one word, with how often, in which fields, and where.
//
// Records stand in the order of document ids in one run of bytes; all numbers are LEB128:
//
//   control = (id - previous id) << 2 | has frequency << 1 | has fields
//   [frequency]            absent when 1
//   [fields]               absent when as in the record before
//   positions: byte count, then the differences between neighbours
//
// Every kCheckpointEvery records a checkpoint keeps the previous id and the offset, so that a cursor can skip;
// the record after a checkpoint always has its fields. A list of more than kBitmapFrom documents keeps their
// ids in a bitmap as well, which is what queries combine; shorter ones are decoded when asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "search/index/bitmap.h"
#include "search/index/document_table.h"

namespace trellis::search {

// One bit for each TEXT field of a schema, of which there are at most 128.
using FieldMask = unsigned __int128;
inline constexpr FieldMask kAllFields = ~FieldMask{0};

struct Posting {
  DocumentId document = 0;
  uint32_t frequency = 0;  // occurrences, weighted
  FieldMask fields = 0;
  std::span<const uint8_t> positions;  // encoded; see PositionReader
};

// Walks the positions of a posting, ascending.
class PositionReader {
 public:
  explicit PositionReader(std::span<const uint8_t> encoded) : rest_(encoded) {}
  // False at the end.
  bool Next(uint32_t& position);

 private:
  std::span<const uint8_t> rest_;
  uint32_t last_ = 0;
};

class PostingList {
 public:
  static constexpr size_t kCheckpointEvery = 64;
  static constexpr size_t kBitmapFrom = 64;

  // `document` must be above all that are in the list, `positions` ascending.
  void Append(DocumentId document, uint32_t frequency, FieldMask fields,
              std::span<const uint32_t> positions);

  // Documents, dead ones included until they are swept.
  [[nodiscard]] size_t size() const { return size_; }
  // The ids: a reference to the bitmap that is kept, or to `scratch`, filled.
  const Bitmap& Documents(Bitmap& scratch) const;
  // Fields that every record has: a query for one of these needs to look at no record.
  [[nodiscard]] FieldMask fields_of_all() const { return fields_of_all_; }
  [[nodiscard]] FieldMask fields_of_any() const { return fields_of_any_; }
  // Drops the records of documents that are not in `live`.
  void Sweep(const Bitmap& live);
  [[nodiscard]] size_t memory_bytes() const;

 private:
  friend class PostingCursor;
  struct Checkpoint {
    DocumentId previous;  // the last id before
    uint32_t offset;
  };

  void AppendEncoded(DocumentId document, uint32_t frequency, FieldMask fields,
                     std::span<const uint8_t> positions);

  std::vector<uint8_t> bytes_;
  std::vector<Checkpoint>
      checkpoints_;  // before records kCheckpointEvery, 2 * kCheckpointEvery, ...
  std::unique_ptr<Bitmap> documents_;
  FieldMask fields_of_all_ = kAllFields;
  FieldMask fields_of_any_ = 0;
  FieldMask last_fields_ = 0;
  DocumentId last_ = 0;
  uint32_t size_ = 0;
};

// Reads a list from its begin. The list must not change meanwhile.
class PostingCursor {
 public:
  explicit PostingCursor(const PostingList& list) : list_(&list) {}
  // False at the end.
  bool Next();
  // To the first record whose document is not below `document`; false at the end. Never goes back.
  bool SkipTo(DocumentId document);
  // Valid after Next or SkipTo returned true.
  [[nodiscard]] const Posting& posting() const { return posting_; }

 private:
  const PostingList* list_;
  Posting posting_;
  size_t offset_ = 0;
  size_t checkpoint_ = 0;  // checkpoints passed
  bool ended_ = false;
};

}  // namespace trellis::search
