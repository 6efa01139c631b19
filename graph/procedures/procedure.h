// Procedures: what CALL name(...) YIELD ... runs.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "graph/execute/execution.h"

namespace graph {

using ProcedureRows = std::vector<std::vector<Value>>;

struct Procedure {
  std::string_view name;
  size_t arguments;
  std::span<const std::string_view> outputs;
  // All rows at once, each with a value for each output.
  ProcedureRows (*call)(Execution& execution, std::span<const Value> arguments);
};

// Null if it is not registered. Names match whatever their case.
const Procedure* FindProcedure(std::string_view name);
std::span<const Procedure> Procedures();

// A row for each row of the procedure; the outputs at `columns` go into `slots`.
class Operator;
std::unique_ptr<Operator> MakeProcedureCall(std::unique_ptr<Operator> input,
                                            const CallClause& clause);

}  // namespace graph
