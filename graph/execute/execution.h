// The state of one running query: its record, its graph, its parameters, its deadline, its error.
//
// There is one record. Every variable of the query, named or not, has a slot in it, and operators write their
// slots in place: nothing is copied from one operator to the next. Operators that must hold rows back
// (to sort, to aggregate, to write) keep copies of the slots that are still needed.
//
// Errors are sticky: the first one is kept, evaluation goes on with nulls, and whoever pulls rows stops at
// the next look. Only then does a caller need to ask.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/cypher/parser.h"
#include "graph/store/graph.h"
#include "graph/store/transaction.h"
#include "graph/store/value.h"

namespace graph {

class Operator;

using Deadline = std::chrono::steady_clock::time_point;

class Execution {
 public:
  // A query without a time limit has Deadline::max(); one without a memory limit has 0 bytes.
  Execution(Graph& target, Transaction& changes, const Parameters& values, size_t slots,
            Deadline deadline, size_t memory_limit_bytes);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  Graph& graph;
  Transaction& transaction;
  const Parameters& parameters;
  std::vector<Value> record;
  bool profiling = false;  // operators measure their time

  [[nodiscard]] bool failed() const { return !error_.empty(); }
  [[nodiscard]] const std::string& error() const { return error_; }
  // Keeps the first error. Returns null, so that evaluation can end with it.
  Value Fail(std::string error) {
    if (error_.empty()) error_ = std::move(error);
    return {};
  }

  // To be called once for each piece of work (a row, a step of a traversal). True if the query must stop.
  bool Tick() {
    if ((++ticks_ & kTicksPerLook) == 0) LookAtClock();
    return failed();
  }
  // Memory that the query holds on to: rows, lists, groups.
  void Hold(size_t bytes) {
    held_bytes_ += bytes;
    if (memory_limit_bytes_ != 0 && held_bytes_ > memory_limit_bytes_) {
      Fail("Query's mem consumption exceeded capacity");
    }
  }

  // Patterns inside expressions run as small plans of their own, made at their first use by what the
  // planner sets here.
  std::function<std::unique_ptr<Operator>(const Expression&)> make_subplan;
  Operator& SubplanOf(const Expression& expression);

 private:
  static constexpr uint32_t kTicksPerLook = 0xFF;
  void LookAtClock() {
    if (std::chrono::steady_clock::now() >= deadline_) Fail("Query timed out");
  }

  std::string error_;
  Deadline deadline_;
  uint32_t ticks_ = 0;
  size_t held_bytes_ = 0;
  size_t memory_limit_bytes_;
  std::unordered_map<const Expression*, std::unique_ptr<Operator>> subplans_;
};

}  // namespace graph
