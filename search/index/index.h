// One index: its definition, and for each field what finds documents by it.
//
// Knows nothing of where documents come from. Removal only marks: the lists still name the dead document until
// SweepSome has passed over them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/index/document.h"
#include "search/index/document_table.h"
#include "search/index/geo_index.h"
#include "search/index/id_set.h"
#include "search/index/numeric_tree.h"
#include "search/index/tag_index.h"
#include "search/index/term_dictionary.h"
#include "search/index/vector_index.h"
#include "search/schema/definition.h"
#include "search/text/stop_words.h"

namespace trellis::search {

// What finds documents by one field; which member is used follows from the field's type.
struct FieldIndex {
  NumericTree numbers;
  TagIndex tags;
  GeoIndex points;
  std::unique_ptr<VectorIndex> vectors;
  IdSet missing;  // documents without the field, if it is INDEXMISSING
};

struct IndexingFailures {
  uint64_t count = 0;
  std::string last_error;
  std::string last_key;
};

class Index {
 public:
  explicit Index(Definition definition);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  [[nodiscard]] const Definition& definition() const { return definition_; }
  [[nodiscard]] const StopWords& stop_words() const {
    return stop_words_ ? *stop_words_ : StopWords::Default();
  }
  [[nodiscard]] const DocumentTable& documents() const { return documents_; }
  [[nodiscard]] const TermDictionary& terms() const { return terms_; }
  // Of the field with this place in the definition.
  [[nodiscard]] const FieldIndex& field(size_t place) const { return *fields_[place]; }
  // Of the field with this name and type, or null.
  [[nodiscard]] const FieldIndex* FindField(std::string_view name, FieldType type) const;

  // Takes a document in, in place of the version under the same key if there is one.
  void Put(const Document& document);
  // False if there was none.
  bool Remove(std::string_view key);
  // The document's key changed; what was under `to` goes. False if there is none under `from`.
  bool Rename(std::string_view from, std::string_view to);
  // A document that can't be indexed: its old version goes, and the failure is counted, for the whole index
  // and, if `field` is one, for that field.
  void Fail(std::string_view key, const Field* field, std::string error);
  // Fields added by FT.ALTER, at the end of the definition. Documents must be put again.
  void AddFields(const Definition& extended);
  // Forgets all documents.
  void Clear();

  [[nodiscard]] const IndexingFailures& failures() const { return failures_; }
  [[nodiscard]] const IndexingFailures& failures_of(size_t place) const {
    return field_failures_[place];
  }
  // Positions written into posting lists so far.
  [[nodiscard]] uint64_t offsets() const { return offsets_; }

  // What FT.INFO says of how it was used.
  void CountUse() { ++uses_; }
  [[nodiscard]] uint64_t uses() const { return uses_; }
  void NoteDialect(int dialect) { dialects_ |= 1U << dialect; }
  [[nodiscard]] bool uses_dialect(int dialect) const { return (dialects_ >> dialect & 1U) != 0; }

  // Whether enough documents have died to be worth a sweep.
  [[nodiscard]] bool NeedsSweep() const;
  // Sweeps a piece of the lists, some milliseconds' worth; true when the sweep is through.
  bool SweepSome();

 private:
  struct SweepPlace {
    bool terms_done = false;
    size_t field = 0;
    std::string from;  // word or tag
    size_t leaf = 0;
  };

  void AddText(const Document& document, DocumentRecord& record);
  Term& StemOf(Term& term, Language language);
  void WritePostings(DocumentId id);
  void AddValues(const Document& document, DocumentId id);
  void AddSortValues(const Document& document, DocumentRecord& record) const;
  bool SweepField(FieldIndex& field, FieldType type);

  Definition definition_;
  std::optional<StopWords> stop_words_;  // absent: the default ones
  DocumentTable documents_;
  TermDictionary terms_;
  std::vector<std::unique_ptr<FieldIndex>> fields_;
  IndexingFailures failures_;
  std::vector<IndexingFailures> field_failures_;
  uint64_t offsets_ = 0;
  uint64_t uses_ = 0;
  uint32_t dialects_ = 0;
  uint64_t died_ = 0;  // documents since the last sweep began
  SweepPlace sweep_;

  // The document being taken in: its words, each once, and where they stand.
  struct PendingWord {
    Term* term;
    uint32_t frequency;
    FieldMask fields;
    uint32_t count;
  };
  struct Occurrence {
    uint32_t word;
    uint32_t position;
  };
  std::vector<PendingWord> pending_;
  std::vector<Occurrence> occurrences_;
  std::vector<uint32_t> positions_;
  std::vector<uint32_t> starts_;
};

}  // namespace trellis::search
