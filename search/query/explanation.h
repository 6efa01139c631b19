// A bound query as FT.EXPLAIN prints it.
#pragma once

#include <string>

#include "search/query/syntax_tree.h"
#include "search/schema/definition.h"

namespace trellis::search {

std::string Explain(const Node& root, const Definition& definition);

}  // namespace trellis::search
