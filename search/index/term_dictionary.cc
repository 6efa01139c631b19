#include "search/index/term_dictionary.h"

#include <algorithm>
#include <vector>

namespace trellis::search {

namespace {

// Rows of the Levenshtein table for the prefixes of one word after another: neighbours in byte order share
// prefixes, so that only the rows behind the shared part are computed again.
class EditTable {
 public:
  explicit EditTable(std::string_view word) : word_(word), width_(word.size() + 1), cells_(width_) {
    for (size_t i = 0; i < width_; ++i)
      cells_[i] = static_cast<int>(i);
  }

  // Whether at most `limit` edits lie between the word and `text`. If not, `*prefix` is how many bytes of
  // `text` make that certain, or more than it has when only the whole does.
  bool Near(std::string_view text, int limit, size_t* prefix) {
    size_t shared = 0;
    while (shared < std::min(text.size(), text_.size()) && text[shared] == text_[shared])
      ++shared;
    size_t rows = std::min(rows_, shared + 1);
    text_ = text;
    if (cells_.size() < (text.size() + 1) * width_) cells_.resize((text.size() + 1) * width_);
    for (; rows <= text.size(); ++rows) {
      if (FillRow(rows, text[rows - 1]) > limit) {
        *prefix = rows;
        rows_ = rows + 1;
        return false;
      }
    }
    rows_ = rows;
    *prefix = text.size() + 1;
    return cells_[text.size() * width_ + word_.size()] <= limit;
  }

 private:
  // Returns the least number in the row.
  int FillRow(size_t row, char c) {
    const int* above = &cells_[(row - 1) * width_];
    int* current = &cells_[row * width_];
    current[0] = static_cast<int>(row);
    int least = current[0];
    for (size_t i = 1; i < width_; ++i) {
      const int change = above[i - 1] + (word_[i - 1] == c ? 0 : 1);
      current[i] = std::min({above[i] + 1, current[i - 1] + 1, change});
      least = std::min(least, current[i]);
    }
    return least;
  }

  std::string_view word_;
  std::string_view text_;
  size_t width_;
  std::vector<int> cells_;  // row by row
  size_t rows_ = 1;         // that are valid for text_
};

// The first text in byte order behind all that start with `prefix`; empty if there is none.
std::string Behind(std::string_view prefix) {
  std::string behind(prefix);
  while (!behind.empty() && behind.back() == '\xff')
    behind.pop_back();
  if (!behind.empty())
    behind.back() = static_cast<char>(static_cast<unsigned char>(behind.back()) + 1);
  return behind;
}

}  // namespace

Term& TermDictionary::FindOrAdd(std::string_view word) {
  const auto found = terms_.find(word);
  if (found != terms_.end()) return **found;
  const auto added = terms_.insert(std::make_unique<Term>(word)).first;
  ordered_.insert(added->get());
  return **added;
}

const Term* TermDictionary::Find(std::string_view word) const {
  const auto found = terms_.find(word);
  return found == terms_.end() ? nullptr : found->get();
}

void TermDictionary::ForEachFrom(std::string_view prefix,
                                 const std::function<bool(const Term&)>& visit) const {
  for (auto at = ordered_.lower_bound(prefix); at != ordered_.end(); ++at) {
    if (!(*at)->text.starts_with(prefix) || !visit(**at)) return;
  }
}

void TermDictionary::ForEachNear(std::string_view word, int distance,
                                 const std::function<bool(const Term&)>& visit) const {
  EditTable table(word);
  for (auto at = ordered_.begin(); at != ordered_.end();) {
    const std::string& text = (*at)->text;
    size_t prefix = 0;
    if (table.Near(text, distance, &prefix)) {
      if (!visit(**at)) return;
      ++at;
    } else if (prefix <= text.size()) {  // nothing that starts so can be near
      const std::string behind = Behind(std::string_view(text).substr(0, prefix));
      at = behind.empty() ? ordered_.end() : ordered_.lower_bound(std::string_view(behind));
    } else {
      ++at;
    }
  }
}

uint64_t TermDictionary::records() const {
  uint64_t records = 0;
  for (const Term* term : ordered_)
    records += term->postings.size();
  return records;
}

size_t TermDictionary::postings_bytes() const {
  size_t bytes = 0;
  for (const Term* term : ordered_)
    bytes += term->postings.memory_bytes();
  return bytes;
}

size_t TermDictionary::text_bytes() const {
  // Per word: its Term less the list, a node of the ordered set, a slot of the hash.
  constexpr size_t kNodeBytes = 48;
  size_t bytes = terms_.bucket_count() * (sizeof(void*) + 1);
  for (const Term* term : ordered_) {
    bytes += sizeof(Term) - sizeof(PostingList) + kNodeBytes + term->text.capacity();
  }
  return bytes;
}

bool TermDictionary::Sweep(const Bitmap& live, std::string* from, size_t count) {
  auto at = ordered_.upper_bound(std::string_view(*from));
  bool removed = false;
  for (; count > 0 && at != ordered_.end(); --count) {
    Term* term = *at;
    *from = term->text;
    term->postings.Sweep(live);
    if (term->postings.size() != 0) {
      ++at;
      continue;
    }
    at = ordered_.erase(at);
    terms_.erase(terms_.find(std::string_view(term->text)));
    removed = true;
  }
  const bool more = at != ordered_.end();
  if (removed) {
    for (Term* term : ordered_)
      term->english_stem = nullptr;
  }
  return more;
}

}  // namespace trellis::search
