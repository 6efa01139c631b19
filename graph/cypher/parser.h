// Cypher text to its tree. The grammar is in expression_grammar.cc, pattern_grammar.cc and
// clause_grammar.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/cypher/ast.h"

namespace graph {

struct ParseResult {
  std::unique_ptr<Query> query;  // null on error
  std::string error;             // as the peer words it, with line and column
};

ParseResult Parse(std::string_view text);

using Parameters = std::vector<std::pair<std::string, Value>>;

// `CYPHER name=value name=value query`: the values are literals, lists and maps of them.
struct HeaderResult {
  Parameters parameters;
  std::string_view query;  // what follows the header: the same text for every set of values
  std::string error;
};

HeaderResult ParseHeader(std::string_view text);

}  // namespace graph
