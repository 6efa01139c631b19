// The reply of FT.SEARCH.
#pragma once

#include <string>
#include <vector>

#include "module_api/cpp/command.h"

#include "search/index/index.h"
#include "search/results/ranking.h"

namespace trellis::search {

// A number as search replies print it: whole ones in full, others with 12 digits.
std::string NumberText(double number);

Status ReplyWithHits(CommandContext& ctx, const SearchRequest& request, const Index& index,
                     const Matches& matches, const std::vector<Hit>& hits);

}  // namespace trellis::search
