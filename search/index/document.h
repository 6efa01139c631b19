// A document on its way into an index: what its fields hold, read and checked.
#pragma once

#include <string>
#include <vector>

#include "search/index/geo_index.h"
#include "search/text/stemmer.h"

namespace trellis::search {

// The values of one field; which of the lists is used follows from the field's type. All empty: the document
// hasn't got the field.
struct FieldContent {
  std::vector<std::string> texts;    // TEXT, TAG; also the bytes of a sortable GEO
  std::vector<double> numbers;       // NUMERIC
  std::vector<GeoPoint> points;      // GEO
  std::vector<std::string> vectors;  // VECTOR: each of the field's vector_bytes()

  [[nodiscard]] bool empty() const {
    return texts.empty() && numbers.empty() && points.empty() && vectors.empty();
  }
};

struct Document {
  std::string key;
  double score = 1;
  Language language = Language::kEnglish;
  std::string payload;
  std::vector<FieldContent> fields;  // one for each field of the definition, in its order
};

}  // namespace trellis::search
