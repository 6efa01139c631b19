#include "graph/execute/write.h"

#include "graph/execute/entity_writer.h"
#include "graph/execute/evaluate.h"
#include "graph/execute/type_check.h"

namespace graph {

namespace {

class Writer : public Operator {
 public:
  Writer(std::string title, OperatorPtr input, std::vector<int> live_slots)
      : Operator(std::move(title), std::move(input)), rows_(std::move(live_slots)) {
    set_writes();
  }

 protected:
  // Does the clause's work for the record as it is.
  virtual void Apply(Execution& execution) = 0;
  // After the last row.
  virtual void Finish(Execution& /*execution*/) {}

  void DoOpen(Execution& execution) override {
    input().Open(execution);
    rows_.Clear();
    at_ = 0;
    done_ = false;
  }
  bool DoPull(Execution& execution) override {
    if (!std::exchange(done_, true)) Run(execution);
    if (execution.failed() || at_ == rows_.size()) return false;
    rows_.Restore(execution, at_++);
    return true;
  }

 private:
  void Run(Execution& execution) {
    while (input().Pull(execution))
      rows_.Save(execution);
    for (size_t row = 0; row < rows_.size() && !execution.Tick(); ++row) {
      rows_.Restore(execution, row);
      Apply(execution);
      rows_.Update(execution, row);
    }
    if (!execution.failed()) Finish(execution);
  }

  RowBuffer rows_;
  size_t at_ = 0;
  bool done_ = false;
};

class Create : public Writer {
 public:
  Create(OperatorPtr input, const CreateClause& clause, std::vector<int> live_slots)
      : Writer("Create", std::move(input), std::move(live_slots)), clause_(clause) {}

 protected:
  void Apply(Execution& execution) override {
    for (const PathPattern* pattern : clause_.patterns)
      CreatePattern(*pattern, false, execution);
  }

 private:
  const CreateClause& clause_;
};

class Set : public Writer {
 public:
  Set(OperatorPtr input, const SetClause& clause, std::vector<int> live_slots)
      : Writer("Update", std::move(input), std::move(live_slots)), clause_(clause) {}

 protected:
  void Apply(Execution& execution) override { ApplySet(clause_.items, execution); }

 private:
  const SetClause& clause_;
};

class Remove : public Writer {
 public:
  Remove(OperatorPtr input, const RemoveClause& clause, std::vector<int> live_slots)
      : Writer("Update", std::move(input), std::move(live_slots)), clause_(clause) {}

 protected:
  void Apply(Execution& execution) override {
    for (const RemoveItem& item : clause_.items)
      ApplyRemove(item, execution);
  }

 private:
  const RemoveClause& clause_;
};

// Gathers what is to be deleted over all rows: an entity may come up in many of them.
class Delete : public Writer {
 public:
  Delete(OperatorPtr input, const DeleteClause& clause, std::vector<int> live_slots)
      : Writer("Delete", std::move(input), std::move(live_slots)), clause_(clause) {}

 protected:
  void Apply(Execution& execution) override {
    for (const Expression* target : clause_.targets) {
      const Value value = Evaluate(*target, execution);
      switch (value.type()) {
        case ValueType::kNull: break;
        case ValueType::kNode: nodes_.push_back(value.id()); break;
        case ValueType::kRelationship: relationships_.push_back(value.id()); break;
        case ValueType::kPath:
          nodes_.insert(nodes_.end(), value.path().nodes.begin(), value.path().nodes.end());
          relationships_.insert(relationships_.end(), value.path().relationships.begin(),
                                value.path().relationships.end());
          break;
        default:
          execution.Fail("Delete type mismatch, expecting either Node or Relationship.");
          return;
      }
    }
  }
  void Finish(Execution& execution) override {
    for (const RelationshipId id : relationships_)
      execution.transaction.DeleteRelationship(id);
    for (const NodeId id : nodes_)
      execution.transaction.DeleteNode(id);
    relationships_.clear();
    nodes_.clear();
  }

