// Turns a tree as written into one that can run: parameters filled in, stop words dropped, fields resolved,
// words expanded with their stems, numbers read.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/query/syntax_tree.h"
#include "search/schema/definition.h"
#include "search/text/stop_words.h"

namespace trellis::search {

struct BindingOptions {
  const Definition* definition = nullptr;
  const StopWords* stop_words = nullptr;
  Language language = Language::kEnglish;
  int dialect = 1;
  bool verbatim = false;          // no stems
  bool no_stop_words = false;     // NOSTOPWORDS: none are dropped
  int64_t slop = -1;              // SLOP, for every sequence; -1: any
  bool in_order = false;          // INORDER
  FieldMask fields = kAllFields;  // INFIELDS
  const std::vector<std::pair<std::string, std::string>>* parameters = nullptr;
};

// The error is the client's.
Status Bind(Node& root, const BindingOptions& options);

}  // namespace trellis::search
