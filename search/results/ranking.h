// Which of the matches are replied, and in which order.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/index/index.h"
#include "search/query/evaluation.h"
#include "search/results/search_request.h"

namespace trellis::search {

struct Hit {
  DocumentId document = 0;
  double score = 0;
  SortValue sort_value;
};

// Gives the value of a field that isn't SORTABLE, from the document itself.
using LoadSortValue = std::function<SortValue(DocumentId document, const Field& field)>;

// The hits [offset, offset + count) of the request: by SORTBY, missing values last; otherwise by score, the
// greatest first; ties by document.
Result<std::vector<Hit>> Rank(Matches& matches, const SearchRequest& request, const Index& index,
                              const LoadSortValue& load);

}  // namespace trellis::search