 private:
  const DeleteClause& clause_;
  std::vector<NodeId> nodes_;
  std::vector<RelationshipId> relationships_;
};

// A row of the input becomes one row for each match, or, after creating the pattern, one.
class Merge : public Operator {
 public:
  Merge(OperatorPtr input, OperatorPtr match, const MergeClause& clause,
        std::vector<int> live_slots)
      : Operator("Merge", std::move(input)),
        clause_(clause),
        before_(live_slots),
        after_(std::move(live_slots)) {
    AddInput(std::move(match));
    set_writes();
  }

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    before_.Clear();
    after_.Clear();
    at_ = 0;
    done_ = false;
  }
  bool DoPull(Execution& execution) override {
    if (!std::exchange(done_, true)) Run(execution);
    if (execution.failed() || at_ == after_.size()) return false;
    after_.Restore(execution, at_++);
    return true;
  }

 private:
  void Run(Execution& execution) {
    while (input().Pull(execution))
      before_.Save(execution);
    for (size_t row = 0; row < before_.size() && !execution.Tick(); ++row) {
      before_.Restore(execution, row);
      MergeRow(execution, row);
    }
  }

  void MergeRow(Execution& execution, size_t row) {
    Operator& match = *inputs()[1];
    const size_t first = after_.size();
    match.Open(execution);
    while (match.Pull(execution))
      after_.Save(execution);
    if (execution.failed()) return;
    if (after_.size() == first) {
      before_.Restore(execution, row);
      CreatePattern(*clause_.pattern, true, execution);
      ApplySet(clause_.on_create, execution);
      after_.Save(execution);
      return;
    }
    for (size_t i = first; i < after_.size() && !clause_.on_match.empty(); ++i) {
      after_.Restore(execution, i);
      ApplySet(clause_.on_match, execution);
    }
  }

  const MergeClause& clause_;
  RowBuffer before_;
  RowBuffer after_;
  size_t at_ = 0;
  bool done_ = false;
};

class Foreach : public Writer {
 public:
  Foreach(OperatorPtr input, OperatorPtr body, const ForeachClause& clause,
          std::vector<int> live_slots)
      : Writer("Foreach", std::move(input), std::move(live_slots)), clause_(clause) {
    AddInput(std::move(body));
  }

 protected:
  void Apply(Execution& execution) override {
    const Value list = Evaluate(*clause_.list, execution);
    if (!Expect(execution, list, kLists | kNulls) || list.IsNull()) return;
    Operator& body = *inputs()[1];
    for (const Value& item : list.list()) {
      if (execution.Tick()) return;
      execution.record[clause_.slot] = item;
      body.Open(execution);
      while (body.Pull(execution)) {
      }
    }
  }

 private:
  const ForeachClause& clause_;
};

}  // namespace

OperatorPtr MakeCreate(OperatorPtr input, const CreateClause& clause, std::vector<int> live_slots) {
  return std::make_unique<Create>(std::move(input), clause, std::move(live_slots));
}

OperatorPtr MakeSet(OperatorPtr input, const SetClause& clause, std::vector<int> live_slots) {
  return std::make_unique<Set>(std::move(input), clause, std::move(live_slots));
}

OperatorPtr MakeRemove(OperatorPtr input, const RemoveClause& clause, std::vector<int> live_slots) {
  return std::make_unique<Remove>(std::move(input), clause, std::move(live_slots));
}

OperatorPtr MakeDelete(OperatorPtr input, const DeleteClause& clause, std::vector<int> live_slots) {
  return std::make_unique<Delete>(std::move(input), clause, std::move(live_slots));
}

OperatorPtr MakeMerge(OperatorPtr input, OperatorPtr match, const MergeClause& clause,
                      std::vector<int> live_slots) {
  return std::make_unique<Merge>(std::move(input), std::move(match), clause, std::move(live_slots));
}

OperatorPtr MakeForeach(OperatorPtr input, OperatorPtr body, const ForeachClause& clause,
                        std::vector<int> live_slots) {
  return std::make_unique<Foreach>(std::move(input), std::move(body), clause,
                                   std::move(live_slots));
}

}  // namespace graph
