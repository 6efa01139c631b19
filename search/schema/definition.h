// What FT.CREATE said: which documents an index covers, and their fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/index/vector_space.h"
#include "search/text/stemmer.h"

namespace trellis::search {

inline constexpr size_t kMaxFields = 1024;
inline constexpr size_t kMaxTextFields = 128;  // the bits of a FieldMask
inline constexpr size_t kMaxStopWords = 1024;
inline constexpr size_t kMaxDimensions = size_t{1} << 20;

enum class FieldType : uint8_t {
  kText = 0,
  kTag = 1,
  kNumeric = 2,
  kGeo = 3,
  kVector = 4
};

struct Field {
  std::string path;  // where the value is: a hash field, or a JSON path
  std::string name;  // what queries call it: `path`, unless AS says otherwise
  FieldType type = FieldType::kText;
  bool sortable = false;
  bool unf = false;  // the sort value keeps its case
  bool no_index = false;
  bool no_stem = false;
  bool case_sensitive = false;
  bool with_suffix_trie = false;
  bool index_missing = false;
  bool index_empty = false;
  double weight = 1;
  char separator = 0;    // of a TAG; 0: the value is not split
  VectorOptions vector;  // of a VECTOR
  size_t text_bit = 0;   // of a TEXT: its place among the TEXT fields
  size_t sort_slot = 0;  // of a SORTABLE: its place in DocumentRecord::sort_values
};

enum class DocumentKind : uint8_t {
  kHash = 0,
  kJson = 1
};

struct Definition {
  std::string name;
  DocumentKind kind = DocumentKind::kHash;
  std::vector<std::string> prefixes = {""};
  Language language = Language::kEnglish;
  bool language_given = false;
  double score = 1;
  std::string language_field;  // empty: none
  std::string score_field;
  std::string payload_field;
  std::optional<std::vector<std::string>> stop_words;  // absent: the default list
  bool max_text_fields = false;
  bool no_offsets = false;
  bool no_highlight = false;
  bool no_fields = false;
  bool no_frequencies = false;
  double temporary_seconds = 0;  // 0: for ever
  bool skip_initial_scan = false;
  std::vector<Field> fields;

  [[nodiscard]] bool Covers(std::string_view key) const;
  // By the name that queries use; null if there is none.
  [[nodiscard]] const Field* FindField(std::string_view name) const;
  [[nodiscard]] size_t sort_slots() const;
  // Gives each field its text_bit and sort_slot; to be called when fields were added.
  void NumberFields();
};

std::string_view NameOf(FieldType type);
std::string_view NameOf(VectorType type);
std::string_view NameOf(VectorMetric metric);
std::string_view NameOf(VectorAlgorithm algorithm);

}  // namespace trellis::search
