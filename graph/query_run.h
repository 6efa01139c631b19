// A query from its text to its rows: header, parse, analyse, plan, execute. Knows no server.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/execute/execution.h"
#include "graph/plan/plan.h"
#include "graph/stored_graph.h"

namespace graph {

// A query that is ready to run. Made before the graph is touched, so that a query with a mistake changes
// nothing.
struct PreparedQuery {
  std::string error;  // else empty
  Parameters parameters;
  std::shared_ptr<Query> query;
  bool cached = false;
  std::string_view text;  // without the header
};

// `stored` may be null: a graph that does not exist yet has no cache.
PreparedQuery Prepare(std::string_view text, StoredGraph* stored, size_t cache_capacity);

struct RunLimits {
  Deadline deadline = Deadline::max();
  size_t memory_bytes = 0;   // 0: none
  int64_t result_rows = -1;  // -1: all
  bool profiling = false;
};

// A query that has run. Its changes are in the graph; exactly one of Commit and Rollback ends them. Rows
// may name what the query deleted, so they are to be looked at before Commit.
class QueryRun {
 public:
  QueryRun(const PreparedQuery& prepared, StoredGraph& stored, const RunLimits& limits);

  // False on an error: then everything is undone.
  bool Execute();
  [[nodiscard]] const std::string& error() const { return execution_.error(); }
  [[nodiscard]] const Plan& plan() const { return *plan_; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return plan_->columns; }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }  // row after row
  [[nodiscard]] size_t rows() const { return rows_; }
  [[nodiscard]] const Statistics& statistics() const { return transaction_.statistics(); }
  [[nodiscard]] bool changed() const { return transaction_.changed(); }
  [[nodiscard]] const Graph& graph() const { return graph_; }
  void Commit() { transaction_.Commit(); }

 private:
  void ChangeIndex(const IndexStatement& statement);
  bool ResolveIndex(const IndexStatement& statement, const std::string& key_name,
                    NameTable::Id* schema, PropertyKeyId* key);

  Graph& graph_;
  const PreparedQuery& prepared_;
  int64_t result_rows_;
  Transaction transaction_;
  Execution execution_;
  std::unique_ptr<Plan> plan_;
  std::vector<Value> values_;
  size_t rows_ = 0;
};

}  // namespace graph
