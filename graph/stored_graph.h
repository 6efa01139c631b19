// What a key of type graphdata holds: the graph, its parsed queries, its slow ones.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/query_cache.h"
#include "graph/store/graph.h"

namespace graph {

struct SlowQuery {
  int64_t at_seconds;  // since 1970
  std::string command;
  std::string query;
  double milliseconds;
};

struct StoredGraph {
  explicit StoredGraph(std::string name) : graph(std::make_unique<Graph>(std::move(name))) {}
  explicit StoredGraph(std::unique_ptr<Graph> loaded) : graph(std::move(loaded)) {}

  // Keeps the ten slowest, the slowest first.
  void RecordSlow(SlowQuery query);

  std::unique_ptr<Graph> graph;
  QueryCache cache;
  std::vector<SlowQuery> slow_queries;
  bool awaits_parts = false;  // see pending_graphs.h
};

// What a key of type graphmeta holds: nothing, its content is in the graph it is a part of.
struct GraphPart {};

}  // namespace graph
