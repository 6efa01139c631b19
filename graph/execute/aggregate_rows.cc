#include "graph/execute/aggregate_rows.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "graph/execute/aggregate.h"
#include "graph/execute/evaluate.h"
#include "graph/execute/row_key.h"

namespace graph {

namespace {

// One aggregate call of one group.
struct Cell {
  std::unique_ptr<Accumulator> accumulator;
  std::unordered_set<RowKey, HashRowKey, EqualRowKey> seen;  // of DISTINCT
};

class Aggregate : public Operator {
 public:
  Aggregate(OperatorPtr input, std::vector<Assignment> keys, std::vector<const Expression*> calls)
      : Operator("Aggregate", std::move(input)), keys_(std::move(keys)), calls_(std::move(calls)) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    groups_.clear();
    order_.clear();
    at_ = 0;
    gathered_ = false;
  }
  bool DoPull(Execution& execution) override {
    if (!std::exchange(gathered_, true)) Gather(execution);
    if (execution.Tick() || at_ == order_.size()) return false;
    const RowKey& key = *order_[at_++];
    for (size_t i = 0; i < keys_.size(); ++i)
      execution.record[keys_[i].slot] = key[i];
    std::vector<Cell>& cells = groups_.find(key)->second;
    for (size_t i = 0; i < calls_.size(); ++i) {
      execution.record[calls_[i]->slot] = cells[i].accumulator->Result(execution);
    }
    return true;
  }

 private:
  using Groups = std::unordered_map<RowKey, std::vector<Cell>, HashRowKey, EqualRowKey>;

  void Gather(Execution& execution) {
    if (keys_.empty()) GroupOf({}, execution);
    while (input().Pull(execution) && !execution.Tick()) {
      RowKey key;
      for (const Assignment& part : keys_)
        key.push_back(Evaluate(*part.expression, execution));
      std::vector<Cell>& cells = GroupOf(std::move(key), execution);
      for (size_t i = 0; i < calls_.size(); ++i)
        Add(*calls_[i], cells[i], execution);
    }
  }

  std::vector<Cell>& GroupOf(RowKey key, Execution& execution) {
    const auto [place, fresh] = groups_.try_emplace(std::move(key));
    if (fresh) {
      order_.push_back(&place->first);  // stays where it is when the table grows
      for (const Expression* call : calls_) {
        place->second.push_back({call->aggregate->make(), {}});
      }
      execution.Hold((keys_.size() + 4 * calls_.size()) * sizeof(Value));
    }
    return place->second;
  }

  static void Add(const Expression& call, Cell& cell, Execution& execution) {
    RowKey arguments;
    if (call.star) {
      arguments.push_back(Value::Boolean(true));
    } else {
      for (const Expression* operand : call.operands) {
        arguments.push_back(Evaluate(*operand, execution));
      }
    }
    if (arguments[0].IsNull() || execution.failed()) return;
    if (call.distinct && !cell.seen.insert({arguments[0]}).second) return;
    cell.accumulator->Add(arguments, execution);
  }

  std::vector<Assignment> keys_;
  std::vector<const Expression*> calls_;
  Groups groups_;
  std::vector<const RowKey*> order_;
  size_t at_ = 0;
  bool gathered_ = false;
};

}  // namespace

OperatorPtr MakeAggregate(OperatorPtr input, std::vector<Assignment> keys,
                          std::vector<const Expression*> calls) {
  return std::make_unique<Aggregate>(std::move(input), std::move(keys), std::move(calls));
}

}  // namespace graph
