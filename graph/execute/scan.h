// Operators that find nodes to start from. Each goes through its nodes once for every row of its input.
#pragma once

#include <string>
#include <vector>

#include "graph/execute/operator.h"

namespace graph {

// One row: the record as it was at Open. Stands where a plan begins.
OperatorPtr MakeArgument();

// `name` is the variable's, for EXPLAIN.
OperatorPtr MakeAllNodesScan(OperatorPtr input, int slot, const std::string& name);
OperatorPtr MakeLabelScan(OperatorPtr input, int slot, const std::string& name, std::string label);
OperatorPtr MakeIdSeek(OperatorPtr input, int slot, const std::string& name, const Expression* id);

// Which part of a property index: equal to a value, equal to any item of a list, or between two.
struct IndexSearch {
  std::string label;
  std::string key;
  const Expression* equal = nullptr;
  const Expression* in = nullptr;
  const Expression* low = nullptr;
  bool low_inclusive = false;
  const Expression* high = nullptr;
  bool high_inclusive = false;
};
OperatorPtr MakeIndexScan(OperatorPtr input, int slot, const std::string& name, IndexSearch search);

}  // namespace graph
