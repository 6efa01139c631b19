#include "graph/execute/rows.h"

#include <algorithm>
#include <unordered_set>

#include "graph/execute/evaluate.h"
#include "graph/execute/row_key.h"

namespace graph {

namespace {

class Filter : public Operator {
 public:
  Filter(OperatorPtr input, std::vector<const Expression*> predicates)
      : Operator("Filter", std::move(input)), predicates_(std::move(predicates)) {}

 protected:
  bool DoPull(Execution& execution) override {
    while (input().Pull(execution)) {
      if (std::all_of(predicates_.begin(), predicates_.end(),
                      [&](const Expression* predicate) { return Holds(*predicate, execution); })) {
        return true;
      }
      if (execution.Tick()) return false;
    }
    return false;
  }

 private:
  std::vector<const Expression*> predicates_;
};

class Project : public Operator {
 public:
  Project(OperatorPtr input, std::vector<Assignment> assignments)
      : Operator("Project", std::move(input)), assignments_(std::move(assignments)) {}

 protected:
  bool DoPull(Execution& execution) override {
    if (!input().Pull(execution)) return false;
    for (const Assignment& assignment : assignments_) {
      execution.record[assignment.slot] = Evaluate(*assignment.expression, execution);
    }
    return true;
  }

 private:
  std::vector<Assignment> assignments_;
};

class Unwind : public Operator {
 public:
  Unwind(OperatorPtr input, const Expression* list, int slot)
      : Operator("Unwind", std::move(input)), expression_(list), slot_(slot) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    list_ = Value();
    at_ = 0;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (list_.Is(ValueType::kList) && at_ < list_.list().size()) {
        execution.record[slot_] = list_.list()[at_++];
        return true;
      }
      if (!input().Pull(execution)) return false;
      list_ = Evaluate(*expression_, execution);
      at_ = 0;
      if (list_.IsNull() || list_.Is(ValueType::kList)) continue;
      execution.record[slot_] = std::move(list_);
      list_ = Value();
      return true;
    }
    return false;
  }

 private:
  const Expression* expression_;
  int slot_;
  Value list_;
  size_t at_ = 0;
};

class Distinct : public Operator {
 public:
  Distinct(OperatorPtr input, std::vector<int> slots)
      : Operator("Distinct", std::move(input)), slots_(std::move(slots)) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    seen_.clear();
  }
  bool DoPull(Execution& execution) override {
    while (input().Pull(execution)) {
      RowKey key;
      for (const int slot : slots_)
        key.push_back(execution.record[slot]);
      execution.Hold(key.size() * sizeof(Value));
      if (seen_.insert(std::move(key)).second) return true;
      if (execution.Tick()) return false;
    }
    return false;
  }

 private:
  std::vector<int> slots_;
  std::unordered_set<RowKey, HashRowKey, EqualRowKey> seen_;
};

class Skip : public Operator {
 public:
  Skip(OperatorPtr input, const Expression* count)
      : Operator("Skip", std::move(input)), expression_(count) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    left_ = RowCount(*expression_, "SKIP", execution);
  }
  bool DoPull(Execution& execution) override {
    for (; left_ > 0; --left_) {
      if (!input().Pull(execution)) return false;
    }
    return input().Pull(execution);
  }

 private:
  const Expression* expression_;
  int64_t left_ = 0;
};

class Limit : public Operator {
 public:
  Limit(OperatorPtr input, const Expression* count)
      : Operator("Limit", std::move(input)), expression_(count) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    left_ = RowCount(*expression_, "LIMIT", execution);
    // Writes are done whole before their first row comes: LIMIT 0 must not keep them from happening.
    if (left_ == 0 && input().Writes()) input().Pull(execution);
  }
  bool DoPull(Execution& execution) override {
    if (left_ <= 0) return false;
    --left_;
    return input().Pull(execution);
  }

 private:
  const Expression* expression_;
  int64_t left_ = 0;
};

class Optional : public Operator {
 public:
  Optional(OperatorPtr input, OperatorPtr inner, std::vector<int> slots)
      : Operator("Optional", std::move(input)), slots_(std::move(slots)) {
    AddInput(std::move(inner));
  }

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    running_ = false;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (running_ && inner().Pull(execution)) {
        found_ = true;
        return true;
      }
      if (std::exchange(running_, false) && !found_ && !execution.failed()) {
        for (const int slot : slots_)
          execution.record[slot] = Value();
        return true;
      }
      if (!input().Pull(execution)) return false;
      inner().Open(execution);
      running_ = true;
      found_ = false;
    }
    return false;
  }

 private:
  [[nodiscard]] Operator& inner() const { return *inputs()[1]; }

  std::vector<int> slots_;
  bool running_ = false;
  bool found_ = false;
};

