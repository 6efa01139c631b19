// Analysed queries of one graph by their text, the least recently used thrown out first.
//
// A query keeps ids of property keys once they were looked up, so it belongs to one graph.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "graph/cypher/ast.h"

namespace graph {

class QueryCache {
 public:
  // Null if it is not there.
  std::shared_ptr<Query> Find(std::string_view text);
  void Add(std::string_view text, std::shared_ptr<Query> query, size_t capacity);

 private:
  struct Entry {
    std::string text;
    // Shared: a query may be thrown out while it runs.
    std::shared_ptr<Query> query;
  };
  std::list<Entry> entries_;  // the latest used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;
};

}  // namespace graph
