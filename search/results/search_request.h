// The words of FT.SEARCH after the index's name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/arguments.h"
#include "search/query/syntax_tree.h"
#include "search/results/scorer.h"
#include "search/settings.h"
#include "search/text/stemmer.h"

namespace trellis::search {

struct ReturnedField {
  std::string path;
  std::string name;
};

struct SearchRequest {
  std::string query;
  int dialect = 1;
  bool no_content = false;
  bool verbatim = false;
  bool no_stop_words = false;
  bool with_scores = false;
  bool with_payloads = false;
  bool with_sort_keys = false;
  bool in_order = false;
  int64_t slop = -1;
  std::optional<Language> language;
  ScorerKind scorer = ScorerKind::kTfIdf;
  std::string payload;
  size_t offset = 0;
  size_t count = 10;
  std::string sort_by;  // empty: by score
  bool descending = false;
  std::optional<std::vector<ReturnedField>> returned;  // absent: everything
  std::optional<std::vector<std::string>> in_keys;
  std::optional<std::vector<std::string>> in_fields;
  std::vector<Node> filters;  // FILTER and GEOFILTER, as the query's own nodes
  std::vector<std::pair<std::string, std::string>> parameters;
};

Result<SearchRequest> ParseSearchRequest(Arguments words, const Settings& settings);

}  // namespace trellis::search
