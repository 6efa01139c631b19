// From the words of a query command to a tree that can run.
#pragma once

#include "module_api/cpp/status.h"

#include "search/index/index.h"
#include "search/query/syntax_tree.h"
#include "search/results/search_request.h"

namespace trellis::search {

// Parses and binds the request's query and joins its FILTERs to it.
Result<Node> PlanQuery(const SearchRequest& request, const Index& index);

}  // namespace trellis::search
