// The operators of a query, and the expressions that the planner itself made for them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/execute/operator.h"

namespace graph {

struct Plan {
  OperatorPtr root;
  std::vector<std::string> columns;  // none if the query returns nothing
  std::vector<int> column_slots;
  std::deque<Expression> expressions;
};

// Plans an analysed query for this graph as it is: which labels and indexes are small decides where
// matching starts. Both must outlive the plan.
std::unique_ptr<Plan> MakePlan(const Query& query, const Graph& graph);

// Plans the patterns inside of expressions when they are first evaluated. The plan keeps what it makes.
OperatorPtr MakeSubplan(const Expression& expression, Plan& plan, const Graph& graph);

// One line for each operator, four spaces a level.
std::vector<std::string> Explain(const Plan& plan);

}  // namespace graph
