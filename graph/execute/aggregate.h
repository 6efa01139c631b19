// Aggregate functions: count() to percentileDisc().
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "graph/execute/execution.h"

namespace graph {

// One group's sum, count, list ... while rows are added.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  // The call's arguments for one more row. The first is not null: those rows are left out.
  virtual void Add(std::span<const Value> arguments, Execution& execution) = 0;
  virtual Value Result(Execution& execution) = 0;
};

struct AggregateKind {
  std::string_view name;
  size_t arguments;
  std::unique_ptr<Accumulator> (*make)();
};

// Null if the function is no aggregate.
const AggregateKind* FindAggregate(std::string_view name);

}  // namespace graph
