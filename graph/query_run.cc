#include "graph/query_run.h"

#include <algorithm>

#include "graph/plan/analyser.h"

namespace graph {

void StoredGraph::RecordSlow(SlowQuery query) {
  constexpr size_t kKept = 10;
  const auto same = [&](const SlowQuery& other) {
    return other.command == query.command && other.query == query.query;
  };
  const auto found = std::find_if(slow_queries.begin(), slow_queries.end(), same);
  if (found != slow_queries.end()) {
    if (found->milliseconds >= query.milliseconds) return;
    *found = std::move(query);
  } else {
    slow_queries.push_back(std::move(query));
  }
  std::sort(slow_queries.begin(), slow_queries.end(),
            [](const SlowQuery& a, const SlowQuery& b) { return a.milliseconds > b.milliseconds; });
  if (slow_queries.size() > kKept) slow_queries.pop_back();
}

PreparedQuery Prepare(std::string_view text, StoredGraph* stored, size_t cache_capacity) {
  PreparedQuery prepared;
  HeaderResult header = ParseHeader(text);
  prepared.error = std::move(header.error);
  if (!prepared.error.empty()) return prepared;
  prepared.parameters = std::move(header.parameters);
  prepared.text = header.query;
  if (stored != nullptr) prepared.query = stored->cache.Find(prepared.text);
  prepared.cached = prepared.query != nullptr;
  if (prepared.cached) return prepared;
  ParseResult parsed = Parse(prepared.text);
  prepared.error = std::move(parsed.error);
  if (!prepared.error.empty()) return prepared;
  prepared.query = std::move(parsed.query);
  prepared.error = Analyse(*prepared.query);
  if (prepared.error.empty() && stored != nullptr) {
    stored->cache.Add(prepared.text, prepared.query, cache_capacity);
  }
  return prepared;
}

QueryRun::QueryRun(const PreparedQuery& prepared, StoredGraph& stored, const RunLimits& limits)
    : graph_(*stored.graph),
      prepared_(prepared),
      result_rows_(limits.result_rows),
      transaction_(graph_),
      execution_(graph_, transaction_, prepared.parameters, prepared.query->slots, limits.deadline,
                 limits.memory_bytes) {
  execution_.profiling = limits.profiling;
  if (prepared.query->index) {
    plan_ = std::make_unique<Plan>();
    return;
  }
  plan_ = MakePlan(*prepared.query, graph_);
  execution_.make_subplan = [this](const Expression& expression) {
    return MakeSubplan(expression, *plan_, graph_);
  };
}

bool QueryRun::Execute() {
  if (prepared_.query->index) {
    ChangeIndex(*prepared_.query->index);
  } else {
    const bool returns = !plan_->columns.empty();
    plan_->root->Open(execution_);
    while ((result_rows_ < 0 || rows_ < static_cast<size_t>(result_rows_)) &&
           plan_->root->Pull(execution_)) {
      if (!returns) continue;
      ++rows_;
      for (const int slot : plan_->column_slots)
        values_.push_back(execution_.record[slot]);
      execution_.Hold(plan_->column_slots.size() * sizeof(Value));
      if (execution_.Tick()) break;
    }
  }
  if (!execution_.failed()) return true;
  transaction_.Rollback();
  return false;
}

bool QueryRun::ResolveIndex(const IndexStatement& statement, const std::string& key_name,
                            NameTable::Id* schema, PropertyKeyId* key) {
  if (statement.action == IndexStatement::Action::kCreate) {
    // A label that only an index knows is not counted as added.
    NameTable& schemas = statement.of_relationships ? graph_.types() : graph_.labels();
    const auto added = schemas.Add(statement.schema);
    if (!added) return false;
    *schema = *added;
    return transaction_.ResolveKey(key_name, key);
  }
  const NameTable& schemas = statement.of_relationships ? graph_.types() : graph_.labels();
  const auto known_schema = schemas.Find(statement.schema);
  const auto known_key = graph_.property_keys().Find(key_name);
  if (!known_schema || !known_key) return false;
  *schema = *known_schema;
  *key = *known_key;
  return true;
}

void QueryRun::ChangeIndex(const IndexStatement& statement) {
  const EntityKind kind =
      statement.of_relationships ? EntityKind::kRelationship : EntityKind::kNode;
  for (const std::string& name : statement.keys) {
    NameTable::Id schema = 0;
    PropertyKeyId key = 0;
    const bool known = ResolveIndex(statement, name, &schema, &key);
    if (statement.action == IndexStatement::Action::kCreate) {
      if (!known || !transaction_.CreateIndex(kind, schema, key)) {
        execution_.Fail("Attribute '" + name + "' is already indexed");
      }
    } else if (!known || !transaction_.DropIndex(kind, schema, key)) {
      execution_.Fail("ERR Unable to drop index on :" + statement.schema + "(" + name +
                      "): no such index.");
    }
  }
}

}  // namespace graph
