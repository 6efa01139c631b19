#include "graph/procedures/procedure.h"

#include <algorithm>
#include <cctype>

#include "graph/execute/evaluate.h"
#include "graph/execute/operator.h"

namespace graph {

namespace {

class ProcedureCall : public Operator {
 public:
  ProcedureCall(OperatorPtr input, const CallClause& clause)
      : Operator("ProcedureCall", std::move(input)), clause_(clause) {
    const auto outputs = clause.procedure->outputs;
    for (const YieldItem& item : clause.items) {
      columns_.push_back(std::find(outputs.begin(), outputs.end(), item.column) - outputs.begin());
    }
  }

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    rows_.clear();
    at_ = 0;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (at_ < rows_.size()) {
        for (size_t i = 0; i < columns_.size(); ++i) {
          execution.record[clause_.items[i].slot] = rows_[at_][columns_[i]];
        }
        ++at_;
        return true;
      }
      if (!input().Pull(execution)) return false;
      std::vector<Value> arguments;
      for (const Expression* argument : clause_.arguments) {
        arguments.push_back(Evaluate(*argument, execution));
      }
      if (execution.failed()) return false;
      rows_ = clause_.procedure->call(execution, arguments);
      at_ = 0;
    }
    return false;
  }

 private:
  const CallClause& clause_;
  std::vector<size_t> columns_;  // of each yielded item
  ProcedureRows rows_;
  size_t at_ = 0;
};

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

}  // namespace

const Procedure* FindProcedure(std::string_view name) {
  for (const Procedure& procedure : Procedures()) {
    if (SameName(procedure.name, name)) return &procedure;
  }
  return nullptr;
}

OperatorPtr MakeProcedureCall(OperatorPtr input, const CallClause& clause) {
  return std::make_unique<ProcedureCall>(std::move(input), clause);
}

}  // namespace graph
