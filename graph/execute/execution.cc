#include "graph/execute/execution.h"

#include "graph/execute/operator.h"

namespace graph {

Execution::Execution(Graph& target, Transaction& changes, const Parameters& values, size_t slots,
                     Deadline deadline, size_t memory_limit_bytes)
    : graph(target),
      transaction(changes),
      parameters(values),
      record(slots),
      deadline_(deadline),
      memory_limit_bytes_(memory_limit_bytes) {}

Execution::~Execution() = default;

Operator& Execution::SubplanOf(const Expression& expression) {
  auto& subplan = subplans_[&expression];
  if (subplan == nullptr) subplan = make_subplan(expression);
  return *subplan;
}

}  // namespace graph
