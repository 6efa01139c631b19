#include "search/index/posting_list.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trellis::search {

namespace {

template <typename Number>
void AppendNumber(std::vector<uint8_t>& bytes, Number number) {
  while (number >= 0x80) {
    bytes.push_back(static_cast<uint8_t>(number) | 0x80);
    number >>= 7;
  }
  bytes.push_back(static_cast<uint8_t>(number));
}

// The lists are our own writing and always whole, so there is no end to check.
template <typename Number>
const uint8_t* ReadNumber(const uint8_t* at, Number& number) {
  number = *at & 0x7f;
  for (int shift = 7; (*at & 0x80) != 0; shift += 7) {
    ++at;
    number |= static_cast<Number>(*at & 0x7f) << shift;
  }
  return at + 1;
}

}  // namespace

bool PositionReader::Next(uint32_t& position) {
  if (rest_.empty()) return false;
  uint32_t difference = 0;
  const uint8_t* after = ReadNumber(rest_.data(), difference);
  rest_ = rest_.subspan(static_cast<size_t>(after - rest_.data()));
  last_ += difference;
  position = last_;
  return true;
}

void PostingList::Append(DocumentId document, uint32_t frequency, FieldMask fields,
                         std::span<const uint32_t> positions) {
  thread_local std::vector<uint8_t> encoded;
  encoded.clear();
  uint32_t previous = 0;
  for (const uint32_t position : positions) {
    AppendNumber(encoded, position - previous);
    previous = position;
  }
  AppendEncoded(document, frequency, fields, encoded);
}

void PostingList::AppendEncoded(DocumentId document, uint32_t frequency, FieldMask fields,
                                std::span<const uint8_t> positions) {
  const bool at_checkpoint = size_ != 0 && size_ % kCheckpointEvery == 0;
  if (at_checkpoint) {
    checkpoints_.push_back({.previous = last_, .offset = static_cast<uint32_t>(bytes_.size())});
  }
  const bool has_fields = size_ == 0 || at_checkpoint || fields != last_fields_;
  AppendNumber(bytes_, uint64_t{document - last_} << 2 | uint64_t{frequency != 1} << 1 |
                           uint64_t{has_fields});
  if (frequency != 1) AppendNumber(bytes_, frequency);
  if (has_fields) AppendNumber(bytes_, fields);
  AppendNumber(bytes_, positions.size());
  bytes_.insert(bytes_.end(), positions.begin(), positions.end());
  last_fields_ = fields;
  fields_of_all_ &= fields;
  fields_of_any_ |= fields;
  last_ = document;
  ++size_;
  if (documents_) {
    documents_->add(document);
  } else if (size_ > kBitmapFrom) {
    auto bitmap = std::make_unique<Bitmap>();
    for (PostingCursor cursor(*this); cursor.Next();)
      bitmap->add(cursor.posting().document);
    documents_ = std::move(bitmap);
  }
}

const Bitmap& PostingList::Documents(Bitmap& scratch) const {
  if (documents_) return *documents_;
  std::array<uint32_t, kBitmapFrom> ids;
  size_t count = 0;
  for (PostingCursor cursor(*this); cursor.Next();)
    ids[count++] = cursor.posting().document;
  scratch = Bitmap(count, ids.data());
  return scratch;
}

void PostingList::Sweep(const Bitmap& live) {
  PostingList kept;
  bool all_live = true;
  for (PostingCursor cursor(*this); cursor.Next();) {
    const Posting& posting = cursor.posting();
    if (!live.contains(posting.document)) {
      all_live = false;
      continue;
    }
    kept.AppendEncoded(posting.document, posting.frequency, posting.fields, posting.positions);
  }
  if (all_live) return;
  kept.bytes_.shrink_to_fit();
  *this = std::move(kept);
}

size_t PostingList::memory_bytes() const {
  return sizeof(*this) + bytes_.capacity() + checkpoints_.capacity() * sizeof(Checkpoint) +
         (documents_ ? documents_->getSizeInBytes(false) : 0);
}

bool PostingCursor::Next() {
  if (offset_ >= list_->bytes_.size()) {
    ended_ = true;
    return false;
  }
  const uint8_t* at = list_->bytes_.data() + offset_;
  uint64_t control = 0;
  at = ReadNumber(at, control);
  posting_.document += static_cast<DocumentId>(control >> 2);
  posting_.frequency = 1;
  if ((control & 2) != 0) at = ReadNumber(at, posting_.frequency);
  if ((control & 1) != 0) at = ReadNumber(at, posting_.fields);
  uint32_t length = 0;
  at = ReadNumber(at, length);
  posting_.positions = {at, length};
  offset_ = static_cast<size_t>(at + length - list_->bytes_.data());
  return true;
}

bool PostingCursor::SkipTo(DocumentId document) {
  if (ended_) return false;
  const bool started = offset_ != 0;
  if (started && posting_.document >= document) return true;
  const auto& checkpoints = list_->checkpoints_;
  // Checkpoints that begin behind us and still before the document: take the last of them.
  const auto first = checkpoints.begin() + static_cast<ptrdiff_t>(checkpoint_);
  if (first != checkpoints.end() && first->previous < document) {
    auto last = std::partition_point(first, checkpoints.end(), [&](const auto& checkpoint) {
      return checkpoint.previous < document;
    });
    --last;
    checkpoint_ = static_cast<size_t>(last - checkpoints.begin()) + 1;
    if (last->offset > offset_) {
      offset_ = last->offset;
      posting_.document = last->previous;
    }
  }
  while (Next()) {
    if (posting_.document >= document) return true;
  }
  return false;
}

}  // namespace trellis::search
