// A query, as it was written and then as it runs.
//
// The grammar (grammar.h) makes the tree. Binding (binding.h) fills in parameters, drops stop words, gives each
// node the fields it looks in, and expands words with their stems. Evaluation (evaluation.h) needs nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "search/index/geo_index.h"
#include "search/index/numeric_tree.h"
#include "search/index/posting_list.h"

namespace trellis::search {

enum class NodeKind : uint8_t {
  kNothing,      // matches no document; a stop word, an unknown value
  kAll,          // *
  kTerm,         // word
  kPrefix,       // word*
  kSuffix,       // *word
  kInfix,        // *word*
  kWildcard,     // w'a?b*'
  kFuzzy,        // %word%
  kPhrase,       // "word word"
  kAnd,          // x y
  kOr,           // x | y
  kNot,          // -x
  kOptional,     // ~x
  kTag,          // @f:{x | y}
  kNumeric,      // @f:[min max]
  kGeo,          // @f:[lon lat radius unit]
  kMissing,      // ismissing(@f)
  kNearest,      // x=>[KNN k @f $vector]
  kVectorRange,  // @f:[VECTOR_RANGE radius $vector]
};

// A text in the query, or the name of a parameter that stands for it.
struct Word {
  std::string text;
  bool is_parameter = false;
};

struct NumericBound {
  Word value;
  bool exclusive = false;
};

struct Attribute {
  std::string name;
  Word value;
};

struct Node {
  NodeKind kind = NodeKind::kNothing;
  // Of a term and its relatives; the radius's unit of kGeo; the vector of kNearest and kVectorRange.
  Word word;
  std::vector<Node> children;
  // As written before the colon; of kNumeric and so on, the one field. Empty: every field.
  std::vector<std::string> field_names;
  std::vector<NumericBound>
      bounds;  // of kNumeric: two; kGeo: longitude, latitude, radius; vectors: k or radius
  std::vector<Attribute> attributes;
  uint8_t distance = 0;       // of kFuzzy: edits
  bool is_number = false;     // a term that is a number is not stemmed (dialect 2 on)
  bool is_quoted = false;     // of a tag's value: exactly this text
  bool is_expansion = false;  // put there by binding
  bool is_dropped = false;    // a stop word: as if it weren't there
  size_t offset = 0;          // where it begins in the query

  // Set by binding.
  FieldMask fields = kAllFields;
  double weight = 1;
  int64_t slop = -1;  // words that may stand between; -1: any
  bool in_order = false;
  bool has_order = false;  // in_order was given
  NumericRange range;
  GeoPoint centre;
  double radius = 0;  // in metres, or a vector distance
  size_t k = 0;
  std::string distance_name;  // under which the distance is returned
  std::vector<std::pair<std::string, std::string>> vector_options;  // EF_RUNTIME, EPSILON, ...
};

}  // namespace trellis::search