class Subquery : public Operator {
 public:
  Subquery(OperatorPtr input, OperatorPtr inner, bool returns, std::vector<int> live_slots)
      : Operator("Apply", std::move(input)), returns_(returns), rows_(std::move(live_slots)) {
    eager_ = inner->Writes();
    AddInput(std::move(inner));
  }

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    running_ = false;
    gathered_ = false;
    rows_.Clear();
    at_ = 0;
  }
  bool DoPull(Execution& execution) override {
    if (eager_ && !gathered_) Gather(execution);
    while (!execution.Tick()) {
      if (running_ && inner().Pull(execution)) return true;
      running_ = false;
      if (!NextInput(execution)) return false;
      inner().Open(execution);
      if (returns_) {
        running_ = true;
        continue;
      }
      while (inner().Pull(execution)) {
      }
      return true;
    }
    return false;
  }

 private:
  [[nodiscard]] Operator& inner() const { return *inputs()[1]; }

  // What the subquery writes must not be seen by the reading before it.
  void Gather(Execution& execution) {
    gathered_ = true;
    while (input().Pull(execution))
      rows_.Save(execution);
  }
  bool NextInput(Execution& execution) {
    if (!eager_) return input().Pull(execution);
    if (at_ == rows_.size()) return false;
    rows_.Restore(execution, at_++);
    return true;
  }

  bool returns_;
  bool eager_ = false;
  bool running_ = false;
  bool gathered_ = false;
  RowBuffer rows_;
  size_t at_ = 0;
};

class Union : public Operator {
 public:
  Union(std::vector<OperatorPtr> parts, std::vector<std::vector<int>> columns)
      : Operator("Join", nullptr), columns_(std::move(columns)) {
    for (OperatorPtr& part : parts)
      AddInput(std::move(part));
  }

 protected:
  void DoOpen(Execution& execution) override {
    part_ = 0;
    inputs()[0]->Open(execution);
  }
  bool DoPull(Execution& execution) override {
    while (!inputs()[part_]->Pull(execution)) {
      if (execution.failed() || part_ + 1 == inputs().size()) return false;
      inputs()[++part_]->Open(execution);
    }
    if (part_ == 0) return true;
    for (size_t i = 0; i < columns_[0].size(); ++i) {
      execution.record[columns_[0][i]] = execution.record[columns_[part_][i]];
    }
    return true;
  }

 private:
  std::vector<std::vector<int>> columns_;
  size_t part_ = 0;
};

}  // namespace

int64_t RowCount(const Expression& expression, const char* clause, Execution& execution) {
  const Value count = Evaluate(expression, execution);
  if (count.Is(ValueType::kInteger) && count.integer() >= 0) return count.integer();
  execution.Fail(std::string(clause) +
                 " specified value of invalid type, must be a positive integer");
  return 0;
}

OperatorPtr MakeFilter(OperatorPtr input, std::vector<const Expression*> predicates) {
  return std::make_unique<Filter>(std::move(input), std::move(predicates));
}

OperatorPtr MakeProject(OperatorPtr input, std::vector<Assignment> assignments) {
  return std::make_unique<Project>(std::move(input), std::move(assignments));
}

OperatorPtr MakeUnwind(OperatorPtr input, const Expression* list, int slot) {
  return std::make_unique<Unwind>(std::move(input), list, slot);
}

OperatorPtr MakeDistinct(OperatorPtr input, std::vector<int> slots) {
  return std::make_unique<Distinct>(std::move(input), std::move(slots));
}

OperatorPtr MakeSkip(OperatorPtr input, const Expression* count) {
  return std::make_unique<Skip>(std::move(input), count);
}

OperatorPtr MakeLimit(OperatorPtr input, const Expression* count) {
  return std::make_unique<Limit>(std::move(input), count);
}

OperatorPtr MakeOptional(OperatorPtr input, OperatorPtr inner, std::vector<int> slots) {
  return std::make_unique<Optional>(std::move(input), std::move(inner), std::move(slots));
}

OperatorPtr MakeSubquery(OperatorPtr input, OperatorPtr inner, bool returns,
                         std::vector<int> live_slots) {
  return std::make_unique<Subquery>(std::move(input), std::move(inner), returns,
                                    std::move(live_slots));
}

OperatorPtr MakeUnion(std::vector<OperatorPtr> parts, std::vector<std::vector<int>> columns) {
  return std::make_unique<Union>(std::move(parts), std::move(columns));
}

}  // namespace graph
