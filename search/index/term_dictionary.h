// Every word of an index with its posting list: found by hash, walked in byte order.
//
// Stems are words of their own, written "+stem". A word is never removed while its list has documents.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

#include "search/index/posting_list.h"

namespace trellis::search {

struct Term {
  explicit Term(std::string_view word) : text(word) {}
  const std::string text;
  [[nodiscard]] bool is_stem() const { return text.starts_with('+'); }
  PostingList postings;
  // What the document being indexed has collected for this word; see TextWriter.
  uint32_t pending = 0;
  // The English stem, kept because asking Snowball costs more than all the rest: null when not asked yet, the
  // term itself when there is no stem to index beside it.
  Term* english_stem = nullptr;
};

class TermDictionary {
 public:
  // The reference stays until Sweep.
  Term& FindOrAdd(std::string_view word);
  [[nodiscard]] const Term* Find(std::string_view word) const;

  // Visits in byte order the words that start with `prefix`, until `visit` returns false.
  void ForEachFrom(std::string_view prefix, const std::function<bool(const Term&)>& visit) const;
  // Visits in byte order the words within `distance` edits (Levenshtein, by bytes) of `word`.
  void ForEachNear(std::string_view word, int distance,
                   const std::function<bool(const Term&)>& visit) const;

  [[nodiscard]] size_t size() const { return ordered_.size(); }
  [[nodiscard]] uint64_t records() const;
  [[nodiscard]] size_t postings_bytes() const;
  [[nodiscard]] size_t text_bytes() const;

  // Sweeps up to `count` words from the one after `*from` on, and removes those without documents. Sets
  // `*from` to the last one looked at; false when all are done.
  bool Sweep(const Bitmap& live, std::string* from, size_t count);

 private:
  struct ByText {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
    static std::string_view Of(const Term* term) { return term->text; }
    static std::string_view Of(const std::unique_ptr<Term>& term) { return term->text; }
    static std::string_view Of(std::string_view text) { return text; }
    size_t operator()(const auto& term) const { return std::hash<std::string_view>{}(Of(term)); }
    bool operator()(const auto& a, const auto& b) const { return Of(a) < Of(b); }
  };
  struct SameText {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
    bool operator()(const auto& a, const auto& b) const { return ByText::Of(a) == ByText::Of(b); }
  };

  boost::unordered_flat_set<std::unique_ptr<Term>, ByText, SameText> terms_;
  std::set<Term*, ByText> ordered_;
};

}  // namespace trellis::search
